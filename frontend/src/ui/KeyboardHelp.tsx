/** The help sheet: the same table that the listener reads, for people; and where they choose other keys. */
import { useState } from "react";

import { PAGE_LAYER, useCommands, useCommandTable, useKeyChoice, type Command } from "../keyboard";
import { Button } from "./Button";
import { CommandKbd, Kbd } from "./Kbd";
import styles from "./KeyboardHelp.module.css";
import { KeyRow } from "./KeyRow";
import { Dialog } from "./Overlay";
import { SharedKeys } from "./SharedKeys";

/** Commands that every page has stand last. */
export const EVERYWHERE = "Everywhere";

export function KeyboardHelp({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [isChoosing, setIsChoosing] = useState(false);
  const close = (isOpen: boolean) => {
    setIsChoosing(false);
    onOpenChange(isOpen);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      width="wide"
      title={isChoosing ? "Choose your keys" : "Keyboard"}
      description={isChoosing ? "Yours alone, wherever you sign in. Buttons, tooltips and this sheet follow." : "Nothing fires while you type."}
      actions={<Actions isChoosing={isChoosing} onChoosing={setIsChoosing} />}
    >
      <Shared isChoosing={isChoosing} />
      {isChoosing ? <Choices /> : <Sheet onClose={() => close(false)} />}
    </Dialog>
  );
}

function Actions({ isChoosing, onChoosing }: { isChoosing: boolean; onChoosing: (isChoosing: boolean) => void }) {
  const { changed, resetAll } = useKeyChoice(PAGE_LAYER);
  return (
    <>
      <Button variant={isChoosing ? "solid" : "plain"} icon={isChoosing ? undefined : "keyboard"} onClick={() => onChoosing(!isChoosing)}>
        {isChoosing ? "Done" : "Choose other keys"}
      </Button>
      {isChoosing && changed.size > 0 && (
        <Button icon="undo" onClick={resetAll}>
          All keys as they were
        </Button>
      )}
    </>
  );
}

function Shared({ isChoosing }: { isChoosing: boolean }) {
  const { shared } = useKeyChoice(PAGE_LAYER);
  if (shared.length === 0) return null;
  return (
    <div className={styles.shared}>
      <SharedKeys shared={shared} answers={(first) => `here it is “${first}”.`} wayOut={isChoosing ? "Choose another key for one of them below." : "“Choose other keys” gives one of them another."} />
    </div>
  );
}

function Sheet({ onClose }: { onClose: () => void }) {
  useCommands([{ id: "help.close", title: "Close this sheet", group: EVERYWHERE, keys: ["?"], run: onClose }]);
  const groups = byGroup(useCommandTable(PAGE_LAYER).filter(isNamed));
  return (
    <div className={styles.columns}>
      {groups.map(([group, commands]) => (
        <section key={group} className={styles.group}>
          <h3>{group}</h3>
          <ul>
            {commands.map((command) => (
              <li key={command.id} data-off={command.enabled === false || undefined}>
                <span>{command.title}</span>
                <Keys keys={command.keys} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** One that has no key is still found by its name. */
function Keys({ keys }: Pick<Command, "keys">) {
  if (keys.length > 0) return keys.map((key) => <Kbd key={key} chord={key} />);
  return (
    <>
      <span className={styles.none}>by name</span>
      <CommandKbd id="jump.open" />
    </>
  );
}

/** Doors to other commands: they have no name of their own to give a key to. */
const NOT_ONES_OWN = new Set(["page.search"]);

const isNamed = ({ id, title }: Command) => !NOT_ONES_OWN.has(id) && title !== "";

function Choices() {
  const choice = useKeyChoice(PAGE_LAYER);
  const [asked, setAsked] = useState<string | null>(null);
  const groups = byGroup(choice.commands.filter(isNamed));
  return (
    <div className={styles.columns}>
      {groups.map(([group, commands]) => (
        <section key={group} className={styles.group}>
          <h3>{group}</h3>
          <ul>
            {commands.map((command) => (
              <KeyRow key={command.id} command={command} choice={choice} isAsked={asked === command.id} onAsk={setAsked} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function byGroup(commands: readonly Command[]): [string, Command[]][] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  return [...groups].sort(([a], [b]) => Number(a === EVERYWHERE) - Number(b === EVERYWHERE));
}

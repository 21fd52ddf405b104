/** The help sheet: the same table that the listener reads, for people. */
import { PAGE_LAYER, useCommands, useCommandTable, type Command } from "../keyboard";
import { Kbd } from "./Kbd";
import styles from "./KeyboardHelp.module.css";
import { Dialog } from "./Overlay";

/** Commands that every page has stand last. */
export const EVERYWHERE = "Everywhere";

export function KeyboardHelp({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} width="wide" title="Keyboard" description="Nothing fires while you type.">
      <Sheet onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Sheet({ onClose }: { onClose: () => void }) {
  useCommands([{ id: "help.close", title: "Close this sheet", group: EVERYWHERE, keys: ["?"], run: onClose }]);
  const groups = byGroup(useCommandTable(PAGE_LAYER));
  return (
    <div className={styles.columns}>
      {groups.map(([group, commands]) => (
        <section key={group} className={styles.group}>
          <h3>{group}</h3>
          <ul>
            {commands.map((command) => (
              <li key={command.id} data-off={command.enabled === false || undefined}>
                <span>{command.title}</span>
                {command.keys.slice(0, 3).map((key) => (
                  <Kbd key={key} chord={key} />
                ))}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function byGroup(commands: readonly Command[]): [string, Command[]][] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    if (command.keys.length > 0) groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  }
  return [...groups].sort(([a], [b]) => Number(a === EVERYWHERE) - Number(b === EVERYWHERE));
}

/** Every command of the page, every page, project, step and trajectory by typing a part of its name. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useRef, useState, type KeyboardEvent } from "react";

import { projectsQuery } from "../api/session";
import type { Project } from "../api/types";
import { PAGE_LAYER, useCommandTable } from "../keyboard";
import { cx } from "../ui/cx";
import { Icon, type IconName } from "../ui/Icon";
import { Kbd } from "../ui/Kbd";
import { Dialog } from "../ui/Overlay";
import { jumpTargets } from "./jumpTargets";
import styles from "./Jump.module.css";
import { paletteCommands } from "./paletteCommands";

export function Jump({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const chosen = useRef<(() => void) | null>(null);
  const close = (run: () => void) => {
    chosen.current = run;
    onOpenChange(false);
  };
  // A command may lead into a text field: it runs once the dialog has given the focus back.
  const runChosen = () => {
    const run = chosen.current;
    chosen.current = null;
    run?.();
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Do or go" onClosed={runChosen}>
      <JumpList onChosen={close} />
    </Dialog>
  );
}

const NONE: readonly Project[] = [];

/** One line of the list. */
interface Choice {
  readonly key: string;
  readonly name: string;
  readonly note: string;
  readonly icon: IconName;
  readonly chord?: string | undefined;
  readonly run: () => void;
}

function useChoices(text: string): Choice[] {
  const { slug, id } = useParams({ strict: false });
  const navigate = useNavigate();
  const projects = useQuery(projectsQuery).data?.results ?? NONE;
  const commands = paletteCommands(useCommandTable(PAGE_LAYER), text).map(
    ({ id: name, title, group, keys, run }): Choice => ({ key: `do ${name}`, name: title, note: group, icon: "keyboard", chord: keys[0], run }),
  );
  const places = jumpTargets({ text, projects, slug, trajectory: id }).map(
    ({ key, name, note, icon, to, params, search }): Choice => ({ key, name, note, icon, run: () => void navigate({ to, params, search }) }),
  );
  return [...commands, ...places];
}

function JumpList({ onChosen }: { onChosen: (run: () => void) => void }) {
  const { id } = useParams({ strict: false });
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const targets = useChoices(text);
  const go = (target: Choice | undefined) => target && onChosen(target.run);
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined) setAt((at + move + targets.length) % Math.max(1, targets.length));
    else if (event.key === "Enter") go(targets[at]);
    else return;
    event.preventDefault();
  };
  return (
    <div>
      <input
        className={styles.input}
        role="combobox"
        aria-expanded="true"
        aria-controls="jump-targets"
        aria-activedescendant={targets[at] ? `jump-${at}` : undefined}
        aria-label="Command, page, project, step or trajectory"
        placeholder={id === undefined ? "Command, page, project or trajectory" : "Command, page, trajectory, or #5 for a step"}
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id="jump-targets" role="listbox" aria-label="What to do, or where to go" className={styles.list}>
        {targets.map((target, index) => (
          <li
            key={target.key}
            ref={index === at ? inView : undefined}
            id={`jump-${index}`}
            role="option"
            aria-selected={index === at}
            className={cx(styles.target, index === at && styles.at)}
            onClick={() => go(target)}
          >
            <Icon name={target.icon} />
            <span>{target.name}</span>
            <small>{target.note}</small>
            {target.chord !== undefined && <Kbd chord={target.chord} />}
          </li>
        ))}
      </ul>
      {targets.length === 0 && <p className={styles.none}>Nothing by that name.</p>}
    </div>
  );
}

function inView(line: HTMLElement | null): void {
  line?.scrollIntoView({ block: "nearest" });
}

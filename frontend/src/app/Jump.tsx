/** Jump to…: every page, project, step and trajectory by typing a part of its name. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState, type KeyboardEvent } from "react";

import { projectsQuery } from "../api/session";
import type { Project } from "../api/types";
import { cx } from "../ui/cx";
import { Icon } from "../ui/Icon";
import { Dialog } from "../ui/Overlay";
import { jumpTargets, type JumpTarget } from "./jumpTargets";
import styles from "./Jump.module.css";

export function Jump({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Jump to">
      <JumpList onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

const NONE: readonly Project[] = [];

function JumpList({ onDone }: { onDone: () => void }) {
  const { slug, id } = useParams({ strict: false });
  const navigate = useNavigate();
  const projects = useQuery(projectsQuery).data?.results ?? NONE;
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const targets = jumpTargets({ text, projects, slug, trajectory: id });
  const go = (target: JumpTarget | undefined) => {
    if (!target) return;
    onDone();
    void navigate({ to: target.to, params: target.params, search: target.search });
  };
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
        aria-label="Page, project, step or trajectory"
        placeholder={id === undefined ? "Page, project or trajectory" : "Page, trajectory, or #5 for a step"}
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id="jump-targets" role="listbox" aria-label="Where to" className={styles.list}>
        {targets.map((target, index) => (
          <li key={target.key} id={`jump-${index}`} role="option" aria-selected={index === at} className={cx(styles.target, index === at && styles.at)} onClick={() => go(target)}>
            <Icon name={target.icon} />
            <span>{target.name}</span>
            <small>{target.note}</small>
          </li>
        ))}
      </ul>
      {targets.length === 0 && <p className={styles.none}>Nothing by that name.</p>}
    </div>
  );
}

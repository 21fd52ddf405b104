/** The types of the version that is being written: the tree on one side, the one in hand on the other. */
import { useRef, useState } from "react";

import { useCommands } from "../../keyboard";
import { Badge } from "../../ui/Badge";
import { CommandButton } from "../../ui/Button";
import { cx } from "../../ui/cx";
import { Panel } from "../../ui/Page";
import styles from "./taxonomies.module.css";
import { TypeForm } from "./TypeForm";
import { added, isUsed, moved, placesOf, without, type WrittenType } from "./writing";

interface TypesEditorProps {
  readonly types: readonly WrittenType[];
  /** Ids that annotations name. */
  readonly used: ReadonlySet<string>;
  readonly onChange: (types: readonly WrittenType[]) => void;
}

const GROUP = "Types";

export function TypesEditor({ types, used, onChange }: TypesEditorProps) {
  const [key, setKey] = useState(types[0]?.key);
  const list = useRef<HTMLOListElement>(null);
  const title = useRef<HTMLInputElement>(null);
  const found = types.findIndex((type) => type.key === key);
  const at = found === -1 && types.length > 0 ? 0 : found;
  const type = types[at];
  const choose = (place: number) => {
    const next = types[place];
    if (!next) return;
    setKey(next.key);
    list.current?.children[place]?.scrollIntoView({ block: "nearest" });
  };
  const move = (by: 1 | -1) => {
    const next = moved(types, at, by);
    if (next) onChange(next);
  };
  const add = () => {
    const next = crypto.randomUUID();
    onChange(added(types, at, next));
    setKey(next);
    // The form is that of the new type by then.
    setTimeout(() => title.current?.focus());
  };
  const canLeave = type !== undefined && !isUsed(types, at, used);
  const leave = () => {
    if (!type) return;
    if (!canLeave) {
      onChange(types.map((other) => (other.key === type.key ? { ...other, retired: !other.retired } : other)));
      return;
    }
    const rest = without(types, at);
    onChange(rest);
    setKey(rest[Math.min(at, rest.length - 1)]?.key);
  };
  useCommands([
    { id: "type.next", title: "Next type", group: GROUP, keys: ["j", "ArrowDown"], run: () => choose(at + 1), repeats: true },
    { id: "type.previous", title: "Previous type", group: GROUP, keys: ["k", "ArrowUp"], run: () => choose(at - 1), repeats: true },
    { id: "type.down", title: "Move it down", group: GROUP, keys: ["J"], run: () => move(1), enabled: moved(types, at, 1) !== null },
    { id: "type.up", title: "Move it up", group: GROUP, keys: ["K"], run: () => move(-1), enabled: moved(types, at, -1) !== null },
    { id: "type.edit", title: "Edit it", group: GROUP, keys: ["e"], run: () => title.current?.focus(), enabled: type !== undefined },
    { id: "type.add", title: "Add a type", group: GROUP, keys: ["n"], run: add },
    { id: "type.leave", title: canLeave || !type ? "Take it away" : type.retired ? "Offer it again" : "Retire it", group: GROUP, keys: ["x"], run: leave, enabled: type !== undefined },
  ]);
  const places = placesOf(types);
  return (
    <Panel
      title="Types"
      note="those without any below them are chosen at the desk"
      actions={
        <div className={styles.buttons}>
          <CommandButton command="type.up" icon="arrow-up" size="small" />
          <CommandButton command="type.down" icon="arrow-down" size="small" />
          <CommandButton command="type.leave" size="small" />
          <CommandButton command="type.add" icon="plus" size="small" />
        </div>
      }
    >
      <div className={styles.editor}>
        <ol ref={list} className={styles.tree} aria-label="Types">
          {types.map((one, place) => (
            <li key={one.key}>
              <button type="button" className={cx(styles.node, place === at && styles.shown)} style={{ paddingLeft: `${12 + one.depth * 18}px` }} aria-current={place === at || undefined} onClick={() => setKey(one.key)}>
                <span className={styles.place}>{places[place]}</span>
                <span className={cx(styles.nodeTitle, one.retired && styles.retired)}>{one.title.trim() === "" ? "without a title" : one.title}</span>
                {one.retired && <Badge>retired</Badge>}
                {used.has(one.id) && <Badge>in use</Badge>}
              </button>
            </li>
          ))}
        </ol>
        {type ? <TypeForm key={type.key} types={types} at={at} isUsed={used.has(type.id)} titleRef={title} onChange={onChange} /> : <p className={styles.quiet}>Add a type: a taxonomy needs one at least.</p>}
      </div>
    </Panel>
  );
}

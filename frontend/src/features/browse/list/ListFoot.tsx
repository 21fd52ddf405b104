/** What the colours of the rows mean, and the keys that move through them; what one can do with the rows one has picked. */
import { Button } from "../../../ui/Button";
import { CopyButton } from "../../../ui/CopyButton";
import { CommandKbd } from "../../../ui/Kbd";
import { Hatch, Legend } from "../../../ui/Rewards";
import { semanticsOf, type Channel } from "../shapes";
import styles from "./ListFoot.module.css";
import type { Picked } from "./usePicked";

export interface ListFootProps {
  readonly slug: string;
  readonly shown: readonly Channel[];
  readonly hasHidden: boolean;
  readonly hasGold: boolean;
  readonly picked: Picked;
  readonly onClear: () => void;
}

export function ListFoot({ slug, shown, hasHidden, hasGold, picked, onClear }: ListFootProps) {
  return (
    <footer className={styles.foot}>
      {picked.size > 0 ? <Selection slug={slug} picked={picked} onClear={onClear} /> : <Meanings shown={shown} hasHidden={hasHidden} hasGold={hasGold} />}
      <span className={styles.grow} />
      <KeyHint ids={["list.next", "list.previous"]} word="move" />
      <KeyHint ids={["list.open"]} word="open" />
      <KeyHint ids={["list.pick"]} word="pick" />
    </footer>
  );
}

function Meanings({ shown, hasHidden, hasGold }: Pick<ListFootProps, "shown" | "hasHidden" | "hasGold">) {
  const meanings = [...new Set(shown.map(semanticsOf))];
  return (
    <>
      {meanings.map((semantics) => (
        <Legend key={semantics} semantics={semantics} />
      ))}
      {hasGold && (
        <span className={styles.item}>
          <i className={styles.tick} />
          first error, gold
        </span>
      )}
      {hasHidden && (
        <span className={styles.item}>
          <Hatch title="" />
          hidden until you submit
        </span>
      )}
    </>
  );
}

function Selection({ slug, picked, onClear }: Pick<ListFootProps, "slug" | "picked" | "onClear">) {
  const ids = [...picked.values()].join("\n");
  const links = [...picked.keys()].map((id) => `${window.location.origin}/p/${slug}/trajectories/${id}`).join("\n");
  return (
    <div role="group" aria-label="Picked trajectories" className={styles.item}>
      <b role="status">{picked.size} picked</b>
      <CopyButton key={ids} size="small" text={ids} label={picked.size === 1 ? "Copy id" : "Copy ids"} />
      <CopyButton key={links} size="small" text={links} label={picked.size === 1 ? "Copy link" : "Copy links"} />
      <Button size="small" variant="ghost" onClick={onClear}>
        Drop all
      </Button>
    </div>
  );
}

function KeyHint({ ids, word }: { ids: readonly string[]; word: string }) {
  return (
    <span className={styles.hint}>
      {ids.map((id) => (
        <CommandKbd key={id} id={id} />
      ))}
      {word}
    </span>
  );
}

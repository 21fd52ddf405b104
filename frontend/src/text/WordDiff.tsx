/** A text beside what it was, in one run of words: what is gone struck out, what is new underlined. Both are strangers' words. */
import { useMemo } from "react";

import { cx } from "../ui/cx";
import styles from "./text.module.css";
import { visible } from "./visible";
import { wordDiff } from "./wordDiff";

export function WordDiff({ before, after, className }: { before: string; after: string; className?: string }) {
  const changes = useMemo(() => wordDiff(before, after), [before, after]);
  return (
    <div dir="auto" className={cx(styles.text, styles.plain, styles.diff, className)}>
      {changes.map(({ kind, text }, place) => {
        if (kind === "gone") return <del key={place}>{visible(text)}</del>;
        if (kind === "new") return <ins key={place}>{visible(text)}</ins>;
        return <span key={place}>{visible(text)}</span>;
      })}
    </div>
  );
}

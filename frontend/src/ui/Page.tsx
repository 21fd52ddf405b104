/** The body of an ordinary page: title, what it is about, actions; and panels on it. */
import type { ReactNode } from "react";

import { cx } from "./cx";
import styles from "./Page.module.css";

export interface PageProps {
  readonly title: string;
  readonly about?: ReactNode;
  /** Buttons at the right end of the title. */
  readonly actions?: ReactNode;
  /** "text" keeps forms and prose to a readable width. */
  readonly width?: "full" | "text";
  readonly children: ReactNode;
}

export function Page({ title, about, actions, width = "full", children }: PageProps) {
  return (
    <main className={cx(styles.page, width === "text" && styles.text)}>
      <header className={styles.head}>
        <div className={styles.titles}>
          <h1>{title}</h1>
          {about !== undefined && <p className={styles.about}>{about}</p>}
        </div>
        {actions}
      </header>
      {children}
    </main>
  );
}

export interface PanelProps {
  readonly title?: string;
  /** Beside the title, in a quieter voice. */
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Panel({ title, note, actions, children }: PanelProps) {
  return (
    <section className={styles.panel} aria-label={title}>
      {title !== undefined && (
        <header className={styles.panelHead}>
          <h2>{title}</h2>
          {note !== undefined && <span className={styles.about}>{note}</span>}
          <span className={styles.grow} />
          {actions}
        </header>
      )}
      {children}
    </section>
  );
}

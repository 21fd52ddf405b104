/** The bar at the top of every page, and the pieces that every bar has. Always 48 px: pages do not jump. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import styles from "./Bar.module.css";
import { CommandButton } from "./Button";
import { Mark } from "./Icon";

export function Bar({ children }: { children: ReactNode }) {
  return <header className={styles.bar}>{children}</header>;
}

/** The mark, with or without the name, leads to the projects. */
export function BarMark({ short = false }: { short?: boolean }) {
  return (
    <Link to="/projects" className={styles.mark} aria-label="Assay, projects">
      <Mark />
      {!short && <span>Assay</span>}
    </Link>
  );
}

/** A hairline between two groups. */
export function BarLine() {
  return <span className={styles.line} />;
}

/** Pushes what follows to the right end. */
export function BarSpace() {
  return <span className={styles.space} />;
}

/** Keyboard help and theme: on every bar, in this order. */
export function BarTools() {
  return (
    <>
      <CommandButton command="help.open" icon="keyboard" iconOnly />
      <CommandButton command="theme.toggle" icon="contrast" iconOnly />
    </>
  );
}

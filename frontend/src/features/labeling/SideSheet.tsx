/** What opens over the guideline: it covers the secondary, never the step that one is judging. One key closes it. */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

import { CommandLayer, useCommands, type Command } from "../../keyboard";
import { IconButton } from "../../ui/Button";
import { cx } from "../../ui/cx";
import { Kbd } from "../../ui/Kbd";
import styles from "./SideSheet.module.css";

export interface Choice {
  readonly key: string;
  readonly title: string;
  readonly hint?: string;
  readonly run: () => void;
}

export interface SideSheetProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly choices?: readonly Choice[];
  /** Keys that close it, beside Escape: the one that opened it. */
  readonly closeKeys?: readonly string[];
  readonly isTall?: boolean;
  /** For reading: wider than the column, over the ends of the lines, since nobody judges meanwhile. */
  readonly isWide?: boolean;
  readonly children?: ReactNode;
}

export function SideSheet(props: SideSheetProps) {
  return (
    <CommandLayer>
      <Sheet {...props} />
    </CommandLayer>
  );
}

function Sheet({ title, onClose, choices = [], closeKeys = [], isTall = false, isWide = false, children }: SideSheetProps) {
  const sheet = useRef<HTMLDivElement>(null);
  useCommands([
    ...choices.map(({ key, title: name, run }): Command => ({ id: `sheet.${key}`, title: name, group: title, keys: [key], run })),
    { id: "sheet.close", title: "Close", group: title, keys: ["Escape", ...closeKeys], run: onClose },
  ]);
  useFocusWhileOpen(sheet);
  return (
    <div ref={sheet} role="dialog" aria-label={title} tabIndex={-1} className={cx(styles.sheet, isTall && styles.tall, isWide && styles.wide)} onKeyDown={leaveField}>
      <header className={styles.head}>
        <h2>{title}</h2>
        <IconButton icon="cross" label="Close" chord="Escape" size="small" onClick={onClose} />
      </header>
      <div className={styles.body}>
        {children}
        {choices.length > 0 && (
          <ul className={styles.choices}>
            {choices.map((choice) => (
              <ChoiceRow key={choice.key} choice={choice} />
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

function ChoiceRow({ choice: { key, title, hint, run } }: { choice: Choice }) {
  return (
    <li>
      <button type="button" className={styles.choice} onClick={run}>
        <Kbd chord={key} />
        <span>
          <b>{title}</b>
          {hint !== undefined && <small>{hint}</small>}
        </span>
      </button>
    </li>
  );
}

/** Escape in a field gives the keys back to the sheet; the next one closes it. */
function leaveField(event: KeyboardEvent<HTMLDivElement>): void {
  const isField = event.target instanceof Element && event.target.matches("textarea, input");
  if (event.key !== "Escape" || event.nativeEvent.isComposing || !isField) return;
  event.preventDefault();
  event.stopPropagation();
  event.currentTarget.focus({ preventScroll: true });
}

/**
 * The browser's focus comes along and goes back: screen readers hear the sheet, then the step again. A field in the sheet
 * that takes the focus by itself keeps it.
 */
function useFocusWhileOpen(sheet: React.RefObject<HTMLElement | null>): void {
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    const box = sheet.current;
    if (box?.contains(document.activeElement) === false) box.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [sheet, before]);
}

/** The control row of a step: always there and always as high, so that nothing moves when focus or labels do. */
import type { KeyboardEvent, MouseEvent, ReactNode } from "react";

import { ariaShortcut, useCommand } from "../../keyboard";
import { cx } from "../../ui/cx";
import { Icon, type IconName } from "../../ui/Icon";
import { CommandKbd } from "../../ui/Kbd";
import { labelIcon, labelSign, labelWord } from "../../ui/Labels";
import { useIsWritable, useWork } from "./DeskContext";
import styles from "./Steps.module.css";
import type { StepView } from "./stepView";

const LABELS = [
  { label: -1, command: "label.incorrect", look: styles.neg },
  { label: 0, command: "label.neutral", look: styles.neu },
  { label: 1, command: "label.correct", look: styles.pos },
] as const;

export function StepControls({ index, view }: { index: number; view: StepView }) {
  const { session } = useWork();
  return (
    // The pointer labels and leaves the focus where it is: Enter still submits.
    <div className={styles.controls} onMouseDown={keepFocus} onClick={(event) => event.stopPropagation()}>
      {view.isFocused && <Acts index={index} view={view} />}
      {session.task.protocol.asks_for_labels ? <LabelChoice index={index} view={view} /> : <FirstErrorSwitch index={index} view={view} />}
    </div>
  );
}

function Acts({ index, view }: { index: number; view: StepView }) {
  const { session, hands } = useWork();
  const isMarked = view.isFirstError && session.desk.get().draft.first_error === index;
  return (
    <>
      <Act command="label.unsure" icon="question" on={view.isUnsure} look={styles.actUnsure} onClick={() => hands.unsure(index)}>
        Unsure
      </Act>
      {session.task.protocol.asks_for_labels && (
        <Act command="label.first-error" icon="flag" on={isMarked} look={styles.actFirst} onClick={() => hands.markFirst(index)}>
          First error
        </Act>
      )}
      <Act command="label.comment" icon="comment" on={view.comment !== ""}>
        Comment
      </Act>
    </>
  );
}

interface ActProps {
  readonly command: string;
  readonly icon: IconName;
  readonly on: boolean;
  readonly look?: string;
  readonly onClick?: () => void;
  readonly children: ReactNode;
}

function Act({ command: id, icon, on, look, onClick, children }: ActProps) {
  const command = useCommand(id);
  const isWritable = useIsWritable();
  return (
    <button
      type="button"
      className={cx(styles.act, on && styles.actOn, on && look)}
      aria-pressed={on}
      aria-keyshortcuts={shortcut(command?.keys[0])}
      title={command?.title}
      disabled={!isWritable}
      onClick={onClick ?? command?.run}
    >
      <Icon name={icon} size={14} />
      <span>{children}</span>
      <CommandKbd id={id} />
    </button>
  );
}

function LabelChoice({ index, view }: { index: number; view: StepView }) {
  const { hands } = useWork();
  const isWritable = useIsWritable();
  const tabbable = view.label ?? -1;
  return (
    <div className={styles.choice} role="radiogroup" aria-label={`Label of step ${index}`} onKeyDown={walk}>
      {LABELS.map(({ label, command, look }) => (
        <button
          key={label}
          type="button"
          role="radio"
          className={cx(styles.radio, look)}
          aria-checked={view.label === label}
          aria-label={`${labelSign(label)} ${labelWord(label)}`}
          tabIndex={view.isFocused && label === tabbable ? 0 : -1}
          disabled={!isWritable}
          onClick={() => hands.label(label, index)}
        >
          <Icon name={labelIcon(label)} size={14} strokeWidth={2} />
          <b>{labelSign(label)}</b>
          {view.isFocused && <CommandKbd id={command} />}
        </button>
      ))}
    </div>
  );
}

function FirstErrorSwitch({ index, view }: { index: number; view: StepView }) {
  const { hands } = useWork();
  const isWritable = useIsWritable();
  return (
    <div className={styles.choice}>
      <button
        type="button"
        className={cx(styles.radio, styles.wide, styles.neg)}
        aria-pressed={view.isFirstError}
        aria-label={`First error at step ${index}`}
        tabIndex={view.isFocused ? 0 : -1}
        disabled={!isWritable}
        onClick={() => hands.markFirst(index)}
      >
        <Icon name="flag" size={14} strokeWidth={2} />
        <b>First error</b>
        {view.isFocused && <CommandKbd id="label.first-error" />}
      </button>
    </div>
  );
}

/** Arrows left and right walk through the labels of a step, as in every group of radio buttons. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by === undefined) return;
  const radios = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=radio]")];
  const at = radios.findIndex((radio) => radio === document.activeElement);
  radios[(at + by + radios.length) % radios.length]?.focus();
  event.preventDefault();
}

function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

function shortcut(key: string | undefined): string | undefined {
  return key === undefined ? undefined : ariaShortcut(key);
}

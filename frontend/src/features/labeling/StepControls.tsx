/** The control row of a step: always there and always as high, so that nothing moves when focus or labels do. */
import type { KeyboardEvent, MouseEvent } from "react";

import { ariaShortcut, useCommand } from "../../keyboard";
import { VisuallyHidden } from "../../ui/Announcer";
import { cx } from "../../ui/cx";
import { Icon, type IconName } from "../../ui/Icon";
import { CommandKbd } from "../../ui/Kbd";
import { labelIcon, labelSign } from "../../ui/Labels";
import { LABEL_COMMANDS } from "./commands";
import { useIsWritable, useWork } from "./DeskContext";
import { goesStepByStep, type LabelValue, type Protocol } from "./protocol";
import styles from "./Steps.module.css";
import type { StepView } from "./stepView";

const LOOKS = { neg: styles.neg, neu: styles.neu, pos: styles.pos } as const;

export function StepControls({ index, view }: { index: number; view: StepView }) {
  const { session } = useWork();
  return (
    // The pointer labels and leaves the focus where it is: Enter still submits.
    <div className={styles.controls} onMouseDown={keepFocus} onClick={(event) => event.stopPropagation()}>
      {view.isFocused && <Acts index={index} view={view} />}
      <Choice index={index} view={view} protocol={session.task.protocol} />
    </div>
  );
}

interface ChoiceProps {
  readonly index: number;
  readonly view: StepView;
  readonly protocol: Protocol;
}

/** What the protocol lets one say of a step; in words where it asks nothing of this one. */
function Choice({ index, view, protocol }: ChoiceProps) {
  if (view.isPastTheEnd) return <span className={styles.contextNote}>after the first error, not asked</span>;
  if (!protocol.asks_for_labels) return <FirstErrorSwitch index={index} view={view} />;
  const [only] = protocol.values;
  if (only && protocol.values.length === 1) return <WrongSwitch index={index} view={view} value={only} />;
  return <LabelChoice index={index} view={view} protocol={protocol} />;
}

function Acts({ index, view }: { index: number; view: StepView }) {
  const { session, hands } = useWork();
  const isMarked = view.isFirstError && session.desk.get().draft.first_error === index;
  return (
    <>
      <Act command="label.unsure" icon="question" on={view.isUnsure} look={styles.actUnsure} onClick={() => hands.unsure(index)}>
        Unsure
      </Act>
      {view.isProposed && (
        <>
          <Act command="propose.accept" icon="check" on={false} onClick={() => hands.proposals.accept(index)}>
            Accept
          </Act>
          <Act command="propose.refuse" icon="cross" on={false} onClick={() => hands.proposals.refuse(index)}>
            Refuse
          </Act>
        </>
      )}
      {goesStepByStep(session.task.protocol) && !view.isPastTheEnd && !view.isProposed && (
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
  /** Its name, which is not drawn where steps are narrow. */
  readonly children: string;
}

function Act({ command: id, icon, on, look, onClick, children }: ActProps) {
  const command = useCommand(id);
  const isWritable = useIsWritable();
  return (
    <button
      type="button"
      className={cx(styles.act, on && styles.actOn, on && look)}
      aria-label={children}
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

function LabelChoice({ index, view, protocol }: ChoiceProps) {
  const { hands } = useWork();
  const isWritable = useIsWritable();
  const tabbable = view.label ?? -1;
  return (
    <div className={cx(styles.choice, view.label !== null && styles.given)} role="radiogroup" aria-label={`Label of step ${index}`} onKeyDown={walk}>
      {inOrder(protocol).map(({ value, name, meaning, tone }) => (
        <button
          key={value}
          type="button"
          role="radio"
          className={cx(styles.radio, LOOKS[tone], view.isProposed && value === protocol.proposes && styles.proposed)}
          aria-checked={view.label === value}
          aria-label={`${labelSign(value)} ${name}`}
          title={`${name}: ${meaning}`}
          tabIndex={view.isFocused && value === tabbable ? 0 : -1}
          disabled={!isWritable}
          onClick={() => hands.label(value, index)}
        >
          <Icon name={labelIcon(value)} size={14} strokeWidth={2} />
          <b>{labelSign(value)}</b>
          {view.isFocused && <CommandKbd id={LABEL_COMMANDS[`${value}`]} />}
        </button>
      ))}
    </div>
  );
}

/** From wrong to right, as the keys lie. */
function inOrder({ values }: Protocol): LabelValue[] {
  return [...values].sort((one, other) => one.value - other.value);
}

/** The one thing that can be said of a step where only wrong ones are listed. */
function WrongSwitch({ index, view, value }: { index: number; view: StepView; value: LabelValue }) {
  const { hands } = useWork();
  const isWritable = useIsWritable();
  return (
    <div className={styles.choice}>
      <button
        type="button"
        className={cx(styles.radio, styles.wide, LOOKS[value.tone])}
        aria-pressed={view.label === value.value}
        title={value.meaning}
        tabIndex={view.isFocused ? 0 : -1}
        disabled={!isWritable}
        onClick={() => hands.label(value.value, index)}
      >
        <Icon name={labelIcon(value.value)} size={14} strokeWidth={2} />
        <b>{value.name}</b>
        <VisuallyHidden>, step {index}</VisuallyHidden>
        {view.isFocused && <CommandKbd id={LABEL_COMMANDS[`${value.value}`]} />}
      </button>
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
        tabIndex={view.isFocused ? 0 : -1}
        disabled={!isWritable}
        onClick={() => hands.markFirst(index)}
      >
        <Icon name="flag" size={14} strokeWidth={2} />
        <b>First error</b>
        <VisuallyHidden>, step {index}</VisuallyHidden>
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

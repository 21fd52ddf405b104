/** What is said of the whole: whether the final result is right, or whether there is an error at all. */
import { useCallback } from "react";

import { cx } from "../../ui/cx";
import { Icon } from "../../ui/Icon";
import { CommandKbd } from "../../ui/Kbd";
import { labelIcon } from "../../ui/Labels";
import type { Desk } from "./desk";
import { useDesk, useIsWritable, useWork } from "./DeskContext";
import { goesStepByStep, openSteps } from "./protocol";
import styles from "./Side.module.css";

const OUTCOMES = [
  { value: -1, word: "wrong", command: "outcome.wrong", look: styles.neg },
  { value: 0, word: "unclear", command: "outcome.unclear", look: styles.neu },
  { value: 1, word: "right", command: "outcome.right", look: styles.pos },
] as const;

export function OutcomePanel() {
  const { protocol } = useWork().session.task;
  return (
    <>
      {!goesStepByStep(protocol) && (protocol.asks_for_labels ? <ErrorList /> : <ErrorAtAll />)}
      {protocol.asks_for_outcome && <Outcome />}
    </>
  );
}

function Outcome() {
  const { session, hands } = useWork();
  const select = useCallback(
    ({ draft }: Desk) => ({ outcome: draft.outcome, isNext: draft.outcome === null && openSteps(draft, session.task.protocol, session.task.scorable).length === 0 }),
    [session],
  );
  const { outcome, isNext } = useDesk(select);
  const isWritable = useIsWritable();
  const isAgent = session.assignment.trajectory.steps.some(({ role }) => role === "tool");
  const question = isAgent ? "Was the task solved?" : "Is the final answer right?";
  return (
    <section className={cx(styles.panel, isNext && styles.next)} aria-label={question}>
      <h2 className={styles.title}>{question}</h2>
      <div className={styles.choice} role="radiogroup" aria-label={question} onMouseDown={(event) => event.preventDefault()}>
        {OUTCOMES.map(({ value, word, command, look }) => (
          <button
            key={value}
            type="button"
            role="radio"
            className={cx(styles.option, look)}
            aria-checked={outcome === value}
            aria-label={word}
            disabled={!isWritable}
            tabIndex={value === (outcome ?? -1) ? 0 : -1}
            onClick={() => hands.outcome(value)}
          >
            <Icon name={labelIcon(value)} size={14} strokeWidth={2} />
            {word}
            <CommandKbd id={command} />
          </button>
        ))}
      </div>
    </section>
  );
}

function ErrorAtAll() {
  const { session, hands } = useWork();
  const select = useCallback(({ draft }: Desk) => session.firstErrorIn(draft), [session]);
  const first = useDesk(select);
  const isWritable = useIsWritable();
  return (
    <section className={styles.panel} aria-label="Is there an error?">
      <h2 className={styles.title}>Is there an error?</h2>
      <div className={styles.choice} onMouseDown={(event) => event.preventDefault()}>
        <button type="button" className={cx(styles.option, styles.neg)} aria-pressed={first !== null} disabled={!isWritable} onClick={() => hands.markFirst()}>
          <Icon name="flag" size={14} strokeWidth={2} />
          {first === null ? "at this step" : `at step ${first}`}
          <CommandKbd id="label.first-error" />
        </button>
        <NoError />
      </div>
    </section>
  );
}

function NoError() {
  const { hands } = useWork();
  const noError = useDesk(saysNoError);
  const isWritable = useIsWritable();
  return (
    <button type="button" className={cx(styles.option, styles.pos)} aria-pressed={noError} disabled={!isWritable} onClick={hands.noError}>
      <Icon name="check" size={14} strokeWidth={2} />
      none
      <CommandKbd id="label.no-error" />
    </button>
  );
}

const saysNoError = ({ draft }: Desk) => draft.no_error;

/** Which steps are wrong, and whether any is. */
function ErrorList() {
  const { hands } = useWork();
  const select = useCallback(({ draft, focus }: Desk) => ({ listed: Object.keys(draft.labels).length, isListed: draft.labels[focus] !== undefined }), []);
  const { listed, isListed } = useDesk(select);
  const isWritable = useIsWritable();
  return (
    <section className={styles.panel} aria-label="Which steps are wrong?">
      <h2 className={styles.title}>
        Which steps are wrong? <span className={styles.version}>{listed === 0 ? "none listed" : `${listed} listed`}</span>
      </h2>
      <div className={styles.choice} onMouseDown={(event) => event.preventDefault()}>
        <button type="button" className={cx(styles.option, styles.neg)} aria-pressed={isListed} disabled={!isWritable} onClick={() => hands.label(-1)}>
          <Icon name="cross" size={14} strokeWidth={2} />
          this step
          <CommandKbd id="label.incorrect" />
        </button>
        <NoError />
      </div>
    </section>
  );
}

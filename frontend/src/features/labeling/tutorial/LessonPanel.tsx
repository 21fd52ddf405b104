/** The tutor beside the steps: what the worked answer says to the last judgement, and what to do next. */
import { useCallback } from "react";

import type { Tutorial } from "../../../api/tutorial";
import { TraceText } from "../../../text";
import { cx } from "../../../ui/cx";
import { Icon } from "../../../ui/Icon";
import type { Desk } from "../desk";
import { useDesk, useWork } from "../DeskContext";
import { openSteps } from "../protocol";
import type { Session } from "../session";
import { feedbackOn, speaksOf, type About, type Feedback } from "./feedback";
import { Keyed } from "./Keyed";
import styles from "./tutorial.module.css";

export function LessonPanel({ tutorial }: { tutorial: Tutorial }) {
  const { session } = useWork();
  const { hint, ...feedback } = useDesk(useCallback((desk: Desk) => saysNow(desk, tutorial, session), [tutorial, session]));
  return (
    <section className={styles.panel} aria-label="Tutorial">
      <h2 className={styles.title}>
        {tutorial.title}
        <span className={styles.soft}>{tutorial.minutes} minutes, not counted</span>
      </h2>
      <div className={styles.body} tabIndex={0} role="region" aria-label="What the tutor says">
        <div role="status">{feedback.about !== null && <Verdict {...feedback} />}</div>
        {hint !== "" && (
          <p className={styles.hint}>
            <Keyed text={hint} />
          </p>
        )}
      </div>
    </section>
  );
}

function Verdict({ about, agrees, verdict, why }: Omit<Now, "hint">) {
  return (
    <div className={cx(styles.verdict, !agrees && styles.differs)}>
      <p className={styles.said}>
        <Icon name={agrees ? "check" : "warning"} size={15} />
        <b>{about !== null && aboutWord(about)}</b> {verdict}
      </p>
      {why !== "" && <TraceText source={why} className={styles.why} />}
    </div>
  );
}

export function aboutWord(about: About): string {
  return about === "outcome" ? "Result:" : about === "no-error" ? "Errors:" : `Step ${about}:`;
}

/** Flat, so that what says the same is drawn once. */
interface Now extends Omit<Feedback, "about"> {
  /** Null while there is nothing to say. */
  readonly about: About | null;
  readonly hint: string;
}

const NOTHING = { about: null, agrees: true, verdict: "", why: "" } as const;

function saysNow(desk: Desk, { lesson }: Tutorial, session: Session): Now {
  const { protocol } = session.task;
  const about = speaksOf(desk, protocol);
  const feedback = about === null ? null : feedbackOn(about, desk.draft, lesson, protocol);
  return { ...(feedback ?? NOTHING), hint: hintNow(desk, lesson, session) };
}

function hintNow({ draft, focus }: Desk, lesson: Tutorial["lesson"], session: Session): string {
  const { protocol, scorable } = session.task;
  if (session.gaps(draft).length === 0) return lesson.before_submit;
  const isOpen = !scorable.includes(focus) || draft.labels[focus] === undefined;
  if (isOpen) return lesson.hints.find(({ step_index }) => step_index === focus)?.text ?? "";
  return openSteps(draft, protocol, scorable).length === 0 && protocol.asks_for_outcome && draft.outcome === null ? lesson.before_outcome : "";
}

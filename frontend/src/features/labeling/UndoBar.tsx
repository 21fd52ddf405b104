/** For 30 seconds after a submission: what was submitted, the way back, and the way to its scores. */
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { Button } from "../../ui/Button";
import { Kbd } from "../../ui/Kbd";
import { MiddleCut } from "../../ui/MiddleCut";
import { useStore } from "./store";
import styles from "./UndoBar.module.css";
import { useNow } from "./useNow";
import { useSlug } from "./useSlug";
import type { Submitted, WorkplaceState } from "./place";
import type { Workplace } from "./workplace";

/** Stands in the place of its children while there is something to take back. */
export function UndoBar({ workplace, children }: { workplace: Workplace; children?: ReactNode }) {
  const submitted = useStore(workplace.store, submittedOf);
  if (!submitted) return <>{children}</>;
  return <News workplace={workplace} submitted={submitted} />;
}

function News({ workplace, submitted }: { workplace: Workplace; submitted: Submitted }) {
  const slug = useSlug();
  const navigate = useNavigate();
  const { states } = submitted.session.sight.store.get();
  const keepsAll = Object.values(states).every((state) => state === "NEVER");
  const seconds = Math.ceil((submitted.until - useNow(true)) / 1_000);
  const show = async () => {
    const id = await workplace.reveal();
    if (id !== null) await navigate({ to: "/p/$slug/trajectories/$id", params: { slug, id: String(id) } });
  };
  return (
    <div className={styles.bar} data-on-ink="" role="status">
      <What submitted={submitted} />
      {!submitted.isLate && (
        <button type="button" className={styles.act} onClick={workplace.takeBack}>
          Undo <Kbd chord="z" />
        </button>
      )}
      {!keepsAll && (
        <Button size="small" className={styles.act} onClick={() => void show()} title="Ends the time to undo">
          {states.rewards === "NEVER" ? "Show labels" : "Show scores"}
        </Button>
      )}
      {!submitted.isLate && (
        <span className={styles.left} aria-hidden="true">
          {Math.max(0, seconds)} s
        </span>
      )}
    </div>
  );
}

/** The words are never cut; the id gives way, and in its middle. */
function What({ submitted: { isLate, session } }: { submitted: Submitted }) {
  if (isLate) return <span className={styles.what}>Kept as an extra opinion</span>;
  return (
    <span className={styles.what}>
      <span className={styles.words}>Submitted </span>
      <MiddleCut text={session.assignment.trajectory.external_id} />
    </span>
  );
}

const submittedOf = ({ submitted }: WorkplaceState) => submitted;

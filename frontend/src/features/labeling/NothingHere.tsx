/** An empty desk says why it is empty, who holds what, and when to ask again. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect } from "react";

import { projectQuery } from "../../api/session";
import { VisuallyHidden } from "../../ui/Announcer";
import { Bar, BarLine, BarMark, BarSpace, BarTools } from "../../ui/Bar";
import { Button, buttonClass } from "../../ui/Button";
import { EmptyState } from "../../ui/States";
import { fromNow } from "../../ui/time";
import { usePageTitle } from "../../ui/usePageTitle";
import { QueueInfo } from "./DeskBar";
import styles from "./Desk.module.css";
import type { QueueState, QueueWithState } from "./types";
import { UndoBar } from "./UndoBar";
import type { Place } from "./place";
import type { Workplace } from "./workplace";

export interface NothingHereProps {
  readonly nothing: Extract<Place, { kind: "nothing" }>;
  readonly queues: readonly QueueWithState[];
  readonly workplace: Workplace;
}

export function NothingHere({ nothing, queues, workplace }: NothingHereProps) {
  const { slug } = useParams({ from: "/signed-in/p/$slug/label" });
  const { queueId, state, why } = nothing;
  usePageTitle("Nothing to label");
  useAskWhenItLapses(state?.next_lapse_at ?? null, () => void workplace.next(queueId));
  return (
    <>
      <Bar>
        <BarMark short />
        <BarLine />
        <QueueInfo queues={queues} queueId={queueId} name={queues.find(({ id }) => id === queueId)?.name ?? ""} />
        <BarSpace />
        <BarTools />
      </Bar>
      <main className={styles.nothing}>
        <VisuallyHidden>
          <h1>Nothing to label</h1>
        </VisuallyHidden>
        <EmptyState
          title="Nothing for you right now"
          action={
            <>
              <Button variant="solid" onClick={() => void workplace.next(queueId)}>
                Ask again
              </Button>
              <Link className={buttonClass()} to="/p/$slug/trajectories" params={{ slug }}>
                Trajectories
              </Link>
              {state?.wanted === 0 && <ImportLink slug={slug} />}
            </>
          }
        >
          <p>{why}</p>
          {state && <Numbers state={state} />}
        </EmptyState>
        <div className={styles.nothingUndo}>
          <UndoBar workplace={workplace} />
        </div>
      </main>
    </>
  );
}

function Numbers({ state }: { state: QueueState }) {
  const { wanted, submitted, available, held_by_others, next_lapse_at, done_by_you } = state;
  const rows: [string, string][] = [
    ["Labels wanted", String(wanted)],
    ["Submitted", `${submitted}, ${done_by_you} by you`],
    ["Free for you", String(available)],
    ["Held by others", next_lapse_at === null ? String(held_by_others) : `${held_by_others}; the next may come back ${fromNow(next_lapse_at)}`],
  ];
  return (
    <dl className={styles.numbers}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Only those who may import are sent there. */
function ImportLink({ slug }: { slug: string }) {
  const project = useQuery(projectQuery(slug));
  if (project.data?.rights.may_import !== true) return null;
  return (
    <Link className={buttonClass()} to="/p/$slug/import" params={{ slug }}>
      Import a file
    </Link>
  );
}

/** Asks once more when the next lease of a colleague has run out. */
function useAskWhenItLapses(at: string | null, ask: () => void): void {
  useEffect(() => {
    if (at === null) return;
    const wait = Math.min(Math.max(1_000, Date.parse(at) - Date.now() + 1_000), 2 ** 31 - 1);
    const timer = setTimeout(ask, wait);
    return () => clearTimeout(timer);
  });
}

/** The hidden checks of a queue: how many errors people saw, which they are, and hiding some. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Page";
import { EmptyState, Loaded, Notice } from "../../ui/States";
import { Table, type Column } from "../../ui/Table";
import { checksQuery, kindName, queuesQuery, tooFewPeople, type Check, type Checks } from "./checks";
import { PlantDialog } from "./PlantDialog";
import { QueueChoice } from "./QueueChoice";
import styles from "./quality.module.css";
import { ShareBar } from "./ShareBar";

interface ChecksPanelProps {
  readonly slug: string;
  readonly manages: boolean;
}

export function ChecksPanel({ slug, manages }: ChecksPanelProps) {
  const queues = useQuery(queuesQuery(slug));
  const [chosen, setChosen] = useState<number | null>(null);
  const [planting, setPlanting] = useState(false);
  const all = queues.data?.results ?? [];
  const queue = all.find(({ id }) => id === chosen) ?? all[0];
  return (
    <Panel
      title="Hidden checks"
      note={queue && all.length === 1 ? `in ${queue.name}` : undefined}
      actions={
        queue && (
          <>
            <QueueChoice label="Queue of the checks" queues={all} chosen={queue.id} onChoose={setChosen} />
            {manages && (
              <Button icon="plus" onClick={() => setPlanting(true)}>
                Hide checks
              </Button>
            )}
          </>
        )
      }
    >
      {queue && <ChecksOf slug={slug} queue={queue.id} />}
      {planting && queue && <PlantDialog slug={slug} queue={queue.id} name={queue.name} onClose={() => setPlanting(false)} />}
    </Panel>
  );
}

function ChecksOf({ slug, queue }: { slug: string; queue: number }) {
  const checks = useQuery(checksQuery(slug, queue));
  return (
    <Loaded query={checks} failed="The checks did not arrive">
      {(found) => (found.share === null ? <NoChecks /> : <Found slug={slug} found={found} />)}
    </Loaded>
  );
}

const FEEDBACK: Record<NonNullable<Checks["feedback"]>, string> = {
  AFTER_QUEUE: "annotators see gold once nothing of the queue is left for anybody",
  AT_ONCE: "annotators see gold at once",
  NEVER: "annotators never see gold",
};

function Found({ slug, found }: { slug: string; found: Checks }) {
  const { found: kinds, found_by_part: parts, left_clean: clean, checks, share, feedback } = found;
  const few = tooFewPeople(found.people, found.people_needed);
  const columns: Column<Check>[] = [
    { key: "id", head: "Trajectory", cell: ({ trajectory_id: id, external_id: name }) => <TrajectoryLink slug={slug} id={id} name={name} /> },
    { key: "kind", head: "What it is", width: "170px", cell: ({ error }) => (error ? kindName(error.kind) : <span className={styles.quiet}>unmodified twin</span>) },
    { key: "error", head: "Error", cell: ({ error }) => (error ? <Change before={error.before} after={error.after} step={error.step_index} title={error.explanation} /> : "") },
    { key: "right", head: "Right", align: "right", width: "90px", cell: ({ right, annotations }) => (annotations === 0 ? "–" : `${right} of ${annotations}`) },
  ];
  return (
    <>
      <p className={styles.asked}>
        {Math.round(100 * (share ?? 0))} % of the queue wanted; {feedback && FEEDBACK[feedback]}.
      </p>
      {few !== null && <Notice icon="warning">{few}</Notice>}
      <dl className={styles.heads}>
        {[...kinds, ...parts].map(({ name, share: seen }) => (
          <div key={name}>
            <dt>{kindName(name)}, found</dt>
            <dd>
              <ShareBar label={`${kindName(name)}, found at its step`} share={seen} />
            </dd>
          </div>
        ))}
        <div>
          <dt>Twins, left clean</dt>
          <dd>
            <ShareBar label="Unmodified twins, called clean" share={clean} />
          </dd>
        </div>
      </dl>
      <Table label="Hidden checks" columns={columns} rows={checks} rowKey={({ trajectory_id: id }) => String(id)} />
    </>
  );
}

function TrajectoryLink({ slug, id, name }: { slug: string; id: number; name: string }) {
  return (
    <Link to="/p/$slug/trajectories/$id" params={{ slug, id: String(id) }} className={styles.link}>
      {name}
    </Link>
  );
}

function Change({ before, after, step, title }: { before: string; after: string; step: number; title: string }) {
  return (
    <span title={title}>
      step {step}: <del className={styles.code}>{before}</del> <span aria-hidden="true">→</span> <ins className={styles.code}>{after}</ins>
    </span>
  );
}

function NoChecks() {
  return (
    <EmptyState title="This queue hides no checks">
      A check is a trajectory whose gold is known: one with an injected error, and its unmodified twin, so that nobody learns that there is always an error. Whoever labels cannot tell them from the others.
    </EmptyState>
  );
}

/** An empty desk says why it is empty, who holds what, and when to ask again. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";

import { projectQuery } from "../../api/session";
import { useCommands } from "../../keyboard";
import { VisuallyHidden } from "../../ui/Announcer";
import { Bar, BarLine, BarMark, BarSpace, BarTools } from "../../ui/Bar";
import { Button, buttonClass, CommandButton } from "../../ui/Button";
import { EmptyState } from "../../ui/States";
import { fromNow } from "../../ui/time";
import { usePageTitle } from "../../ui/usePageTitle";
import { QueueInfo } from "./DeskBar";
import styles from "./Desk.module.css";
import { qualificationRows, wayOn, type Way } from "./qualify";
import type { BeforeTheGate, QueueState, QueueWithState } from "./types";
import { UndoBar } from "./UndoBar";
import type { Place } from "./place";
import { useSlug } from "./useSlug";
import type { Workplace } from "./workplace";

export interface NothingHereProps {
  readonly nothing: Extract<Place, { kind: "nothing" }>;
  readonly queues: readonly QueueWithState[];
  readonly workplace: Workplace;
}

export function NothingHere({ nothing, queues, workplace }: NothingHereProps) {
  const { queueId, state } = nothing;
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
        <Why nothing={nothing} workplace={workplace} />
        <div className={styles.nothingUndo}>
          <UndoBar workplace={workplace} />
        </div>
      </main>
    </>
  );
}

function Why({ nothing: { queueId, state, why, stands }, workplace }: Omit<NothingHereProps, "queues">) {
  const slug = useSlug();
  const way = stands && wayOn(stands, queueId);
  useWayOn(slug, way);
  return (
    <EmptyState
      title={stands !== null && leadsThere(way, stands) ? "A qualification comes first" : "Nothing for you right now"}
      action={
        <>
          {way && <CommandButton command={GO_ON} variant="solid" />}
          <Button variant={way ? "plain" : "solid"} onClick={() => void workplace.next(queueId)}>
            Ask again
          </Button>
          <Link className={buttonClass()} to="/p/$slug/trajectories" params={{ slug }}>
            Trajectories
          </Link>
          {state?.wanted === 0 && stands === null && <ImportLink slug={slug} />}
        </>
      }
    >
      <p>{why}</p>
      <Rows rows={stands ? qualificationRows(stands) : stateRows(state)} />
    </EmptyState>
  );
}

function leadsThere(way: Way | null, { screening }: BeforeTheGate): boolean {
  return way?.queueId === screening.id;
}

const GO_ON = "queue.go-on";

/** Where a qualification stands in the way, one key leads to it, and from it to what it opens. */
function useWayOn(slug: string, way: Way | null): void {
  const navigate = useNavigate();
  const go = (queue: number) => void navigate({ to: "/p/$slug/label", params: { slug }, search: { queue } });
  useCommands(way ? [{ id: GO_ON, title: way.words, group: "Trajectory", keys: ["n"], run: () => go(way.queueId) }] : []);
}

function stateRows(state: QueueState | null): [string, string][] {
  if (!state) return [];
  const { wanted, submitted, available, held_by_others, next_lapse_at, done_by_you } = state;
  return [
    ["Labels wanted", String(wanted)],
    ["Submitted", `${submitted}, ${done_by_you} by you`],
    ["Free for you", String(available)],
    ["Held by others", next_lapse_at === null ? String(held_by_others) : `${held_by_others}; the next may come back ${fromNow(next_lapse_at)}`],
  ];
}

function Rows({ rows }: { rows: readonly (readonly [string, string])[] }) {
  if (rows.length === 0) return null;
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

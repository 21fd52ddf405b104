/** Which run is in hand, what is open of it, and the keys that change it. */
import { useState } from "react";

import { useCommands } from "../../keyboard";
import { sentence } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import { actionsFor, useChangeRun, type RunAction, type ScoreRun } from "./runs";

export interface Jobs {
  readonly current: ScoreRun | undefined;
  readonly opened: ReadonlySet<number>;
  readonly isBusy: boolean;
  /** The run whose cancelling waits to be confirmed. */
  readonly cancelling: ScoreRun | null;
  readonly select: (run: ScoreRun) => void;
  readonly toggle: (run: ScoreRun) => void;
  readonly act: (run: ScoreRun, action: RunAction) => void;
  readonly confirmCancel: () => void;
  readonly keep: () => void;
}

interface JobsProps {
  readonly slug: string;
  readonly runs: readonly ScoreRun[];
  readonly mayScore: boolean;
  readonly onStart: () => void;
  readonly onAdd: () => void;
}

const SAID: Record<RunAction, string> = { pause: "is paused", resume: "goes on", cancel: "is cancelled", retry: "tries again what failed" };

export function useJobs({ slug, runs, mayScore, onStart, onAdd }: JobsProps): Jobs {
  const [selected, setSelected] = useState<number>();
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const [cancelling, setCancelling] = useState<ScoreRun | null>(null);
  const change = useChangeRun(slug);
  const toast = useToast();
  const current = runs.find(({ id }) => id === selected) ?? runs[0];
  const send = (run: ScoreRun, action: RunAction) =>
    change.mutate(
      { id: run.id, action },
      {
        onSuccess: () => toast(`Run ${run.id} ${SAID[action]}.`),
        onError: (error) => toast({ text: sentence(error), duration: 8_000 }),
        onSettled: () => setCancelling(null),
      },
    );
  const act = (run: ScoreRun, action: RunAction) => (action === "cancel" ? setCancelling(run) : send(run, action));
  const toggle = ({ id }: ScoreRun) => setOpened((before) => (before.has(id) ? new Set([...before].filter((one) => one !== id)) : new Set([...before, id])));
  const move = (by: 1 | -1) => () => {
    const next = runs[current === undefined ? 0 : runs.indexOf(current) + by];
    if (!next) return;
    setSelected(next.id);
    document.getElementById(runElement(next))?.scrollIntoView({ block: "nearest" });
  };
  const may = (...wanted: RunAction[]) => mayScore && current !== undefined && !change.isPending && actionsFor(current).some((action) => wanted.includes(action));
  const doFirst = (...wanted: RunAction[]) => () => {
    const action = current && actionsFor(current).find((one) => wanted.includes(one));
    if (current && action) act(current, action);
  };
  const run = { group: "Score run" };
  useCommands([
    { id: "jobs.next", title: "Next run", keys: ["j", "ArrowDown"], run: move(1), enabled: runs.length > 0, repeats: true, ...run },
    { id: "jobs.previous", title: "Previous run", keys: ["k", "ArrowUp"], run: move(-1), enabled: runs.length > 0, repeats: true, ...run },
    { id: "jobs.reasons", title: "What it was asked and why some failed", keys: ["o"], run: () => current && toggle(current), enabled: current !== undefined, ...run },
    ...(mayScore
      ? [
          { id: "jobs.pause", title: "Pause or resume", keys: ["p"], run: doFirst("pause", "resume"), enabled: may("pause", "resume"), ...run },
          { id: "jobs.cancel", title: "Cancel the run", keys: ["x"], run: doFirst("cancel"), enabled: may("cancel"), ...run },
          { id: "jobs.retry", title: "Try again what failed", keys: ["r"], run: doFirst("retry"), enabled: may("retry"), ...run },
          { id: "jobs.start", title: "Start a run", group: "Jobs", keys: ["n"], run: onStart },
          { id: "jobs.add", title: "Add a scorer", group: "Jobs", keys: ["a"], run: onAdd },
        ]
      : []),
  ]);
  return {
    current,
    opened,
    isBusy: change.isPending,
    cancelling,
    select: ({ id }) => setSelected(id),
    toggle,
    act,
    confirmCancel: () => cancelling && send(cancelling, "cancel"),
    keep: () => setCancelling(null),
  };
}

export function runElement({ id }: ScoreRun): string {
  return `run-${id}`;
}

/** Which queue is in hand, and what the keys and the buttons of its row do. */
import { useCommands } from "../../keyboard";
import { counted } from "../../ui/count";
import { sentence } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import { takesMore, useChangeQueue, useRefill, type ManagedQueue } from "./queues";

/** What lies over the page. */
export type Over = { readonly kind: "new" } | { readonly kind: "change" | "again"; readonly queue: ManagedQueue } | null;

export interface QueueActs {
  readonly mayManage: boolean;
  readonly select: (queue: ManagedQueue) => void;
  readonly change: (queue: ManagedQueue) => void;
  readonly pause: (queue: ManagedQueue) => void;
  readonly refill: (queue: ManagedQueue) => void;
  readonly again: (queue: ManagedQueue) => void;
}

interface QueueKeysProps {
  readonly slug: string;
  readonly rows: readonly ManagedQueue[];
  readonly current: ManagedQueue | undefined;
  readonly mayManage: boolean;
  readonly onSelect: (queue: ManagedQueue) => void;
  readonly onOver: (over: Over) => void;
}

export function useQueueKeys({ slug, rows, current, mayManage, onSelect, onOver }: QueueKeysProps): QueueActs {
  const change = usePause(slug);
  const refill = useRefill(slug);
  const toast = useToast();
  const failed = (error: Error) => toast({ text: sentence(error), duration: 8_000 });
  const acts: QueueActs = {
    mayManage,
    select: onSelect,
    change: (queue) => onOver({ kind: "change", queue }),
    again: (queue) => onOver({ kind: "again", queue }),
    pause: change,
    refill: ({ id, name }) => refill.mutate(id, { onSuccess: ({ added }) => toast(added > 0 ? `${counted(added, "slot")} came to ${name}.` : `${name} has everything that fits.`), onError: failed }),
  };
  const move = (by: 1 | -1) => () => {
    const next = rows[current === undefined ? 0 : rows.indexOf(current) + by];
    if (!next) return;
    onSelect(next);
    document.getElementById(queueElement(next))?.scrollIntoView({ block: "nearest" });
  };
  const onCurrent = (act: (queue: ManagedQueue) => void) => ({ run: () => current && act(current), enabled: current !== undefined, group: "Queue" });
  const isMore = { enabled: current !== undefined && takesMore(current) };
  useCommands([
    { id: "queues.next", title: "Next queue", group: "Queue", keys: ["j", "ArrowDown"], run: move(1), enabled: rows.length > 0, repeats: true },
    { id: "queues.previous", title: "Previous queue", group: "Queue", keys: ["k", "ArrowUp"], run: move(-1), enabled: rows.length > 0, repeats: true },
    ...(mayManage
      ? [
          { id: "queues.new", title: "Make a queue", group: "Queues", keys: ["n"], run: () => onOver({ kind: "new" }) },
          { id: "queues.change", title: "Change it", keys: ["e"], ...onCurrent(acts.change) },
          { id: "queues.pause", title: "Pause or resume it", keys: ["p"], ...onCurrent(acts.pause) },
          { id: "queues.refill", title: "Add what fits now", keys: ["r"], ...onCurrent(acts.refill), ...isMore },
          { id: "queues.again", title: "Queue again", keys: ["a"], ...onCurrent(acts.again), ...isMore },
        ]
      : []),
  ]);
  return acts;
}

function usePause(slug: string): (queue: ManagedQueue) => void {
  const change = useChangeQueue(slug);
  const toast = useToast();
  return ({ id, name, is_paused: isPaused }) =>
    change.mutate(
      { id, settings: { is_paused: !isPaused } },
      {
        onSuccess: () => toast(isPaused ? `${name} goes on.` : `${name} is paused: it hands nothing out; what is held may be finished.`),
        onError: (error) => toast({ text: sentence(error), duration: 8_000 }),
      },
    );
}

export function queueElement({ id }: ManagedQueue): string {
  return `queue-${id}`;
}

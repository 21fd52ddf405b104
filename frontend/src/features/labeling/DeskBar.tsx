/** The bar of the desk: which queue and how far, what is safe, what is hidden, and the two ways on. */
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useNavigate } from "@tanstack/react-router";

import { projectQuery } from "../../api/session";
import { Bar, BarLine, BarMark, BarSpace, BarTools } from "../../ui/Bar";
import { Button, CommandButton } from "../../ui/Button";
import { cx } from "../../ui/cx";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { Popover } from "../../ui/Overlay";
import { Progress } from "../../ui/Progress";
import { Tooltip } from "../../ui/Tooltip";
import type { Desk } from "./desk";
import styles from "./DeskBar.module.css";
import { useDesk, useIsWritable, useSight, useWork } from "./DeskContext";
import { LeaseClock, SaveState } from "./SaveState";
import { sightWord, type SightState } from "./sight";
import { useStore } from "./store";
import type { QueueWithState } from "./types";
import { useSlug } from "./useSlug";
import type { WorkplaceState } from "./place";
import type { Workplace } from "./workplace";

export interface DeskBarProps {
  readonly queues: readonly QueueWithState[];
  readonly workplace: Workplace;
  /** Of a lesson, which is left rather than given up. */
  readonly leaveWord?: string;
}

export function DeskBar({ queues, workplace, leaveWord }: DeskBarProps) {
  const { assignment } = useWork().session;
  return (
    <Bar>
      <BarMark short />
      <BarLine />
      <QueueInfo queues={queues} queueId={assignment.queue.id} name={assignment.queue.name} />
      <Popover
        label="Why this one"
        className={styles.why}
        trigger={
          <Button variant="ghost" icon="dice" className={styles.foldable} aria-label="Why this one">
            <span>Why this one</span>
          </Button>
        }
        takesKeys={false}
      >
        {assignment.why}
      </Popover>
      <BarSpace />
      <SaveState />
      <LeaseClock />
      <Blind />
      <BarLine />
      <CommandButton command="page.searchKey" icon="search" iconOnly />
      <BarTools />
      <HandInButtons workplace={workplace} leaveWord={leaveWord} />
    </Bar>
  );
}

/** Also on a desk with nothing on it. */
export function QueueInfo({ queues, queueId, name }: { queues: readonly QueueWithState[]; queueId: number; name: string }) {
  const slug = useSlug();
  const navigate = useNavigate();
  const state = queues.find(({ id }) => id === queueId)?.state;
  const tutorial = useQuery(projectQuery(slug)).data?.tutorial ?? null;
  const handingOut = queues.map((queue) => ({
    label: queue.name,
    current: queue.id === queueId,
    hint: queue.state.wanted === 0 ? undefined : `${queue.state.submitted} of ${queue.state.wanted}`,
    onSelect: () => void navigate({ to: "/p/$slug/label", params: { slug }, search: { queue: queue.id } }),
  }));
  const learning = tutorial && {
    label: `Tutorial: ${tutorial.title}`,
    current: queueId === 0,
    hint: `${tutorial.minutes} min${tutorial.ending === "DONE" ? ", done" : ""}`,
    onSelect: () => void navigate({ to: "/p/$slug/tutorial", params: { slug } }),
  };
  const items = learning ? [...handingOut, "---" as const, learning] : handingOut;
  return (
    <div className={styles.queue}>
      {items.length > 1 ? (
        <Menu
          items={items}
          trigger={
            <button type="button" className={styles.name} aria-label={`Queue ${name}, change`}>
              <b>{name}</b>
              <Icon name="chevron-down" size={14} />
            </button>
          }
        />
      ) : (
        <b className={styles.name}>{name}</b>
      )}
      {/* A qualification wants nothing until somebody asks for it: "0 of 0" would say that it is over. */}
      {state && state.wanted > 0 && (
        <Tooltip text={`${state.submitted} of ${state.wanted} wanted labels are in; ${state.done_by_you} are yours.`}>
          <span className={styles.count} tabIndex={0}>
            {state.submitted} <span>of {state.wanted}</span>
            <Progress label="Labelled in this queue" value={state.submitted / state.wanted} width="84px" />
          </span>
        </Tooltip>
      )}
    </div>
  );
}

function Blind() {
  const sight = useSight(itself);
  const { word, sentence } = sightWord(sight);
  return (
    <Tooltip text={sentence}>
      <span className={styles.blind} tabIndex={0}>
        <Icon name={sight.states.rewards === "SHOWN" ? "eye" : "blind"} size={15} />
        {word}
      </span>
    </Tooltip>
  );
}

const itself = (sight: SightState) => sight;

function HandInButtons({ workplace, leaveWord = "Give up" }: { workplace: Workplace; leaveWord: string | undefined }) {
  const isWritable = useIsWritable();
  if (!isWritable) return null;
  return (
    <>
      <CommandButton command="trajectory.give-up" variant="ghost">
        {leaveWord}
      </CommandButton>
      <SubmitButton workplace={workplace} />
    </>
  );
}

function SubmitButton({ workplace }: { workplace: Workplace }) {
  const { session } = useWork();
  const left = useDesk(useCallback(({ draft }: Desk) => whatIsLeft(session.gaps(draft)), [session]));
  const busy = useStore(workplace.store, busyOf);
  return (
    <CommandButton command="trajectory.submit" variant={left === "" ? "solid" : "plain"} className={cx(styles.submit)}>
      {busy === "waiting" ? "Submits when online" : left === "" ? "Submit" : left}
    </CommandButton>
  );
}

/** Names what is open, in the order in which it is asked for. */
function whatIsLeft(missing: readonly { kind: string }[]): string {
  const steps = missing.filter(({ kind }) => kind === "unlabelled").length;
  if (steps > 0) return steps === 1 ? "1 step left" : `${steps} steps left`;
  return LEFT[missing[0]?.kind ?? ""] ?? "";
}

const LEFT: Readonly<Record<string, string>> = {
  outcome: "Outcome left",
  first_error: "First error left",
  first_error_reason: "Reason left",
  no_error: "Error or none?",
};

const busyOf = ({ busy }: WorkplaceState) => busy;

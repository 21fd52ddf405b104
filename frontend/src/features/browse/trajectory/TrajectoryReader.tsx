/** A trajectory on the table: steps with their lanes, the side, the map, and what a key or the pointer does to them. */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useState, type CSSProperties, type MouseEvent } from "react";

import { useAnnounce } from "../../../ui/Announcer";
import { cx } from "../../../ui/cx";
import { useToast } from "../../../ui/Toast";
import { listSearch, type ListSearch } from "../search";
import type { TrajectoryData } from "../shapes";
import { columnsOf } from "./columns";
import { LaneHeads } from "./LaneHeads";
import { Notices } from "./Notices";
import { ProblemText } from "./ProblemText";
import { Provenance } from "./Provenance";
import { read, stepNote, type Reading } from "./reading";
import { Side } from "./Side";
import { StepList } from "./StepList";
import { StepPlace } from "./StepPlace";
import { TrajectoryHead } from "./TrajectoryHead";
import { TrajectoryMap } from "./TrajectoryMap";
import styles from "./TrajectoryPage.module.css";
import { useBranches, type Branching } from "./useBranches";
import { useFolding } from "./useFolding";
import { useNeighbours } from "./useNeighbours";
import { cellAt, usePeek, type Peek } from "./usePeek";
import { useReadCommands } from "./useReadCommands";
import { useSide } from "./useSide";
import { useStepFocus, type StepFocus } from "./useStepFocus";
import { useStepNumber } from "./useStepNumber";

const route = getRouteApi("/signed-in/p/$slug/trajectories/$id");

export interface Look {
  readonly raw: boolean;
  readonly values: boolean;
}

export interface TrajectoryReaderProps {
  readonly slug: string;
  readonly data: TrajectoryData;
  readonly look: Look;
  readonly onLook: (look: Look) => void;
}

export function TrajectoryReader({ slug, data, look, onLook }: TrajectoryReaderProps) {
  const { step: wanted, ...search } = route.useSearch();
  const list = listSearch(search);
  const [start] = useState(wanted);
  const reading = useMemo(() => read(data), [data]);
  const peek = usePeek();
  const focus = useFollowedFocus({ reading, wanted, peek });
  const branching = useBranches(reading, focus);
  const folding = useFolding(data.steps.length);
  const copyLink = useCopyLink(slug, data.id);
  const numbers = useStepNumber(data.steps.length - 1, focus.go);
  const side = useSide();
  const [box, setBox] = useState<HTMLElement | null>(null);
  useKeys({ slug, data, list, reading, focus, branching, peek, folding, look, onLook, numbers, copyLink, side });
  const hidesRewards = data.hidden_evidence.includes("rewards");
  const shown = reading.lanes.find(({ id }) => id === peek.peeked?.lane) ?? null;
  return (
    <main className={styles.page}>
      <TrajectoryHead slug={slug} data={data} reading={reading} list={list} />
      <Notices slug={slug} data={data} list={list} />
      <div className={styles.columns} data-side={side.open}>
        <section
          ref={setBox}
          aria-label="Steps"
          className={cx(styles.main, !look.values && styles.noValues)}
          style={laneColumns(reading, hidesRewards)}
          onClick={(event) => press(event, focus, peek)}
          onPointerOver={peek.onPointerOver}
          onPointerOut={peek.onPointerOut}
        >
          <div className={styles.inner}>
            <div className={styles.strip}>
              <ProblemText data={data} raw={look.raw} />
            </div>
            <LaneHeads reading={reading} hidden={hidesRewards} openLane={peek.peeked?.pinned ? peek.peeked.lane : null} onPress={(lane) => peek.toggle(lane, focus.at)} />
            {box && (
              <StepList
                count={data.steps.length}
                rows={branching.rows}
                box={box}
                lengthOf={(index) => data.steps[index]?.text.length ?? 0}
                setScroller={focus.setScroller}
                start={start}
                render={(index) => (
                  <StepPlace
                    key={index}
                    index={index}
                    data={data}
                    reading={reading}
                    branching={branching}
                    hidden={hidesRewards}
                    focused={focus.at === index}
                    openLane={peek.peeked?.step === index ? peek.peeked.lane : null}
                    raw={look.raw}
                    unfolded={folding.open.has(index)}
                    onFold={folding.fold}
                    onCopyLink={copyLink}
                  />
                )}
              />
            )}
          </div>
        </section>
        <aside aria-label="About this trajectory" className={styles.side}>
          <Side data={data} reading={reading} raw={look.raw} onStep={focus.go} />
        </aside>
      </div>
      <Provenance lane={shown} step={peek.peeked?.step ?? 0} pinned={peek.peeked?.pinned === true} onClose={peek.close} onPointerEnter={peek.keep} onPointerLeave={peek.leave} />
      <TrajectoryMap reading={reading} hidden={hidesRewards} at={focus.at} typed={numbers.typed} onSelect={focus.go} />
    </main>
  );
}

/** The focus, said to screen readers, kept in the address, and with the explanation of a reward going along. */
function useFollowedFocus({ reading, wanted, peek }: { reading: Reading; wanted: number | undefined; peek: Peek }): StepFocus {
  const navigate = useNavigate();
  const announce = useAnnounce();
  const focus = useStepFocus({
    count: reading.steps.length,
    step: wanted,
    onRest: (step) => void navigate({ to: ".", search: (before: Record<string, unknown>) => ({ ...before, step }), replace: true, resetScroll: false }),
  });
  const go = (index: number) => {
    const step = reading.steps[Math.max(0, Math.min(reading.steps.length - 1, index))];
    if (!step) return;
    focus.go(step.index);
    peek.follow(step.index);
    const note = stepNote(step);
    announce(note === "" ? `Step ${step.index}` : `Step ${step.index}, ${note}`);
  };
  return { ...focus, go };
}

interface Keys {
  readonly slug: string;
  readonly data: TrajectoryData;
  readonly list: ListSearch;
  readonly reading: Reading;
  readonly focus: StepFocus;
  readonly branching: Branching;
  readonly peek: Peek;
  readonly folding: ReturnType<typeof useFolding>;
  readonly look: Look;
  readonly onLook: (look: Look) => void;
  readonly numbers: ReturnType<typeof useStepNumber>;
  readonly copyLink: (index: number) => void;
  readonly side: ReturnType<typeof useSide>;
}

function useKeys({ slug, data, list, reading, focus, branching, peek, folding, look, onLook, numbers, copyLink, side }: Keys): void {
  const navigate = useNavigate();
  const ways = useNeighbours(slug, String(data.id), list);
  const lanes = columnsOf(reading.lanes).columns.map(({ id }) => id);
  const [lane = lanes[0], setLane] = useState<number>();
  const current = lanes.indexOf(peek.peeked?.lane ?? lane ?? -1);
  useReadCommands({
    reading,
    focus,
    branching,
    numbers: numbers.commands,
    onValues: () => onLook({ ...look, values: !look.values }),
    onRaw: () => onLook({ ...look, raw: !look.raw }),
    onFold: () => folding.fold(focus.at, !folding.open.has(focus.at)),
    onFoldAll: folding.toggleAll,
    onExplain: () => lane !== undefined && peek.toggle(lane, focus.at),
    onLane: (by) => {
      const next = lanes[(Math.max(0, current) + (peek.peeked ? by : 0) + lanes.length) % lanes.length];
      if (next === undefined) return;
      setLane(next);
      peek.show({ lane: next, step: focus.at, pinned: true });
    },
    onCopyLink: () => copyLink(focus.at),
    onSide: side.toggle,
    onBack: () => void navigate({ to: "/p/$slug/trajectories", params: { slug }, search: list }),
    ...ways,
  });
}

/** A press on a reward explains it; a press anywhere else in a step gives it the focus, and moves nothing. */
function press(event: MouseEvent, focus: StepFocus, peek: Peek): void {
  const cell = cellAt(event.target);
  if (cell) {
    focus.look(cell.step);
    peek.toggle(cell.lane, cell.step);
    return;
  }
  const target = event.target as Element;
  const step = target.closest<HTMLElement>("[data-step]")?.dataset.step;
  const isSelecting = document.getSelection()?.isCollapsed === false;
  if (step !== undefined && !isSelecting && !target.closest("button, a, summary")) focus.look(Number(step));
}

function useCopyLink(slug: string, id: number): (index: number) => void {
  const toast = useToast();
  return useCallback(
    (index: number) => {
      const link = `${window.location.origin}/p/${slug}/trajectories/${id}?step=${index}`;
      // Without a secure page there is no clipboard; the address bar has the same link.
      const written = (navigator.clipboard as Clipboard | undefined)?.writeText(link) ?? Promise.reject(new Error("no clipboard"));
      written.then(
        () => toast(`The link to step ${index} is copied`),
        () => toast("The browser does not let a page copy here; the link is in the address bar"),
      );
    },
    [slug, id, toast],
  );
}

/** Score lanes, a gap, people, gold: the same columns for the heads and for every step. */
function laneColumns({ lanes, readers, gold }: Reading, hidden: boolean): CSSProperties {
  const scores = hidden ? 2 : columnsOf(lanes).columns.length;
  const people = columnsOf(readers).columns.length;
  const rest = columnsOf(lanes).rest.length + columnsOf(readers).rest.length;
  const parts = [scores > 0 && `repeat(${scores}, 28px)`, rest > 0 ? "26px" : "12px", people > 0 && `repeat(${people}, 24px)`, gold !== null && "32px"];
  return { "--lane-columns": parts.filter(Boolean).join(" ") } as CSSProperties;
}

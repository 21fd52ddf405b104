/** The steps in one column. Long trajectories draw only what is in view, and put it where everything would put it. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useCallback, useMemo, useRef } from "react";

import { rowAt, rowsOf } from "../../text";
import { BranchHead } from "./BranchHead";
import type { Desk } from "./desk";
import { useDesk, useWork } from "./DeskContext";
import { blocksOf } from "./blocks";
import { OVERSCAN, useRowsInTurn } from "./rowsInTurn";
import { StepCard } from "./StepCard";
import { EvidenceHeads, useEvidenceWidth } from "./StepEvidence";
import styles from "./Steps.module.css";
import type { Step } from "./types";
import { useFound } from "./useFound";
import { useKeepInPlace, type Extent } from "./useKeepInPlace";

/** From here on drawing all steps would be felt. */
export const VIRTUAL_FROM = 60;
const GAP = 16;

export function StepList() {
  const { session } = useWork();
  const { steps, scorable } = session.assignment.trajectory;
  const isScorable = useMemo(() => new Set(scorable), [scorable]);
  const folded = useDesk(foldedOf);
  const rows = useMemo(() => rowsOf(steps.length, session.branches, folded), [steps, session, folded]);
  const List = steps.length > VIRTUAL_FROM ? VirtualSteps : AllSteps;
  return (
    <section className={styles.list} aria-label="Steps" tabIndex={-1} style={useEvidenceWidth()}>
      <EvidenceHeads />
      <List steps={steps} rows={rows} isScorable={isScorable} />
    </section>
  );
}

const foldedOf = ({ folded }: Desk) => folded;

interface ListProps {
  readonly steps: readonly Step[];
  /** What is in view of them, see rowsOf. */
  readonly rows: readonly number[];
  readonly isScorable: ReadonlySet<number>;
}

function AllSteps({ steps, rows, isScorable }: ListProps) {
  const { session } = useWork();
  const inner = useRef<HTMLDivElement>(null);
  const extentOf = useCallback((index: number): Extent | null => {
    const card = inner.current?.querySelector(`#step-${index}`);
    return card instanceof HTMLElement && inner.current ? { top: inner.current.offsetTop + card.offsetTop, height: card.offsetHeight } : null;
  }, []);
  useKeepInPlace(session, inner, extentOf);
  useFound(session, inner, extentOf);
  return (
    <div ref={inner} className={`${styles.inner ?? ""} ${styles.plain ?? ""}`}>
      {rows.map((index) => (
        <Row key={index} index={index} step={steps[index]} scorable={isScorable.has(index)} />
      ))}
    </div>
  );
}

function VirtualSteps({ steps, rows, isScorable }: ListProps) {
  const { session } = useWork();
  const inner = useRef<HTMLDivElement>(null);
  const rangeExtractor = useRowsInTurn(useCallback(() => rowAt(rows, session.desk.get().focus), [rows, session]));
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer draws this list anew by itself
  const virtual = useVirtualizer({
    count: rows.length,
    // Sizes stay with their steps when something is folded away before them.
    getItemKey: (row) => rows[row] ?? row,
    getScrollElement: () => inner.current?.parentElement ?? null,
    estimateSize: (row) => estimate(steps[rows[row] ?? 0]),
    gap: GAP,
    overscan: OVERSCAN,
    rangeExtractor,
    scrollMargin: 0,
  });
  const extentOf = useCallback(
    (index: number): Extent | null => {
      const measured = virtual.measurementsCache[rowAt(rows, index)];
      return measured && inner.current ? { top: inner.current.offsetTop + measured.start, height: measured.size } : null;
    },
    [virtual, rows],
  );
  useKeepInPlace(session, inner, extentOf);
  useFound(session, inner, extentOf);
  const blocks = useMemo(() => blocksOf(rows), [rows]);
  const starts = new Map(virtual.getVirtualItems().map(({ index: row, start }) => [row, start]));
  return (
    <div ref={inner} className={styles.inner} style={{ height: virtual.getTotalSize() }}>
      {blocks.map(({ number, from, steps: indices }) => (
        <div key={number}>
          {indices.some((_, place) => starts.has(from + place)) &&
            indices.map((index, place) => (
              <div key={index}>
                {starts.has(from + place) && (
                  <div data-index={from + place} ref={virtual.measureElement} className={styles.slot} style={{ transform: `translateY(${starts.get(from + place)}px)` }}>
                    <Row index={index} step={steps[index]} scorable={isScorable.has(index)} />
                  </div>
                )}
              </div>
            ))}
        </div>
      ))}
    </div>
  );
}

/** A step; before the first of a sub-agent its name, which stands for all of them where they are folded. */
const Row = memo(function Row({ index, step, scorable }: { index: number; step: Step | undefined; scorable: boolean }) {
  const { session } = useWork();
  const isFolded = useDesk(useCallback(({ folded }: Desk) => folded.has(index), [index]));
  const branch = session.branches.find(({ start }) => start === index);
  return (
    <>
      {branch && <BranchHead branch={branch} isFolded={isFolded} />}
      {step && !(branch && isFolded) && <StepCard index={index} step={step} scorable={scorable} />}
    </>
  );
});

/** Height of a step before it is drawn: its lines at 76 characters, or what a folded output shows. */
function estimate(step: Step | undefined): number {
  const lines = (step?.text ?? "").split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 76)), 0);
  return 56 + 24 * Math.min(lines, step?.role === "tool" ? 9 : 200);
}

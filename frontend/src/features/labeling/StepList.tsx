/** The steps in one column. Long trajectories draw only what is in view, and put it where everything would put it. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useMemo, useRef } from "react";

import { useWork } from "./DeskContext";
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
  const List = steps.length > VIRTUAL_FROM ? VirtualSteps : AllSteps;
  return (
    <section className={styles.list} aria-label="Steps" tabIndex={-1} style={useEvidenceWidth()}>
      <EvidenceHeads />
      <List steps={steps} isScorable={isScorable} />
    </section>
  );
}

interface ListProps {
  readonly steps: readonly Step[];
  readonly isScorable: ReadonlySet<number>;
}

function AllSteps({ steps, isScorable }: ListProps) {
  const { session } = useWork();
  const inner = useRef<HTMLDivElement>(null);
  const extentOf = useCallback((index: number): Extent | null => {
    const card = inner.current?.children[index];
    return card instanceof HTMLElement && inner.current ? { top: inner.current.offsetTop + card.offsetTop, height: card.offsetHeight } : null;
  }, []);
  useKeepInPlace(session, inner, extentOf);
  useFound(session, inner, extentOf);
  return (
    <div ref={inner} className={`${styles.inner ?? ""} ${styles.plain ?? ""}`}>
      {steps.map((step, index) => (
        <StepCard key={index} index={index} step={step} scorable={isScorable.has(index)} />
      ))}
    </div>
  );
}

function VirtualSteps({ steps, isScorable }: ListProps) {
  const { session } = useWork();
  const inner = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer draws this list anew by itself
  const virtual = useVirtualizer({
    count: steps.length,
    getScrollElement: () => inner.current?.parentElement ?? null,
    estimateSize: (index) => estimate(steps[index]),
    gap: GAP,
    overscan: 4,
    scrollMargin: 0,
  });
  const extentOf = useCallback(
    (index: number): Extent | null => {
      const measured = virtual.measurementsCache[index];
      return measured && inner.current ? { top: inner.current.offsetTop + measured.start, height: measured.size } : null;
    },
    [virtual],
  );
  useKeepInPlace(session, inner, extentOf);
  useFound(session, inner, extentOf);
  return (
    <div ref={inner} className={styles.inner} style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, start }) => (
        <div key={index} data-index={index} ref={virtual.measureElement} className={styles.slot} style={{ transform: `translateY(${start}px)` }}>
          {steps[index] && <StepCard index={index} step={steps[index]} scorable={isScorable.has(index)} />}
        </div>
      ))}
    </div>
  );
}

/** Height of a step before it is drawn: its lines at 76 characters, or what a folded output shows. */
function estimate(step: Step | undefined): number {
  const lines = (step?.text ?? "").split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 76)), 0);
  return 56 + 24 * Math.min(lines, step?.role === "tool" ? 9 : 200);
}

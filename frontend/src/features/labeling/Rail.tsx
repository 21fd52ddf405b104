/** The steps in one narrow column: number, glyph, flag; a click away from each. Of a long trajectory what is in view. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useMemo, useRef, type CSSProperties } from "react";

import { branchAt } from "../../text";
import { cx } from "../../ui/cx";
import { ContextGlyph, Flag, LabelGlyph } from "../../ui/Labels";
import { useWork } from "./DeskContext";
import { nameOf } from "./labelName";
import { proposalWords } from "./propagation";
import { ProposedGlyph } from "./ProposedGlyph";
import styles from "./Rail.module.css";
import { useStepMark } from "./stepMark";

/** From here on drawing all steps would be felt. */
const VIRTUAL_FROM = 60;
const HEIGHT = 32;
const PAD = 12;

export function Rail() {
  const { steps, scorable } = useWork().session.assignment.trajectory;
  const isScorable = useMemo(() => new Set(scorable), [scorable]);
  const List = steps.length > VIRTUAL_FROM ? LongRail : ShortRail;
  return <List count={steps.length} isScorable={isScorable} />;
}

interface RailProps {
  readonly count: number;
  readonly isScorable: ReadonlySet<number>;
}

function ShortRail({ count, isScorable }: RailProps) {
  const box = useRef<HTMLElement>(null);
  useFocusInView(box);
  return (
    <nav ref={box} className={styles.rail} aria-label="Steps">
      <ol>
        {Array.from({ length: count }, (_, index) => (
          <RailStep key={index} index={index} count={count} scorable={isScorable.has(index)} />
        ))}
      </ol>
    </nav>
  );
}

function LongRail({ count, isScorable }: RailProps) {
  const box = useRef<HTMLElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer draws this list anew by itself
  const virtual = useVirtualizer({ count, getScrollElement: () => box.current, estimateSize: () => HEIGHT, overscan: 8 });
  useFocusInView(box);
  return (
    <nav ref={box} className={styles.rail} aria-label="Steps">
      <ol className={styles.long} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => (
          <RailStep key={index} index={index} count={count} scorable={isScorable.has(index)} top={start} />
        ))}
      </ol>
    </nav>
  );
}

/** All rows are of one height, so where a step stands is known without asking the page, once per frame at most. */
function useFocusInView(box: React.RefObject<HTMLElement | null>): void {
  const { desk } = useWork().session;
  useEffect(() => {
    let frame = 0;
    let shown = -1;
    const bring = () => {
      const rail = box.current;
      const { focus } = desk.get();
      if (!rail || focus === shown) return;
      shown = focus;
      const top = PAD + focus * HEIGHT;
      if (top < rail.scrollTop) rail.scrollTop = top;
      else if (top + HEIGHT > rail.scrollTop + rail.clientHeight) rail.scrollTop = top + HEIGHT - rail.clientHeight;
    };
    const follow = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(bring);
    };
    follow();
    const stop = desk.subscribe(follow);
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [box, desk]);
}

interface RailStepProps {
  readonly index: number;
  readonly count: number;
  readonly scorable: boolean;
  /** In a list of which only a part is drawn. */
  readonly top?: number;
}

const RailStep = memo(function RailStep({ index, count, scorable, top }: RailStepProps) {
  const { session, hands } = useWork();
  const { label, isFirst, isProposed, isFocused } = useStepMark(index);
  const agent = branchAt(session.branches, index)?.agent;
  const word = !scorable ? "context" : isProposed ? proposalWords(session.task) : nameOf(session.task.protocol, label);
  return (
    <li aria-setsize={count} aria-posinset={index + 1} style={placed(top)}>
      <button
        type="button"
        tabIndex={-1}
        className={cx(styles.step, isFocused && styles.focused, agent !== undefined && styles.branch)}
        aria-label={`Step ${index}, ${word}${isFirst ? ", first error" : ""}${agent === undefined ? "" : `, sub-agent ${agent}`}`}
        title={agent}
        aria-current={isFocused ? "step" : undefined}
        onClick={() => hands.goTo(index)}
      >
        <span>{index}</span>
        {!scorable ? <ContextGlyph /> : isProposed ? <ProposedGlyph /> : <LabelGlyph label={label} title="" />}
        {isFirst && (
          <span className={styles.flag}>
            <Flag size={11} />
          </span>
        )}
      </button>
    </li>
  );
});

function placed(top: number | undefined): CSSProperties | undefined {
  return top === undefined ? undefined : { position: "absolute", insetInline: 0, transform: `translateY(${top}px)` };
}

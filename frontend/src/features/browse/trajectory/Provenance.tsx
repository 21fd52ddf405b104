/** Where one reward comes from: its number on its scale, the threshold, the run, and what the scorer concludes. */
import { Popover } from "radix-ui";
import { useEffect, type ReactNode } from "react";

import { Badge } from "../../../ui/Badge";
import { domainOf, fullReward, rampOf, semanticsName } from "../../../ui/ramp";
import { RampBar, Verdict } from "../../../ui/Rewards";
import { minute } from "../../../ui/time";
import styles from "./Provenance.module.css";
import type { ShownLane } from "./columns";
import { provenanceOf } from "./provenanceOf";
import { cellAt, cellName } from "./usePeek";

export interface ProvenanceProps {
  readonly lane: ShownLane | null;
  readonly step: number;
  /** Asked for, not only passed by: it may then move the page to have room below the step. */
  readonly pinned: boolean;
  readonly onClose: () => void;
  readonly onPointerEnter: () => void;
  readonly onPointerLeave: () => void;
}

export function Provenance({ lane, step, pinned, onClose, onPointerEnter, onPointerLeave }: ProvenanceProps) {
  const cell = lane && document.querySelector(`[data-cell="${cellName(lane.id, step)}"]`);
  useEffect(() => {
    if (pinned && cell) makeRoom(cell);
  }, [pinned, cell]);
  return (
    <Popover.Root open={cell !== null} onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={{ current: cell && anchorAt(cell) }} />
      <Popover.Portal>
        {lane && cell && (
          <Popover.Content
            key={`${lane.id}:${step}`}
            className={styles.box}
            side="bottom"
            align="start"
            alignOffset={-14}
            sideOffset={6}
            collisionPadding={12}
            aria-label={`Where the score of ${lane.name} for step ${step} comes from`}
            // It explains and takes nothing: keys and focus stay with the page.
            onOpenAutoFocus={(event) => event.preventDefault()}
            onCloseAutoFocus={(event) => event.preventDefault()}
            onInteractOutside={(event) => cellAt(event.target) && event.preventDefault()}
            onPointerEnter={onPointerEnter}
            onPointerLeave={onPointerLeave}
          >
            <Explanation lane={lane} step={step} />
            <Popover.Arrow className={styles.arrow} width={12} height={6} />
          </Popover.Content>
        )}
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Below the cell; of a cell that goes on below the window, below the part of it that is in view. */
function anchorAt(cell: Element) {
  const getBoundingClientRect = () => {
    const { left, top, width, bottom } = cell.getBoundingClientRect();
    return new DOMRect(left, top, width, Math.max(40, Math.min(bottom, window.innerHeight - ROOM) - top));
  };
  return { getBoundingClientRect, contextElement: cell };
}

/** Its own height, about. */
const ROOM = 300;
/** The names over the lanes, and a line of what came before. */
const KEPT = 90;

/** Scrolls until it fits below the step, as far as the step's own beginning stays in view. */
function makeRoom(cell: Element): void {
  const box = cell.closest("section");
  if (!box) return;
  const lacking = cell.getBoundingClientRect().bottom + ROOM - window.innerHeight;
  const spare = cell.getBoundingClientRect().top - box.getBoundingClientRect().top - KEPT;
  if (lacking > 0 && spare > 0) box.scrollBy({ top: Math.min(lacking, spare), behavior: "instant" });
}

function Explanation({ lane, step }: { lane: ShownLane; step: number }) {
  const { channel } = lane.lane;
  const reward = lane.lane.rewards[step] ?? null;
  return (
    <>
      <div className={styles.head}>
        <Value lane={lane} reward={reward} />
        <div className={styles.whose}>
          <b>{lane.name}</b>
          <small>
            step {step}, {MEANINGS[lane.semantics]}
          </small>
        </div>
        <Badge>{semanticsName(lane.semantics)}</Badge>
      </div>
      {lane.absent === null && lane.semantics !== "verdict" && reward !== null && <Scale lane={lane} reward={reward} />}
      <dl className={styles.facts}>
        <Fact name="Verdict">{conclusion(lane)}</Fact>
        <Margin lane={lane} step={step} />
        <Fact name="Text">{TEXTS[lane.lane.status]}</Fact>
        {lane.lane.reason !== "" && <Fact name="Reason">{lane.lane.reason}</Fact>}
        <Fact name="Score run">
          run {lane.lane.run.id}, {lane.lane.run.status.toLowerCase()}, {lane.lane.run.trajectory_count.toLocaleString()} {lane.lane.run.trajectory_count === 1 ? "trajectory" : "trajectories"}
        </Fact>
        <Fact name="Scored">{minute(lane.lane.run.scored_at)}</Fact>
        <Fact name="Scorer">
          {channel.adapter}, revision <code>{channel.revision}</code>
        </Fact>
        {provenanceOf(lane.lane).map(([name, value]) => (
          <Fact key={name} name={name}>
            <code>{value}</code>
          </Fact>
        ))}
      </dl>
    </>
  );
}

function Value({ lane, reward }: { lane: ShownLane; reward: number | null }) {
  if (lane.absent === null && lane.semantics === "verdict") return <Verdict reward={reward} size={26} />;
  if (lane.absent !== null || reward === null) return <span className={styles.value}>–</span>;
  return <span className={styles.value}>{fullReward(reward)}</span>;
}

/** Most presets name their threshold again where they say whose it is. */
function thresholdFrom(threshold: string, source: string): string {
  if (source === "" || source.startsWith(threshold)) return `threshold ${source === "" ? threshold : source}`;
  return `threshold ${threshold}, ${source}`;
}

/** The whole domain, with the threshold as a line and the reward as a mark over it; beyond the ends it stands at the end. */
function Scale({ lane, reward }: { lane: ShownLane; reward: number }) {
  const { threshold, threshold_source } = lane.lane.channel;
  const [low, high] = domainOf(lane.semantics);
  const place = (value: number) => `${Math.min(1, Math.max(0, (value - low) / (high - low))) * 100}%`;
  const beyond = reward < low || reward > high;
  return (
    <div className={styles.scale}>
      <div className={styles.ramp}>
        <RampBar ramp={rampOf(lane.semantics)} width="100%" />
        {threshold !== null && <i className={styles.threshold} style={{ left: place(threshold) }} />}
        <i className={styles.mark} style={{ left: place(reward) }} />
      </div>
      <div className={styles.ends}>
        <span>{String(low).replace("-", "−")}</span>
        <span>{threshold === null ? "no threshold" : thresholdFrom(fullThreshold(threshold), threshold_source)}</span>
        <span>{high}</span>
      </div>
      {beyond && <p className={styles.note}>The number lies beyond the scale: its colour is that of the end.</p>}
    </div>
  );
}

function fullThreshold(threshold: number): string {
  return String(threshold).replace("-", "−");
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Margin({ lane, step }: { lane: ShownLane; step: number }) {
  const margin = lane.lane.margins[step];
  if (margin === null || margin === undefined) return null;
  return (
    <Fact name="Margin">
      <span title="Difference of the logits, before any squashing">{fullReward(margin)}</span>
    </Fact>
  );
}

function conclusion({ lane, absent, semantics }: ShownLane): string {
  const { threshold } = lane.channel;
  if (absent !== null) return "none: what was said of another text says nothing of this one";
  if (threshold === null) return "none: nobody has set a threshold";
  const at = lane.predicted_first_error;
  if (semantics === "verdict") return at === null ? "nothing is contradicted" : `first contradicted at step ${at}`;
  return at === null ? "no error: every reward reaches the threshold" : `first error at step ${at}, the first reward below the threshold`;
}

const TEXTS = {
  OK: "unchanged since it was scored",
  TRUNCATED: "cut off before its end",
  FAILED: "scoring failed",
  MISMATCH: "the scores do not fit the steps",
  STALE: "changed since it was scored",
} as const satisfies Record<ShownLane["lane"]["status"], string>;

const MEANINGS: Record<ShownLane["semantics"], string> = {
  probability: "chance that the step is correct",
  value: "chance that the answer still comes out right",
  advantage: "what the step adds to the value",
  "log-ratio": "log ratio of two models",
  "vote-share": "share of votes for correct",
  verdict: "what a rule could check",
  rating: "a judge’s rating",
  undeclared: "nobody has said what the number means",
};

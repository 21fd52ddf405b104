/** Whether the work is safe, and for how long the trajectory is held. */
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Tooltip } from "../../ui/Tooltip";
import { useStatus, useWork } from "./DeskContext";
import styles from "./DeskBar.module.css";
import type { Status } from "./session";
import type { SyncState } from "./batches";
import { useNow } from "./useNow";

const KEPT = "Every key press is kept on this computer first, then sent.";
const PASSING = "This browser keeps nothing on disk: do not close the tab before it is sent.";

/** Below this the countdown is shown. */
const SHOWN_BELOW_MS = 2 * 60_000;

export function SaveState() {
  const { session } = useWork();
  const { mode, sync } = useStatus(modeAndSync);
  if (mode === "elsewhere" || mode === "closed") return <span className={styles.stat}>Read only</span>;
  if (sync.status === "conflict" || sync.status === "refused" || sync.status === "closed") {
    return <span className={styles.doubt}>{sync.status === "conflict" ? "Conflict" : "Not saved"}</span>;
  }
  if (sync.status === "offline") {
    return (
      <Tooltip text={`The server does not answer. ${sync.isKept ? KEPT : PASSING} Press to try now.`}>
        <Button size="small" className={styles.doubt} icon="offline" onClick={() => session.sendNow()}>
          <span role="status">{sync.waiting} waiting (offline)</span>
        </Button>
      </Tooltip>
    );
  }
  return <Quiet sync={sync} />;
}

function Quiet({ sync }: { sync: SyncState }) {
  return (
    <Tooltip text={sync.isKept ? KEPT : PASSING}>
      <span className={styles.stat} data-saving={sync.status === "saving" || undefined} tabIndex={0}>
        <Icon name="saved" size={15} />
        <span className={styles.word}>{sync.status === "saving" ? "Saving" : "Saved"}</span>
      </span>
    </Tooltip>
  );
}

/** Counts down only when it matters: below two minutes, which happens to those who are away. */
export function LeaseClock() {
  const { leaseUntil, isLeaseLost } = useStatus(leaseOf);
  const now = useNow(Number.isFinite(leaseUntil) && !isLeaseLost);
  const left = leaseUntil - now;
  if (isLeaseLost || left > SHOWN_BELOW_MS) return null;
  return (
    <Tooltip text="Held for you while you work. When it runs out, a colleague may get it; your labels are kept.">
      <span className={styles.stat} role="timer" tabIndex={0}>
        <Icon name="clock" size={15} />
        {clock(Math.max(0, left))}
      </span>
    </Tooltip>
  );
}

function clock(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const modeAndSync = ({ mode, sync }: Status) => ({ mode, sync });
const leaseOf = ({ leaseUntil, isLeaseLost }: Status) => ({ leaseUntil, isLeaseLost });

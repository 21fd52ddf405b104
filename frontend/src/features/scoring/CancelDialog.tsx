/** The question before a run is cancelled. */
import { ConfirmDialog } from "../../ui/Overlay";
import type { ScoreRun } from "./runs";

interface CancelDialogProps {
  readonly run: ScoreRun;
  readonly busy: boolean;
  readonly onCancel: () => void;
  readonly onClose: () => void;
}

export function CancelDialog({ run, busy, onCancel, onClose }: CancelDialogProps) {
  const left = run.counts.total - run.counts.done;
  return (
    <ConfirmDialog open onOpenChange={onClose} title={`Cancel run ${run.id}?`} confirm="Cancel the run" dismiss="Keep it" onConfirm={onCancel} busy={busy}>
      What {run.scorer} has scored stays. {left.toLocaleString()} {left === 1 ? "trajectory is" : "trajectories are"} dropped; another run can score {left === 1 ? "it" : "them"} later. To go on
      with this one, pause it instead.
    </ConfirmDialog>
  );
}

/** The keys of a trajectory: through its steps, to what deserves a look, and on through the list. */
import { COPY_LINK, useCommands, type Command } from "../../../keyboard";
import { enlargeImages, enterJson } from "../../../text";
import { nextOf, type Reading } from "./reading";
import type { Branching } from "./useBranches";
import type { StepFocus } from "./useStepFocus";

export interface ReadKeys {
  readonly reading: Reading;
  readonly focus: StepFocus;
  readonly branching: Branching;
  readonly numbers: readonly Command[];
  readonly onValues: () => void;
  readonly onRaw: () => void;
  readonly onFold: () => void;
  readonly onFoldAll: () => void;
  readonly onExplain: () => void;
  readonly onLane: (by: 1 | -1) => void;
  readonly onCopyLink: () => void;
  readonly onSide: () => void;
  readonly onBack: () => void;
  readonly previous: (() => void) | null;
  readonly next: (() => void) | null;
}

export function useReadCommands(keys: ReadKeys): void {
  const { reading, focus, branching, numbers } = keys;
  const { go, at } = focus;
  const hasLanes = reading.lanes.length > 0;
  const hasBranches = reading.branches.length > 0;
  const goNext = (steps: readonly number[]) => () => {
    const next = nextOf(steps, at);
    if (next !== undefined) go(next);
  };
  const move = { group: "Move", repeats: true };
  const read = { group: "Read" };
  useCommands([
    { id: "read.next", title: "Next step", keys: ["j", "ArrowDown"], run: () => branching.step(1), ...move },
    { id: "read.previous", title: "Previous step", keys: ["k", "ArrowUp"], run: () => branching.step(-1), ...move },
    { id: "read.first", title: "First step", keys: ["Home"], run: () => go(0), ...move },
    { id: "read.last", title: "Last step", keys: ["End"], run: () => go(reading.steps.length - 1), ...move },
    { id: "read.disputed", title: "Next step where opinions differ", keys: ["n"], run: goNext(reading.disputed), enabled: reading.disputed.length > 0, ...move },
    { id: "read.wrong", title: "Next step that somebody calls wrong", keys: ["e"], run: goNext(reading.wrong), enabled: reading.wrong.length > 0, ...move },
    ...numbers,
    { id: "read.explain", title: "Where the score comes from", keys: ["i"], run: keys.onExplain, enabled: hasLanes, ...read },
    { id: "read.laneRight", title: "Next scorer", keys: ["ArrowRight"], run: () => keys.onLane(1), enabled: hasLanes, ...read },
    { id: "read.laneLeft", title: "Previous scorer", keys: ["ArrowLeft"], run: () => keys.onLane(-1), enabled: hasLanes, ...read },
    { id: "read.values", title: "Numbers on the lanes, on or off", keys: ["v"], run: keys.onValues, enabled: hasLanes, ...read },
    { id: "read.raw", title: "Text as written, or rendered", keys: ["m"], run: keys.onRaw, ...read },
    { id: "read.images", title: "Images of the step or the problem, large", keys: ["V"], run: () => void enlargeImages(), ...read },
    { id: "read.json", title: "Into the JSON of the step; esc leaves", keys: ["t"], run: () => void enterJson(), ...read },
    { id: "read.fold", title: "Unfold or fold this output", keys: [" "], run: keys.onFold, ...read },
    { id: "read.foldAll", title: "Unfold or fold all outputs", keys: ["x"], run: keys.onFoldAll, ...read },
    { id: "read.branch", title: "Fold or unfold a sub-agent's steps", keys: ["B"], run: branching.toggleHere, enabled: hasBranches, ...read },
    { id: "read.branches", title: "Fold or unfold all sub-agents", keys: [], run: branching.toggleAll, enabled: hasBranches, ...read },
    { ...COPY_LINK, run: keys.onCopyLink, ...read },
    { id: "read.side", title: "Problem and readers", keys: ["p"], run: keys.onSide, ...read },
    { id: "read.previousTrajectory", title: "Previous trajectory of the list", group: "List", keys: ["K"], run: keys.previous ?? nothing, enabled: keys.previous !== null },
    { id: "read.nextTrajectory", title: "Next trajectory of the list", group: "List", keys: ["J"], run: keys.next ?? nothing, enabled: keys.next !== null },
    { id: "read.back", title: "Back to the list", group: "List", keys: ["u"], run: keys.onBack },
  ]);
}

function nothing(): void {
  // The command is not available; its key and its button say so.
}

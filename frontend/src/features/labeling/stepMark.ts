/** What the rail and the map show of a step: a small value, so that a key draws the two marks anew that it changed. */
import { useCallback } from "react";

import type { Desk } from "./desk";
import { useDesk, useWork } from "./DeskContext";
import type { Label } from "./draft";
import type { Session } from "./session";

export interface StepMark {
  /** A first error that has no label is a wrong step. */
  readonly label: Label | null;
  readonly isFirst: boolean;
  readonly isProposed: boolean;
  readonly isFocused: boolean;
}

export function useStepMark(index: number): StepMark {
  const { session } = useWork();
  return useDesk(useCallback((desk: Desk) => markOf(desk, index, session), [index, session]));
}

function markOf({ draft, focus }: Desk, index: number, session: Session): StepMark {
  const isFirst = session.firstErrorIn(draft) === index;
  return { label: draft.labels[index] ?? (isFirst ? -1 : null), isFirst, isProposed: session.proposedIn(draft).has(index), isFocused: focus === index };
}

/** What a step says: to its end once that was asked for, and as far as what the search found in it. */
import { memo, useCallback, useMemo } from "react";

import { earlierCall, StepBody } from "../../text";
import { useWork } from "./DeskContext";
import type { Session } from "./session";
import { useStore } from "./store";
import type { Step } from "./types";
import type { WholeState } from "./wholeTexts";

interface StepTextProps {
  readonly index: number;
  readonly step: Step;
  readonly isOpen: boolean;
  readonly isRaw: boolean;
}

/** Stays as it is while labels and the focus change. */
export const StepText = memo(function StepText({ index, step, isOpen, isRaw }: StepTextProps) {
  const { session, hands } = useWork();
  const select = useCallback(({ texts, failed }: WholeState) => ({ text: texts.get(index), hasFailed: failed.has(index) }), [index]);
  const { text, hasFailed } = useStore(session.texts.store, select);
  const whole = useMemo(() => (text === undefined ? step : { ...step, text, cut: undefined }), [step, text]);
  const upTo = useStore(session.finder.store, useCallback(() => foundUpTo(session, index), [session, index]));
  const searchesCalls = useStore(session.finder.store, useCallback(() => isFoundInCalls(session, index), [session, index]));
  const { steps } = session.assignment.trajectory;
  const before = useCallback((position: number) => earlierCall(steps.map(({ tool_calls }) => tool_calls ?? []), index, position), [steps, index]);
  const onWhole = step.cut ? () => void session.texts.load(index) : undefined;
  return (
    <StepBody
      step={whole}
      raw={isRaw}
      open={isOpen}
      onOpenChange={() => hands.fold(index)}
      foldKey=" "
      onWhole={onWhole}
      hasFailed={hasFailed}
      upTo={upTo}
      searchesCalls={searchesCalls}
      earlierCall={step.tool_calls?.length ? before : undefined}
    />
  );
});

/** The character of this step's text that the search shows now; 0 while it shows something else. */
function foundUpTo({ finder }: Session, index: number): number {
  const found = finder.current;
  return found?.step === index && found.part === "text" ? found.start + finder.store.get().query.length : 0;
}

function isFoundInCalls({ finder }: Session, index: number): boolean {
  return finder.current?.step === index && finder.current.part === "call";
}

/** What screens may use to show the text of a trace. */
export { ExampleList, type ExampleListProps } from "./ExampleList";
export { allToggled, besideBranches, branchAt, branchesOf, branchNear, outsideFolded, rowAt, rowsOf, toggled, withInView, type Branch, type Folded } from "./branches";
export { BranchCount, BranchFirstError, BranchLine, type BranchLineProps } from "./BranchLine";
export { earlierCall } from "./callDiff";
export { FoldedOutput, type FoldedOutputProps } from "./FoldedOutput";
export { enlargeImages, ImageList, type ShownImage } from "./ImageList";
export { JsonView } from "./JsonView";
export { enterJson } from "./useJson";
export { RuleList, type RuleListProps } from "./RuleList";
export { applies, rulesOf, type Rule, type RuleKind } from "./rules";
export { StepBody, ToolCallView, type StepBodyProps, type StepContent, type ToolCall } from "./StepBody";
export { TraceLine, TraceText, type TraceTextProps } from "./TraceText";
export { selectedIn, type Selected } from "./selection";
export { inCodePoints, inUnits, trimmed, type Span } from "./spans";
export { useHighlights } from "./useHighlights";
export { preloadText } from "./useRichText";
export { WordDiff } from "./WordDiff";
export { bytes, sizeOf } from "./visible";

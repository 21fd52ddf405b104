/** What screens may use to show the text of a trace. */
export { ExampleList, type ExampleListProps } from "./ExampleList";
export { earlierCall } from "./callDiff";
export { FoldedOutput, type FoldedOutputProps } from "./FoldedOutput";
export { enlargeImages, ImageList, type ShownImage } from "./ImageList";
export { JsonView } from "./JsonView";
export { RuleList, type RuleListProps } from "./RuleList";
export { applies, rulesOf, type Rule, type RuleKind } from "./rules";
export { StepBody, ToolCallView, type StepBodyProps, type StepContent, type ToolCall } from "./StepBody";
export { TraceLine, TraceText, type TraceTextProps } from "./TraceText";
export { preloadText } from "./useRichText";
export { bytes, sizeOf } from "./visible";

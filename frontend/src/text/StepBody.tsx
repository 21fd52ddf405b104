/** Everything that one step holds, in the order it happened: reasoning, text, calls; or a tool's output. */
import { useMemo } from "react";

import { CallArguments } from "./CallArguments";
import { FoldedOutput } from "./FoldedOutput";
import { Illustrated } from "./Illustrated";
import type { ShownImage } from "./ImageList";
import { changedArguments, type ArgumentChange, type EarlierCall } from "./callDiff";
import styles from "./text.module.css";
import type { Cut } from "./Parts";
import { visible } from "./visible";
import { TraceText, type LongText } from "./TraceText";

export interface ToolCall {
  readonly name: string;
  /** As the model wrote it, valid JSON or not. */
  readonly arguments: string;
}

export interface StepContent {
  readonly role: string;
  readonly text: string;
  readonly reasoning?: string | null;
  readonly tool_calls?: readonly ToolCall[];
  readonly tool_name?: string | null;
  /** Given where `text` is only the beginning. */
  readonly cut?: Cut | undefined;
  readonly images?: readonly ShownImage[];
}

export interface StepBodyProps extends Omit<LongText, "cut"> {
  readonly step: StepContent;
  /** Shows everything as written. */
  readonly raw?: boolean;
  /** Whether a tool's output, or a long system or user turn, is unfolded. */
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly foldKey?: string;
  /** The call of the same tool before the one at this position of the step, if there is one. */
  readonly earlierCall?: ((position: number) => EarlierCall | null) | undefined;
  /** Something is looked for in the calls: they are shown as written. */
  readonly searchesCalls?: boolean;
}

export function StepBody({ step, ...rest }: StepBodyProps) {
  return (
    <>
      <Illustrated images={step.images} of="the step">
        <StepWords step={step} {...rest} />
      </Illustrated>
      {step.tool_calls?.map((call, index) => <ToolCallView key={index} call={call} earlier={rest.earlierCall?.(index) ?? null} isSearched={rest.searchesCalls === true || rest.raw === true} />)}
    </>
  );
}

/** Its reasoning and its text; or the output of a tool, folded. */
function StepWords({ step, raw = false, open = false, onOpenChange = () => undefined, foldKey, onWhole, hasFailed, upTo }: StepBodyProps) {
  const long = { onWhole, hasFailed, upTo, cut: step.cut };
  if (step.role === "tool" || isLongContext(step)) {
    return <FoldedOutput source={step.text} name={step.tool_name ?? step.role} open={open} onOpenChange={onOpenChange} foldKey={foldKey} {...long} />;
  }
  return (
    <>
      {hasText(step.reasoning) && <TraceText source={step.reasoning} part="reasoning" raw={raw} className={styles.reasoning} />}
      {hasText(step.text) && <TraceText source={step.text} part="text" raw={raw} className={step.role === "assistant" ? undefined : styles.context} {...long} />}
    </>
  );
}

export function ToolCallView({ call, earlier = null, isSearched = false }: { call: ToolCall; earlier?: EarlierCall | null; isSearched?: boolean }) {
  return (
    <div className={styles.call}>
      <CallArguments name={call.name} source={call.arguments} isSearched={isSearched} />
      {earlier && <SinceThen call={call} earlier={earlier} />}
    </div>
  );
}

/** What this call changed of the one before it: a tool that is called again and again differs in a word. */
function SinceThen({ call, earlier }: { call: ToolCall; earlier: EarlierCall }) {
  const changes = useMemo(() => changedArguments(earlier.call.arguments, call.arguments), [earlier, call]);
  if (changes === null) return null;
  if (changes.length === 0) return <p className={styles.since}>The same call as in step {earlier.step}.</p>;
  return (
    <details className={styles.since}>
      <summary>
        {changes.length === 1 ? "1 argument" : `${changes.length} arguments`} changed since step {earlier.step}: {changes.map(({ name }) => name).join(", ")}
      </summary>
      <dl>
        {changes.map((change) => (
          <Change key={change.name} change={change} />
        ))}
      </dl>
    </details>
  );
}

function Change({ change: { name, before, after } }: { change: ArgumentChange }) {
  return (
    <div>
      <dt>{visible(name)}</dt>
      <dd>{before === null ? <em>not given</em> : <del>{visible(before)}</del>}</dd>
      <dd>{after === null ? <em>not given</em> : <ins>{visible(after)}</ins>}</dd>
    </div>
  );
}

function hasText(text: string | null | undefined): text is string {
  return text !== null && text !== undefined && text.trim() !== "";
}

function isLongContext({ role, text }: StepContent): boolean {
  return (role === "system" || role === "user") && text.length > 1_200;
}

/** Choosing which labels a version sends back: how many that are is said before anything happens. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useState, type SubmitEvent } from "react";

import { isApiError } from "../../api/errors";
import type { Schemas } from "../../api/types";
import { Button } from "../../ui/Button";
import { Field, FormActions, TextInput } from "../../ui/Field";
import { Dialog } from "../../ui/Overlay";
import { Segmented } from "../../ui/Segmented";
import { Select } from "../../ui/Select";
import { Notice, sentence } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import styles from "./guidelines.module.css";
import { touchedQuery, useSendBack, type Choice } from "./requeues";
import type { Head } from "./versions";

const LABELS = [
  { value: "any", label: "any" },
  { value: "1", label: "a +1" },
  { value: "0", label: "a 0" },
  { value: "-1", label: "a −1" },
] as const;

const RELABELLERS = [
  { value: "SAME", label: "The same annotators", hint: "what flips then is the guideline's doing" },
  { value: "OTHERS", label: "Other annotators", hint: "what flips is the guideline's and theirs" },
] as const;

export function SendBackDialog({ slug, head, onClose }: { slug: string; head: Head; onClose: () => void }) {
  const [choice, setChoice] = useState<Choice>(() => startOf(head));
  const [relabeller, setRelabeller] = useState<"SAME" | "OTHERS">("SAME");
  const change = (changes: Partial<Choice>) => setChoice({ ...choice, ...changes });
  const touched = useQuery(touchedQuery(slug, head.version, useDeferredValue(choice)));
  const send = useSendBack(slug, head.version);
  const navigate = useNavigate();
  const toast = useToast();
  const filterError = [touched.error, send.error].find((error) => isApiError(error) && error.code === "bad_filter");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    send.mutate(
      { choice, relabeller },
      {
        onSuccess: ({ id }) => {
          toast("They are asked for again, in a queue of their own");
          void navigate({ to: "/p/$slug/guideline", params: { slug }, search: { report: id } });
        },
      },
    );
  };
  return (
    <Dialog open onOpenChange={onClose} title="Send labels back" description="What stands stays; each annotation is asked for again in a queue made for it, blind to everything said before.">
      <form className={styles.form} onSubmit={submit}>
        <Field label="Trajectories" help="A filter, as in the list, such as source:gsm8k; empty for all." error={filterError ? sentence(filterError) : undefined}>
          <TextInput mono value={choice.filter} spellCheck={false} autoComplete="off" onChange={({ target }) => change({ filter: target.value })} />
        </Field>
        <div className={styles.buttons}>
          <span>A label that they have</span>
          <Segmented label="A label that they have" value={choice.label} options={LABELS} onChange={(label) => change({ label })} />
        </div>
        <div className={styles.pair}>
          <Field label="With this error type" help="Empty: whatever they name.">
            <TextInput value={choice.errorType} onChange={({ target }) => change({ errorType: target.value })} />
          </Field>
          <Field label="Made under version" help="And older ones.">
            <Select value={String(choice.upTo)} onChange={(upTo) => change({ upTo: Number(upTo) })} options={olderThan(head)} />
          </Field>
        </div>
        <Field label="Ask">
          <Select value={relabeller} onChange={setRelabeller} options={RELABELLERS} />
        </Field>
        <p role="status" className={styles.amount}>
          {touched.data && !touched.error && amount(touched.data)}
        </p>
        {send.error && !filterError && (
          <Notice role="alert" icon="warning">
            {sentence(send.error)}
          </Notice>
        )}
        <FormActions>
          <Button type="submit" variant="solid" busy={send.isPending} disabled={touched.data?.annotations === 0 || touched.error !== null}>
            Send them back
          </Button>
          <Button onClick={onClose}>Close</Button>
        </FormActions>
      </form>
    </Dialog>
  );
}

/** What the version says that it touches, where the form can say it. */
function startOf({ version, touches }: Head): Choice {
  const [source, ...more] = touches.sources;
  const filter = source === undefined || more.length > 0 ? "" : `source:${/\s/.test(source) ? `"${source}"` : source}`;
  return { filter, label: "any", errorType: touches.error_types.length === 1 ? (touches.error_types[0] ?? "") : "", upTo: version - 1 };
}

function olderThan({ version }: Head) {
  return Array.from({ length: version - 1 }, (_, older) => ({ value: String(version - 1 - older), label: `Version ${version - 1 - older}` }));
}

function amount({ annotations, trajectories, annotators, without_annotator: without }: Schemas["Touched"]): string {
  if (annotations === 0) return "Nothing fits that was not sent back already.";
  const count = (n: number, one: string, many: string) => `${n.toLocaleString()} ${n === 1 ? one : many}`;
  const gone = without === 0 ? "" : ` ${without.toLocaleString()} are of people who are no longer members; anybody may take those.`;
  return `${count(annotations, "annotation", "annotations")} of ${count(trajectories, "trajectory", "trajectories")}, by ${count(annotators, "annotator", "annotators")}.${gone}`;
}

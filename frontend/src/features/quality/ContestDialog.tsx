/** Objecting to a gold label: what it should say, and why. */
import { useRef, useState, type SubmitEvent } from "react";

import { isApiError } from "../../api/errors";
import { Button } from "../../ui/Button";
import { Field, FormActions, TextArea } from "../../ui/Field";
import { labelSign } from "../../ui/Labels";
import { Dialog } from "../../ui/Overlay";
import { Segmented } from "../../ui/Segmented";
import { Select } from "../../ui/Select";
import { Notice, sentence } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import { firstErrorText, useContest, type Feedback, type Proposal } from "./contests";
import styles from "./quality.module.css";

type Kind = "first" | "none" | "label";
const KINDS: { value: Kind; label: string }[] = [
  { value: "first", label: "The first error is elsewhere" },
  { value: "none", label: "There is no error" },
  { value: "label", label: "A step has another label" },
];
const LABELS = (["1", "0", "-1"] as const).map((value) => ({ value, label: labelSign(Number(value) as 1 | 0 | -1) }));
type Label = (typeof LABELS)[number]["value"];

interface ContestDialogProps {
  readonly slug: string;
  readonly feedback: Feedback;
  readonly onClose: () => void;
}

export function ContestDialog({ slug, feedback, onClose }: ContestDialogProps) {
  const { scorable, said, gold, gold_id: id, external_id: name } = feedback;
  const [kind, setKind] = useState<Kind>(said.no_error ? "none" : "first");
  const [step, setStep] = useState(String(said.first_error ?? scorable[0] ?? 0));
  const [label, setLabel] = useState<Label>("1");
  const [reason, setReason] = useState("");
  const contest = useContest(slug);
  const toast = useToast();
  const [isUnsaid, setUnsaid] = useState(false);
  const why = useRef<HTMLTextAreaElement>(null);
  const complaint = isUnsaid && reason.trim() === "" ? "Say why: a reviewer can weigh nothing else." : isApiError(contest.error) ? contest.error.field("reason") : undefined;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setUnsaid(reason.trim() === "");
    if (reason.trim() === "") return why.current?.focus();
    contest.mutate(
      { gold_id: id, reason, proposal: proposal(kind, Number(step), Number(label)) },
      {
        onSuccess: () => {
          toast("A reviewer will look at it. Until then it does not count against you.");
          onClose();
        },
      },
    );
  };
  const steps = scorable.map((index) => ({ value: String(index), label: `Step ${index}` }));
  return (
    <Dialog open onOpenChange={onClose} title={`Contest the gold of ${name}`} description={`Gold says: ${firstErrorText(gold)}. You said: ${firstErrorText(said)}.`}>
      <form className={styles.form} onSubmit={submit}>
        <Segmented label="What it should say" value={kind} onChange={setKind} options={KINDS} />
        {kind !== "none" && (
          <Field label={kind === "first" ? "The first error" : "The step"}>
            <Select value={step} onChange={setStep} options={steps} />
          </Field>
        )}
        {kind === "label" && <Segmented label="Its label" value={label} onChange={setLabel} options={LABELS} />}
        <Field label="Why" help="A reviewer reads it beside the trajectory." error={complaint}>
          <TextArea ref={why} aria-required maxLength={2_000} rows={4} value={reason} onChange={({ target }) => setReason(target.value)} />
        </Field>
        {contest.error && complaint === undefined && (
          <Notice role="alert" icon="warning">
            {sentence(contest.error)}
          </Notice>
        )}
        <FormActions>
          <Button type="submit" variant="solid" busy={contest.isPending}>
            Contest
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormActions>
      </form>
    </Dialog>
  );
}

function proposal(kind: Kind, step: number, label: number): Proposal {
  if (kind === "none") return { no_error: true };
  return kind === "first" ? { no_error: false, first_error: step } : { no_error: false, step_index: step, label };
}

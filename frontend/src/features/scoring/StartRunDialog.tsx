/** Asking for a run: which scorer, over what, and how much that is. */
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState, type SubmitEvent } from "react";

import { isApiError } from "../../api/errors";
import { Button } from "../../ui/Button";
import { Field, FormActions, TextInput } from "../../ui/Field";
import { Dialog } from "../../ui/Overlay";
import { Select } from "../../ui/Select";
import { Loaded, Notice, sentence } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import { previewQuery, scorersQuery, useStartRun, type Scorer } from "./runs";
import styles from "./scoring.module.css";

interface StartRunDialogProps {
  readonly slug: string;
  /** The scorer that is chosen at first. */
  readonly first?: string;
  readonly onClose: () => void;
}

export function StartRunDialog({ slug, first, onClose }: StartRunDialogProps) {
  const scorers = useQuery(scorersQuery(slug));
  return (
    <Dialog open onOpenChange={onClose} title="Start a run" description="Trajectories that the scorer has judged in their present text are left out.">
      <Loaded query={scorers} failed="The scorers did not arrive">
        {({ results }) => <RunForm slug={slug} first={first} scorers={results.filter(({ is_runnable: isRunnable }) => isRunnable)} onClose={onClose} />}
      </Loaded>
    </Dialog>
  );
}

function RunForm({ slug, first, scorers, onClose }: StartRunDialogProps & { scorers: readonly Scorer[] }) {
  const [scorer, setScorer] = useState(first ?? scorers[0]?.name);
  const [filter, setFilter] = useState("");
  const start = useStartRun(slug);
  const toast = useToast();
  const preview = useQuery(previewQuery(slug, scorer, useDeferredValue(filter)));
  const filterError = [preview.error, start.error].find((error) => isApiError(error) && error.code === "bad_filter");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (scorer === undefined) return;
    start.mutate(
      { scorer, filter },
      {
        onSuccess: ({ run, unchanged }) => {
          toast(run ? `Run ${run.id} is asked for: ${run.counts.total.toLocaleString()} to score.` : `Nothing to do: ${unchanged.toLocaleString()} fit, and all are scored.`);
          onClose();
        },
      },
    );
  };
  const options = scorers.map(({ name, description }) => ({ value: name, label: name, hint: description === "" ? undefined : description }));
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field label="Scorer">
        <Select value={scorer} onChange={setScorer} options={options} />
      </Field>
      <Field label="Filter" help="As in the list of trajectories, such as source:gsm8k steps:..12; empty for all." error={filterError ? sentence(filterError) : undefined}>
        <TextInput mono value={filter} spellCheck={false} autoComplete="off" onChange={({ target }) => setFilter(target.value)} />
      </Field>
      <p role="status" className={styles.preview}>
        {preview.data && !preview.error && amount(preview.data)}
      </p>
      {start.error && !filterError && (
        <Notice role="alert" icon="warning">
          {sentence(start.error)}
        </Notice>
      )}
      <FormActions>
        <Button type="submit" variant="solid" busy={start.isPending} disabled={scorer === undefined || preview.data?.wanted === 0}>
          Start the run
        </Button>
        <Button onClick={onClose}>Close</Button>
      </FormActions>
    </form>
  );
}

function amount({ wanted, unchanged }: { wanted: number; unchanged: number }): string {
  const scored = unchanged === 0 ? "" : ` ${unchanged.toLocaleString()} ${unchanged === 1 ? "is" : "are"} scored already.`;
  return `${wanted.toLocaleString()} ${wanted === 1 ? "trajectory" : "trajectories"} to score.${scored}`;
}

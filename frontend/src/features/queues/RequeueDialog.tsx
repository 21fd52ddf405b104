/** Wanting more judgements of what is judged already; all labels stay. */
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState, type SubmitEvent } from "react";

import { isApiError } from "../../api/errors";
import { Button } from "../../ui/Button";
import { counted } from "../../ui/count";
import { Checkbox, Field, FormActions, TextInput } from "../../ui/Field";
import { Dialog } from "../../ui/Overlay";
import { Notice, sentence } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import { fittingQuery, useRequeue, type ManagedQueue } from "./queues";
import styles from "./queues.module.css";

export function RequeueDialog({ slug, queue, onClose }: { slug: string; queue: ManagedQueue; onClose: () => void }) {
  const [filter, setFilter] = useState("");
  const [copies, setCopies] = useState("1");
  const [anew, setAnew] = useState(false);
  const [reason, setReason] = useState("");
  const requeue = useRequeue(slug, queue.id);
  const toast = useToast();
  const fitting = useQuery(fittingQuery(slug, useDeferredValue(filter.trim())));
  const bad = [requeue.error, fitting.error].find((error) => isApiError(error, 400));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    requeue.mutate(
      { filter: filter.trim(), copies: Number(copies), anew, reason },
      {
        onSuccess: ({ trajectories, slots, waiting }) => {
          const left = waiting > 0 ? ` ${waiting.toLocaleString()} ${waiting === 1 ? "is still to be judged and was" : "are still to be judged and were"} left alone.` : "";
          toast({ text: `${counted(trajectories, "trajectory is", "trajectories are")} queued again with ${counted(slots, "slot")}.${left}`, duration: 8_000 });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog open onOpenChange={onClose} title={`Queue again in ${queue.name}`} description="New slots for trajectories that are judged; all labels stay.">
      <form className={styles.form} onSubmit={submit}>
        <div className={styles.filterField}>
          <Field label="Filter" help="Which trajectories of the queue; empty for all." error={bad ? sentence(bad) : undefined}>
            <TextInput mono value={filter} spellCheck={false} autoComplete="off" onChange={({ target }) => setFilter(target.value)} />
          </Field>
          <p role="status" className={styles.preview}>
            {fitting.data && !bad && `${fitting.data.count.toLocaleString()} of the project fit; those of this queue that wait for nobody are taken.`}
          </p>
        </div>
        <Field label="Judgements of each">
          <TextInput type="number" min={1} max={20} required value={copies} onChange={({ target }) => setCopies(target.value)} />
        </Field>
        <Checkbox checked={anew} onChange={({ target }) => setAnew(target.checked)}>
          Whoever judged one before may be handed it again
        </Checkbox>
        <Field label="Reason" help="Annotators read it as “why this one”.">
          <TextInput value={reason} maxLength={500} placeholder="the guideline changed" onChange={({ target }) => setReason(target.value)} />
        </Field>
        {requeue.error && !bad && (
          <Notice role="alert" icon="warning">
            {sentence(requeue.error)}
          </Notice>
        )}
        <FormActions>
          <Button type="submit" variant="solid" busy={requeue.isPending}>
            Queue again
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormActions>
      </form>
    </Dialog>
  );
}

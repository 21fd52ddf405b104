/** Keeping somebody away: from a queue, or from trajectories in every queue. */
import { useQuery } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";

import { Button } from "../../ui/Button";
import { Field, FormActions, TextInput } from "../../ui/Field";
import { Dialog } from "../../ui/Overlay";
import { Segmented } from "../../ui/Segmented";
import { Select } from "../../ui/Select";
import { Loaded, Notice, sentence } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import { choicesQuery, useExclude, type ManagedQueue } from "./queues";
import styles from "./queues.module.css";

interface ExcludeDialogProps {
  readonly slug: string;
  readonly queue: ManagedQueue;
  readonly onClose: () => void;
}

export function ExcludeDialog(props: ExcludeDialogProps) {
  const choices = useQuery(choicesQuery(props.slug));
  return (
    <Dialog open onOpenChange={props.onClose} title="Keep somebody away" description="They are handed nothing of it from now on. What they hold they may finish.">
      <Loaded query={choices} failed="The members did not arrive">
        {({ members }) => <ExcludeForm {...props} members={members} />}
      </Loaded>
    </Dialog>
  );
}

type From = "queue" | "trajectories";

function ExcludeForm({ slug, queue, members, onClose }: ExcludeDialogProps & { members: readonly string[] }) {
  const [username, setUsername] = useState(members[0]);
  const [from, setFrom] = useState<From>("queue");
  const [filter, setFilter] = useState("");
  const [reason, setReason] = useState("");
  const exclude = useExclude(slug);
  const toast = useToast();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (username === undefined) return;
    exclude.mutate(
      { username, reason, ...(from === "queue" ? { queue_id: queue.id } : { filter }) },
      {
        onSuccess: ({ added }) => {
          toast(from === "queue" ? `${username} is kept away from ${queue.name}.` : `${username} is kept away from ${added.toLocaleString()} more trajectories.`);
          onClose();
        },
      },
    );
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field label="Who">
        <Select value={username} onChange={setUsername} options={members.map((name) => ({ value: name, label: name }))} />
      </Field>
      <Segmented
        label="From what"
        value={from}
        onChange={setFrom}
        options={[
          { value: "queue", label: "This queue" },
          { value: "trajectories", label: "Trajectories, in every queue" },
        ]}
      />
      {from === "trajectories" && (
        <Field label="Filter" help="Those that fit now, such as source:gsm8k or id:math-4*.">
          <TextInput mono required value={filter} spellCheck={false} autoComplete="off" onChange={({ target }) => setFilter(target.value)} />
        </Field>
      )}
      <Field label="Reason" help="For the journal.">
        <TextInput value={reason} maxLength={500} onChange={({ target }) => setReason(target.value)} />
      </Field>
      {exclude.error && (
        <Notice role="alert" icon="warning">
          {sentence(exclude.error)}
        </Notice>
      )}
      <FormActions>
        <Button type="submit" variant="solid" busy={exclude.isPending} disabled={username === undefined}>
          Keep away
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}

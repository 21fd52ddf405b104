/** Giving a slot to somebody: their next claim hands it out. */
import { useQuery } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";

import { Button } from "../../ui/Button";
import { Field, FormActions, TextInput } from "../../ui/Field";
import { Dialog } from "../../ui/Overlay";
import { Select } from "../../ui/Select";
import { Loaded, Notice, sentence } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import { choicesQuery, useReassign, type Slot } from "./queues";
import styles from "./queues.module.css";

export function GiveDialog({ slug, slot, onClose }: { slug: string; slot: Slot; onClose: () => void }) {
  const choices = useQuery(choicesQuery(slug));
  return (
    <Dialog open onOpenChange={onClose} title={`Give ${slot.external_id} to somebody`} description={whatComesOf(slot)}>
      <Loaded query={choices} failed="The members did not arrive">
        {({ members }) => <GiveForm slug={slug} slot={slot} members={members.filter((name) => name !== slot.annotator)} onClose={onClose} />}
      </Loaded>
    </Dialog>
  );
}

function whatComesOf({ annotator, kept_for: keptFor }: Slot): string {
  const next = "Their next claim hands it out.";
  if (annotator !== null) return `${next} What ${annotator} did is kept: submitted, it is an extra opinion.`;
  return keptFor === null ? next : `${next} It is kept for ${keptFor} until then, and no longer.`;
}

function GiveForm({ slug, slot, members, onClose }: { slug: string; slot: Slot; members: readonly string[]; onClose: () => void }) {
  const [username, setUsername] = useState(members[0]);
  const [hours, setHours] = useState("24");
  const give = useReassign(slug);
  const toast = useToast();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (username === undefined) return;
    give.mutate(
      { slot: slot.id, username, hours: Number(hours) },
      {
        onSuccess: () => {
          toast(`${slot.external_id} waits for ${username}.`);
          onClose();
        },
      },
    );
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <div className={styles.pair}>
        <Field label="To">
          <Select value={username} onChange={setUsername} options={members.map((name) => ({ value: name, label: name }))} />
        </Field>
        <Field label="For, hours" help="It goes to others when they have not begun until then.">
          <TextInput type="number" min={1} max={336} required value={hours} onChange={({ target }) => setHours(target.value)} />
        </Field>
      </div>
      {give.error && (
        <Notice role="alert" icon="warning">
          {sentence(give.error)}
        </Notice>
      )}
      <FormActions>
        <Button type="submit" variant="solid" busy={give.isPending} disabled={username === undefined}>
          Give it
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}

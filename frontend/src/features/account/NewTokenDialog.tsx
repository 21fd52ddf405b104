/** Making a token: name and expiry first, then the token itself, shown once. */
import { useState, type SubmitEvent } from "react";

import { isApiError } from "../../api/errors";
import type { NewApiToken } from "../../api/types";
import { Button } from "../../ui/Button";
import { CopyButton } from "../../ui/CopyButton";
import { Field, FormActions, TextInput } from "../../ui/Field";
import { Dialog } from "../../ui/Overlay";
import { Select } from "../../ui/Select";
import { Notice, sentence } from "../../ui/States";
import styles from "./account.module.css";
import { useCreateToken } from "./tokens";

const EXPIRIES = [
  { value: "30", label: "in 30 days" },
  { value: "90", label: "in 90 days" },
  { value: "365", label: "in a year" },
  { value: "never", label: "never" },
] as const;

type Expiry = (typeof EXPIRIES)[number]["value"];

export function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const create = useCreateToken();
  if (create.data) return <MadeToken made={create.data} onClose={onClose} />;
  return (
    <Dialog open onOpenChange={onClose} title="New token" width="narrow">
      <TokenForm create={create} onCancel={onClose} />
    </Dialog>
  );
}

function TokenForm({ create, onCancel }: { create: ReturnType<typeof useCreateToken>; onCancel: () => void }) {
  const [name, setName] = useState("");
  const [expiry, setExpiry] = useState<Expiry>("90");
  const { error } = create;
  const nameError = isApiError(error) ? error.field("name") : undefined;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    create.mutate({ name: name.trim(), expires_in_days: expiry === "never" ? null : Number(expiry) });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field label="Name" help="What uses it, so that you know later which one to revoke." error={nameError}>
        <TextInput required autoFocus maxLength={100} placeholder="nightly export" value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label="Expires">
        <Select value={expiry} onChange={setExpiry} options={EXPIRIES} />
      </Field>
      {error && nameError === undefined && (
        <Notice role="alert" icon="warning">
          {sentence(error)}
        </Notice>
      )}
      <FormActions>
        <Button type="submit" variant="solid" busy={create.isPending} disabled={name.trim() === ""}>
          Make the token
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </FormActions>
    </form>
  );
}

function MadeToken({ made, onClose }: { made: NewApiToken; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Token “${made.name}”`}
      description="Shown this once: the server keeps only its hash."
      actions={
        <>
          <CopyButton text={made.token} label="Copy the token" variant="solid" />
          <Button onClick={onClose}>Done</Button>
        </>
      }
    >
      <TextInput mono readOnly aria-label="The new token" value={made.token} onFocus={(event) => event.target.select()} />
      <p className={styles.hint}>
        Send it with each request: <code>Authorization: Token {made.token.slice(0, 8)}…</code>
      </p>
    </Dialog>
  );
}

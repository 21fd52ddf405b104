/** Changing one's password. */
import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";

import { api } from "../../api/client";
import { isApiError } from "../../api/errors";
import { Button } from "../../ui/Button";
import { Field, FormActions, TextInput } from "../../ui/Field";
import { Panel } from "../../ui/Page";
import { Notice, sentence } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import styles from "./account.module.css";

const EMPTY = { current: "", wanted: "", again: "" };

export function PasswordPanel({ username }: { username: string }) {
  const [form, setForm] = useState(EMPTY);
  const [submitted, setSubmitted] = useState(false);
  const toast = useToast();
  const change = useMutation({
    mutationFn: () => api.post("account/password", { current_password: form.current, new_password: form.wanted }),
    onSuccess: () => {
      setForm(EMPTY);
      setSubmitted(false);
      toast("Password changed. Your other sessions are signed out.");
    },
  });
  const differs = form.again !== form.wanted;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (!differs) change.mutate();
  };
  const field = (name: keyof typeof EMPTY) => ({
    type: "password",
    required: true,
    value: form[name],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
  });
  return (
    <Panel title="Password">
      <form className={styles.form} onSubmit={submit}>
        {/* Tells password managers whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <Field label="Password now" error={complaint(change.error, "current_password")}>
          <TextInput {...field("current")} autoComplete="current-password" />
        </Field>
        <Field label="New password" error={complaint(change.error, "new_password")} help="At least 8 characters, not only digits. A sentence is easier to keep in mind than signs.">
          <TextInput {...field("wanted")} autoComplete="new-password" />
        </Field>
        <Field label="New password, again" error={submitted && differs ? "The two new passwords differ." : undefined}>
          <TextInput {...field("again")} autoComplete="new-password" />
        </Field>
        <GeneralComplaint error={change.error} />
        <FormActions>
          <Button type="submit" variant="solid" busy={change.isPending}>
            Change the password
          </Button>
        </FormActions>
      </form>
    </Panel>
  );
}

function complaint(error: Error | null, name: string): string | undefined {
  return isApiError(error) ? error.field(name) : undefined;
}

/** What is wrong with the request as a whole; complaints about a field stand under the field. */
function GeneralComplaint({ error }: { error: Error | null }) {
  if (!error || complaint(error, "current_password") !== undefined || complaint(error, "new_password") !== undefined) return null;
  return (
    <Notice role="alert" icon="warning">
      {sentence(error)}
    </Notice>
  );
}

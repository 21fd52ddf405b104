/** The door: name, password, and a plain answer when they do not fit. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState, type SubmitEvent } from "react";

import { api } from "../../api/client";
import { sessionQuery } from "../../api/session";
import type { SessionState } from "../../api/types";
import { Button } from "../../ui/Button";
import { Field, TextInput } from "../../ui/Field";
import { Mark } from "../../ui/Icon";
import { Notice } from "../../ui/States";
import { usePageTitle } from "../../ui/usePageTitle";
import { refusal, type Refusal } from "./refusal";
import styles from "./SignInPage.module.css";
import { useCountdown } from "./useCountdown";

interface Credentials {
  readonly username: string;
  readonly password: string;
}

export function SignInPage() {
  usePageTitle("Sign in");
  const { next } = useSearch({ from: "/sign-in" });
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <h1 className={styles.mark}>
          <Mark size={28} />
          Assay
        </h1>
        <p className={styles.lead}>See where a reasoning trace goes wrong, label it, agree on it, export gold.</p>
        {next !== undefined && <Notice>Sign in to go on to the page that you asked for.</Notice>}
        <SignInForm next={next} />
      </div>
    </main>
  );
}

function SignInForm({ next }: { next: string | undefined }) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const enter = useEnter(next);
  const signIn = useMutation({
    mutationFn: (credentials: Credentials) => api.post<SessionState>("session", credentials),
    onSuccess: enter,
  });
  const refused = signIn.error ? refusal(signIn.error) : null;
  const wait = useCountdown(refused?.wait ?? 0, signIn.submittedAt);
  const changeName = (name: string) => {
    setUsername(name);
    // What was refused was another name: the wait is not this one's.
    signIn.reset();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (wait === 0) signIn.mutate({ username, password });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field label="Name">
        <TextInput name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus required value={username} onChange={(event) => changeName(event.target.value)} />
      </Field>
      <Field label="Password">
        <TextInput type="password" name="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
      </Field>
      {refused && <Refused refused={refused} wait={wait} />}
      <Button type="submit" variant="solid" size="large" busy={signIn.isPending} disabled={wait > 0}>
        {wait > 0 ? `Try again in ${clock(wait)}` : "Sign in"}
      </Button>
    </form>
  );
}

function Refused({ refused, wait }: { refused: Refusal; wait: number }) {
  if (refused.wait > 0 && wait === 0) return null;
  return (
    <Notice role="alert" icon="warning">
      {refused.text}
      {refused.requestId !== null && (
        <>
          {" "}
          <code>req {refused.requestId}</code>
        </>
      )}
    </Notice>
  );
}

/** Remembers who came in and leads to where they wanted to go. */
function useEnter(next: string | undefined): (session: SessionState) => Promise<void> {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return async (session) => {
    queryClient.clear();
    queryClient.setQueryData(sessionQuery.queryKey, session);
    // `next` was checked to be a path of this site when the address was read.
    await (next === undefined ? navigate({ to: "/projects" }) : navigate({ href: next }));
  };
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

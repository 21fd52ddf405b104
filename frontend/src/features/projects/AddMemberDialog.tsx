/** Adding somebody who has an account; site staff may make the account on the way. */
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";

import { isApiError } from "../../api/errors";
import { sessionQuery } from "../../api/session";
import type { Role } from "../../api/types";
import { Button } from "../../ui/Button";
import { CopyButton } from "../../ui/CopyButton";
import { Field, FormActions, TextInput } from "../../ui/Field";
import { Dialog } from "../../ui/Overlay";
import { Select } from "../../ui/Select";
import { Notice, sentence } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import { useAddMember, type AddedMember, type Member } from "./members";
import styles from "./projects.module.css";
import { ROLES, roleName } from "./roles";

interface AddMemberDialogProps {
  readonly slug: string;
  readonly known: readonly Member[];
  readonly onClose: () => void;
}

export function AddMemberDialog({ slug, known, onClose }: AddMemberDialogProps) {
  const add = useAddMember(slug);
  if (add.data?.first_password) return <FirstPassword added={add.data} password={add.data.first_password} onClose={onClose} />;
  return (
    <Dialog open onOpenChange={onClose} title="Add a member" width="narrow">
      <MemberForm add={add} known={known} onClose={onClose} />
    </Dialog>
  );
}

function MemberForm({ add, known, onClose }: { add: ReturnType<typeof useAddMember> } & Omit<AddMemberDialogProps, "slug">) {
  const [username, setUsername] = useState("");
  const [role, setRole] = useState<Role>("ANNOTATOR");
  const toast = useToast();
  const wanted = username.trim();
  const isMember = known.some((member) => member.username === wanted);
  const send = (create_account: boolean) =>
    add.mutate(
      { username: wanted, role, create_account },
      {
        onSuccess: (added) => {
          if (added.first_password !== null) return;
          toast(`${added.display_name} is a member now.`);
          onClose();
        },
      },
    );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isMember) send(false);
  };
  const change = (value: string) => {
    setUsername(value);
    add.reset();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field label="User name" help="The name that they sign in with." error={isMember ? `${wanted} is a member already; change the role in the table.` : complaint(add.error)}>
        <TextInput required autoFocus autoComplete="off" maxLength={150} value={username} onChange={({ target }) => change(target.value)} />
      </Field>
      <Field label="Role" help={ROLES.find(({ value }) => value === role)?.about}>
        <Select value={role} onChange={setRole} options={ROLES} />
      </Field>
      <Refused error={add.error} username={wanted} busy={add.isPending} onMake={() => send(true)} />
      <FormActions>
        <Button type="submit" variant="solid" busy={add.isPending} disabled={wanted === "" || isMember}>
          Add to the project
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}

function complaint(error: Error | null): string | undefined {
  return isApiError(error) ? error.field("username") : undefined;
}

interface RefusedProps {
  readonly error: Error | null;
  readonly username: string;
  readonly busy: boolean;
  readonly onMake: () => void;
}

/** Why nobody was added; where there only is no account, whoever may make one is offered to. */
function Refused({ error, username, busy, onMake }: RefusedProps) {
  const isStaff = useSuspenseQuery(sessionQuery).data.user?.is_staff === true;
  if (!error || complaint(error) !== undefined) return null;
  const hasNoAccount = isApiError(error, 404) && error.code === "no_account";
  return (
    <Notice role="alert" icon="warning">
      {hasNoAccount && !isStaff ? `There is no account “${username}”. Check the spelling, or ask site staff to make it.` : sentence(error)}
      {hasNoAccount && isStaff && (
        <div className={styles.offer}>
          <Button size="small" busy={busy} onClick={onMake}>
            Make the account and add it
          </Button>
        </div>
      )}
    </Notice>
  );
}

function FirstPassword({ added, password, onClose }: { added: AddedMember; password: string; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Account “${added.username}”`}
      description={`Made, and ${roleName(added.role).toLowerCase()} of the project.`}
      width="narrow"
      actions={
        <>
          <CopyButton text={password} label="Copy the password" variant="solid" />
          <Button onClick={onClose}>Done</Button>
        </>
      }
    >
      <Field label="First password" help="Shown this once: the server keeps only its hash. Hand it over yourself; they can change it under Account.">
        <TextInput mono readOnly value={password} onFocus={(event) => event.target.select()} />
      </Field>
    </Dialog>
  );
}

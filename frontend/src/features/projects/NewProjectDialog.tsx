/** Making a project. Whoever makes it is its manager, and goes on to bring trajectories in. */
import { useNavigate } from "@tanstack/react-router";
import { useState, type SubmitEvent } from "react";

import { isApiError } from "../../api/errors";
import { Button } from "../../ui/Button";
import { Field, FormActions, TextArea, TextInput } from "../../ui/Field";
import { Dialog } from "../../ui/Overlay";
import { Notice, sentence } from "../../ui/States";
import { slugOf, useCreateProject, type WantedProject } from "./newProject";
import styles from "./projects.module.css";
import { ProtocolChoice } from "./ProtocolChoice";

const FIELDS = ["name", "slug", "description", "protocol"] as const;
type Name = (typeof FIELDS)[number];

export function NewProjectDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onOpenChange={onClose} title="New project" width="wide">
      <ProjectForm onCancel={onClose} />
    </Dialog>
  );
}

function ProjectForm({ onCancel }: { onCancel: () => void }) {
  const create = useCreateProject();
  const navigate = useNavigate();
  const [form, setForm] = useState<Omit<WantedProject, "slug">>({ name: "", description: "", protocol: "ternary" });
  // Follows the name until somebody writes it themselves.
  const [ownSlug, setOwnSlug] = useState<string | null>(null);
  const slug = ownSlug ?? slugOf(form.name);
  const { error } = create;
  const complaint = (name: Name) => (isApiError(error) ? error.field(name) : undefined);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const wanted = { ...form, name: form.name.trim(), description: form.description.trim(), slug };
    create.mutate(wanted, { onSuccess: ({ slug: made }) => void navigate({ to: "/p/$slug/import", params: { slug: made } }) });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field label="Name" error={complaint("name")}>
        <TextInput required autoFocus maxLength={200} value={form.name} onChange={({ target }) => setForm({ ...form, name: target.value })} />
      </Field>
      <Field label="Short name" help="Stands in addresses and commands: letters, digits, hyphens and underscores. It stays as it is." error={complaint("slug")}>
        <TextInput mono required maxLength={64} pattern="[a-zA-Z0-9_\-]+" value={slug} onChange={({ target }) => setOwnSlug(target.value)} />
      </Field>
      <ProtocolChoice value={form.protocol} onChange={(protocol) => setForm({ ...form, protocol })} error={complaint("protocol")} />
      <Field label="Description" help="One or two sentences for those who label: whose trajectories, and what for." error={complaint("description")}>
        <TextArea rows={3} maxLength={5000} value={form.description} onChange={({ target }) => setForm({ ...form, description: target.value })} />
      </Field>
      {error && FIELDS.every((name) => complaint(name) === undefined) && (
        <Notice role="alert" icon="warning">
          {sentence(error)}
        </Notice>
      )}
      <FormActions>
        <Button type="submit" variant="solid" busy={create.isPending} disabled={form.name.trim() === "" || slug === ""}>
          Make the project
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </FormActions>
    </form>
  );
}

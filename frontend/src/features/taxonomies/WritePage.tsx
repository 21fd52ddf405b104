/** Writing a version: what it is, its types by tree and form, severities, what changed; from a version or a file. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type SubmitEvent } from "react";

import type { Project } from "../../api/types";
import { Button, buttonClass } from "../../ui/Button";
import { Field, FormActions, TextArea, TextInput } from "../../ui/Field";
import { Page, Panel } from "../../ui/Page";
import { Notice } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import { FileButton } from "./FileButton";
import { complaintsOf, countsByType, newestOf, usageQuery, usePublish, type Body, type Taxonomy } from "./taxonomies";
import styles from "./taxonomies.module.css";
import { TypesEditor } from "./TypesEditor";
import { useKept } from "./useKept";
import { missing, nameComplaint, startFrom, toSend, withFile, type Writing } from "./writing";

interface WritePageProps {
  readonly project: Project;
  readonly all: readonly Taxonomy[];
  /** What it begins as; nothing otherwise. */
  readonly from: Taxonomy | undefined;
}

export function WritePage({ project: { slug, name }, all, from }: WritePageProps) {
  const start = () => startFrom(from, from ? newestOf(all, from.name) : 0);
  const { writing, keep, forget, startAnew } = useKept(slug, from ? `${from.name}@${from.version}` : "", start);
  const change = (changes: Partial<Writing>) => keep({ ...writing, ...changes });
  const newest = newestOf(all, writing.name.trim());
  const isFixed = from !== undefined && !from.is_preset;
  const used = useUsed(slug, isFixed ? writing.name : undefined);
  const { publish, error, isPending } = usePublishing(slug, forget);
  const [refused, setRefused] = useState<{ file: string; complaints: readonly string[] } | null>(null);
  const read = ({ name: said, body }: { name: string | null; body: Body }) => {
    setRefused(null);
    keep(withFile(writing, body, said));
  };
  const gap = missing(writing);
  const isReserved = all.some((one) => one.is_preset && one.name === writing.name.trim());
  const isBehind = newest !== writing.basedOn;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    publish(writing);
  };
  return (
    <Page
      {...headOf(isFixed, newest, from, name)}
      actions={<FileButton slug={slug} onRead={read} onRefused={(file, complaints) => setRefused({ file, complaints })} />}
    >
      {refused && <Complaints title={`${refused.file} was not taken`} complaints={refused.complaints} />}
      <form className={styles.form} onSubmit={submit}>
        {isReserved ? <Reserved name={writing.name} /> : isBehind && <Behind slug={slug} writing={writing} newest={newest} onGoOn={() => change({ basedOn: newest })} />}
        <About writing={writing} isFixed={isFixed} onChange={change} />
        <TypesEditor types={writing.types} used={used} onChange={(types) => change({ types })} />
        <Severities severities={writing.severities} onChange={(severities) => change({ severities })} />
        <Panel title="What changed">
          <Field label="In a sentence" help="Everybody reads it in the list of versions.">
            <TextInput value={writing.note} maxLength={2_000} onChange={({ target }) => change({ note: target.value })} />
          </Field>
        </Panel>
        {error && <Complaints complaints={complaintsOf(error)} />}
        <FormActions>
          <Button type="submit" variant="solid" busy={isPending} disabled={gap !== null || isBehind}>
            Publish version {newest + 1}
          </Button>
          <Link to="/p/$slug/taxonomies" params={{ slug }} search={from ? { name: from.name, version: from.version } : {}} className={buttonClass()} title="What you wrote stays in this browser.">
            Leave
          </Link>
          <Button variant="ghost" onClick={startAnew}>
            Start again
          </Button>
          <span role="status" className={styles.quiet}>
            {gap ?? "Queues go on under the version that they name, until you choose this one for them."}
          </span>
        </FormActions>
      </form>
    </Page>
  );
}

function headOf(isFixed: boolean, newest: number, from: Taxonomy | undefined, project: string): { title: string; about: string } {
  const title = from && isFixed ? `Write version ${newest + 1} of ${from.title}` : "Write a taxonomy";
  return { title, about: from ? `from ${from.name} v${from.version}` : project };
}

/** Types that annotations name, as far as this person may know; the server knows all. */
function useUsed(slug: string, name: string | undefined): ReadonlySet<string> {
  const usage = useQuery({ ...usageQuery(slug, name ?? ""), enabled: name !== undefined }).data;
  return new Set(usage ? countsByType(usage).keys() : []);
}

function usePublishing(slug: string, forget: () => void) {
  const { mutate, error, isPending } = usePublish(slug);
  const navigate = useNavigate();
  const toast = useToast();
  const publish = (writing: Writing) =>
    mutate(toSend(writing), {
      onSuccess: ({ name, version }) => {
        forget();
        toast(`${name} v${version} is published`);
        void navigate({ to: "/p/$slug/taxonomies", params: { slug }, search: { name, version } });
      },
    });
  return { publish, error, isPending };
}

interface AboutProps {
  readonly writing: Writing;
  readonly isFixed: boolean;
  readonly onChange: (changes: Partial<Writing>) => void;
}

function About({ writing, isFixed, onChange }: AboutProps) {
  return (
    <Panel title="What it is">
      <div className={styles.form}>
        <div className={styles.pair}>
          <Field label="Title">
            <TextInput value={writing.title} maxLength={120} required onChange={({ target }) => onChange({ title: target.value })} />
          </Field>
          <Field label="Name" help={isFixed ? "It stays: queues and annotations name it." : "Small letters, digits and hyphens; it stays for good."} error={isFixed ? undefined : nameComplaint(writing.name)}>
            <TextInput mono value={writing.name} maxLength={64} required disabled={isFixed} spellCheck={false} autoComplete="off" onChange={({ target }) => onChange({ name: target.value })} />
          </Field>
        </div>
        <Field label="What it is for">
          <TextArea value={writing.description} maxLength={1_000} rows={2} onChange={({ target }) => onChange({ description: target.value })} />
        </Field>
      </div>
    </Panel>
  );
}

function Severities({ severities, onChange }: { severities: readonly string[]; onChange: (severities: string[]) => void }) {
  return (
    <Panel title="Severities" note="in the words of your subject">
      <div className={styles.pair}>
        {severities.map((words, place) => (
          <Field key={place} label={`Severity ${place + 1}${place === 0 ? ", least" : place === 3 ? ", worst" : ""}`}>
            <TextInput value={words} maxLength={120} required onChange={({ target }) => onChange(severities.map((other, at) => (at === place ? target.value : other)))} />
          </Field>
        ))}
      </div>
    </Panel>
  );
}

/** Everything that is wrong, each with its place. */
function Complaints({ title, complaints }: { title?: string; complaints: readonly string[] }) {
  return (
    <Notice role="alert" icon="warning">
      {title !== undefined && <b>{title}</b>}
      {title === undefined && complaints.length === 1 ? (
        complaints[0]
      ) : (
        <ul className={styles.complaints}>
          {complaints.map((complaint) => (
            <li key={complaint}>{complaint}</li>
          ))}
        </ul>
      )}
    </Notice>
  );
}

function Reserved({ name }: { name: string }) {
  return (
    <Notice role="alert" tone="warn" icon="warning">
      {name} is a preset, which means the same everywhere: give yours another name, such as {name.trim()}-ours.
    </Notice>
  );
}

interface BehindProps {
  readonly slug: string;
  readonly writing: Writing;
  readonly newest: number;
  readonly onGoOn: () => void;
}

/** Somebody else published that name meanwhile, or it was there before: what is written here stays. */
function Behind({ slug, writing: { name, basedOn }, newest, onGoOn }: BehindProps) {
  const begun = basedOn === 0 ? "this was begun as a new one" : `this was begun on version ${basedOn}`;
  return (
    <Notice role="alert" tone="warn" icon="warning">
      {newest === 0 ? (
        <>There is no taxonomy {name} any more, and {begun}. </>
      ) : (
        <>
          {name} is at version {newest}, and {begun}.{" "}
          <Link to="/p/$slug/taxonomies" params={{ slug }} search={{ name, version: newest }} target="_blank">
            See that version
          </Link>
          , or take another name, or{" "}
        </>
      )}
      <Button size="small" onClick={onGoOn}>
        publish version {newest + 1} on top of it
      </Button>
    </Notice>
  );
}

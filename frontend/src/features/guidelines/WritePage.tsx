/** Writing the next version: text and preview beside each other, what changed, what it touches, examples. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useDeferredValue, type SubmitEvent } from "react";

import { isApiError } from "../../api/errors";
import { currentGuidelineQuery, type GuidelineVersion } from "../../api/guideline";
import { RuleList } from "../../text";
import { Button, buttonClass } from "../../ui/Button";
import { Checkbox, Field, FormActions, TextArea, TextInput } from "../../ui/Field";
import { Page, Panel } from "../../ui/Page";
import { Loaded, Notice, sentence } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import { ExamplesForm } from "./ExamplesForm";
import styles from "./guidelines.module.css";
import { RulesTouched } from "./RulesTouched";
import { forget, useKept } from "./useKept";
import { usePublish } from "./versions";
import { missing, startFrom, toSend, type Writing } from "./writing";

export function WritePage({ slug, about, protocol }: { slug: string; about: string; protocol: string }) {
  const current = useQuery(currentGuidelineQuery(slug));
  return (
    <Page title="Write the guideline" about={about}>
      <Loaded query={current} failed="The guideline did not arrive">
        {({ guideline }) => <WriteForm slug={slug} protocol={protocol} inForce={guideline} />}
      </Loaded>
    </Page>
  );
}

interface PartProps {
  readonly writing: Writing;
  readonly onChange: (changes: Partial<Writing>) => void;
}

function WriteForm({ slug, protocol, inForce }: { slug: string; protocol: string; inForce: GuidelineVersion | null }) {
  const [writing, setWriting] = useKept(slug, () => startFrom(inForce));
  const change = (changes: Partial<Writing>) => setWriting({ ...writing, ...changes });
  const publishing = usePublishing(slug, inForce);
  const latest = inForce?.version ?? 0;
  const isBehind = writing.basedOn !== latest;
  const gap = missing(writing, inForce);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    publishing.publish(writing);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      {isBehind && <Behind slug={slug} writing={writing} inForce={latest} onGoOn={() => change({ basedOn: latest })} />}
      <TextAndPreview body={writing.body} onChange={(body) => change({ body })} />
      <WhatChanged writing={writing} onChange={change} before={inForce?.body ?? ""} error={publishing.field("summary")} />
      <Examples writing={writing} onChange={change} protocol={protocol} />
      {publishing.error !== null && (
        <Notice role="alert" icon="warning">
          {publishing.error}
        </Notice>
      )}
      <FormActions>
        <Button type="submit" variant="solid" busy={publishing.isPending} disabled={gap !== null || isBehind}>
          Publish version {latest + 1}
        </Button>
        <Leave slug={slug} />
        <span role="status" className={styles.quiet}>
          {gap ?? "It comes into force at once; every annotation names the version that its desk showed."}
        </span>
      </FormActions>
    </form>
  );
}

function WhatChanged({ writing, onChange, before, error }: PartProps & { before: string; error: string | undefined }) {
  return (
    <Panel title="What changed">
      <div className={styles.form}>
        <Field label="In a sentence" help="Everybody reads it in the list of versions." error={error}>
          <TextInput value={writing.summary} maxLength={2_000} onChange={({ target }) => onChange({ summary: target.value })} />
        </Field>
        <RulesTouched writing={writing} before={before} onChange={(toggledRules) => onChange({ toggledRules })} />
        <div className={styles.pair}>
          <Field label="Error types it touches" help="Separated by commas; empty where it touches none in particular.">
            <TextInput value={writing.errorTypes} onChange={({ target }) => onChange({ errorTypes: target.value })} />
          </Field>
          <Field label="Sources it touches" help="Separated by commas, such as gsm8k, math.">
            <TextInput value={writing.sources} onChange={({ target }) => onChange({ sources: target.value })} />
          </Field>
        </div>
      </div>
    </Panel>
  );
}

function Examples({ writing, onChange, protocol }: PartProps & { protocol: string }) {
  return (
    <Panel title="Worked examples">
      <ExamplesForm examples={writing.examples} protocol={protocol} onChange={(examples) => onChange({ examples })} />
      {writing.examples.some(({ isStep }) => isStep) && (
        <Checkbox checked={writing.closesSlots} onChange={({ target }) => onChange({ closesSlots: target.checked })}>
          Hand the trajectories of these examples out to nobody from now on. Otherwise whoever could still be handed one does not see its example.
        </Checkbox>
      )}
    </Panel>
  );
}

function usePublishing(slug: string, inForce: GuidelineVersion | null) {
  const publish = usePublish(slug);
  const navigate = useNavigate();
  const toast = useToast();
  const { error } = publish;
  const field = (name: string) => (isApiError(error) ? error.field(name) : undefined);
  return {
    isPending: publish.isPending,
    field,
    error: error && field("summary") === undefined ? sentence(error) : null,
    publish: (writing: Writing) =>
      publish.mutate(toSend(writing, inForce?.body ?? ""), {
        onSuccess: ({ version }) => {
          forget(slug);
          toast(`Version ${version} is in force`);
          void navigate({ to: "/p/$slug/guideline", params: { slug }, search: version > 1 ? { version, against: version - 1 } : {} });
        },
      }),
  };
}

function TextAndPreview({ body, onChange }: { body: string; onChange: (body: string) => void }) {
  const shown = useDeferredValue(body);
  return (
    <div className={styles.writing}>
      <Panel title="Text">
        <Field label="Guideline, in Markdown" help="A paragraph that begins in **bold**, or a heading, opens a rule. Formulas stand between $ signs.">
          <TextArea className={styles.text} value={body} spellCheck onChange={({ target }) => onChange(target.value)} />
        </Field>
      </Panel>
      <Panel title="As annotators read it">
        <div className={styles.preview}>{shown.trim() === "" ? <p className={styles.quiet}>Nothing is written yet.</p> : <RuleList body={shown} isLarge />}</div>
      </Panel>
    </div>
  );
}

interface BehindProps {
  readonly slug: string;
  readonly writing: Writing;
  readonly inForce: number;
  readonly onGoOn: () => void;
}

/** Somebody else published meanwhile: what is written here stays, and is published on top once its writer has looked. */
function Behind({ slug, writing, inForce, onGoOn }: BehindProps) {
  return (
    <Notice role="alert" tone="warn" icon="warning">
      Version {inForce} came into force while you wrote on {writing.basedOn === 0 ? "an empty page" : `version ${writing.basedOn}`}.{" "}
      <Link to="/p/$slug/guideline" params={{ slug }} search={{ version: inForce, ...(writing.basedOn > 0 && { against: writing.basedOn }) }} target="_blank">
        See what it changed
      </Link>
      , carry over what should stay, and{" "}
      <Button size="small" onClick={onGoOn}>
        go on on top of version {inForce}
      </Button>
    </Notice>
  );
}

function Leave({ slug }: { slug: string }) {
  return (
    <Link to="/p/$slug/guideline" params={{ slug }} className={buttonClass()} title="What you wrote stays in this browser.">
      Leave
    </Link>
  );
}

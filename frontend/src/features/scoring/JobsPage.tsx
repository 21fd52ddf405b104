/** Score runs with where they stand, and the scorers of the project; for managers also the ways to change both. */
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { projectQuery } from "../../api/session";
import { CommandButton } from "../../ui/Button";
import { Page, Panel } from "../../ui/Page";
import { EmptyState, Loaded } from "../../ui/States";
import { usePageTitle } from "../../ui/usePageTitle";
import { AddScorerDialog } from "./AddScorerDialog";
import { CancelDialog } from "./CancelDialog";
import { RunList } from "./RunList";
import { runsQuery, scorersQuery } from "./runs";
import { ScorerTable } from "./ScorerTable";
import { StartRunDialog } from "./StartRunDialog";
import { useJobs, type Jobs } from "./useJobs";

export function JobsPage() {
  const { slug } = useParams({ from: "/signed-in/p/$slug/jobs" });
  const project = useSuspenseQuery(projectQuery(slug)).data;
  usePageTitle(`Jobs · ${project.name}`);
  if (!project.rights.sees_before_submitting) return <NotForThem />;
  return <AllJobs key={slug} slug={slug} name={project.name} mayScore={project.rights.may_score} />;
}

/** What lies over the page: nothing, the form of a run (for this scorer), or the form of a scorer. */
type Form = { readonly kind: "run"; readonly scorer?: string } | { readonly kind: "scorer" } | null;

function AllJobs({ slug, name, mayScore }: { slug: string; name: string; mayScore: boolean }) {
  const [form, setForm] = useState<Form>(null);
  const runs = useQuery(runsQuery(slug));
  const scorers = useQuery(scorersQuery(slug));
  const jobs = useJobs({ slug, runs: runs.data?.results ?? [], mayScore, onStart: () => setForm({ kind: "run" }), onAdd: () => setForm({ kind: "scorer" }) });
  const close = () => setForm(null);
  return (
    <Page title="Jobs" about={name} actions={<CommandButton command="jobs.start" icon="plus" variant="solid" />}>
      <Panel title="Score runs" note="the latest twenty">
        <Loaded query={runs} failed="The score runs did not arrive">
          {({ results }) => (results.length === 0 ? <NoRuns /> : <RunList slug={slug} runs={results} jobs={jobs} mayScore={mayScore} />)}
        </Loaded>
      </Panel>
      <Panel title="Scorers" actions={<CommandButton command="jobs.add" icon="plus" />}>
        <Loaded query={scorers} failed="The scorers did not arrive">
          {({ results }) => <ScorerTable scorers={results} />}
        </Loaded>
      </Panel>
      <Cancelling jobs={jobs} />
      {form?.kind === "run" && <StartRunDialog slug={slug} first={form.scorer} onClose={close} />}
      {form?.kind === "scorer" && <AddScorerDialog slug={slug} onClose={close} onAdded={(scorer) => setForm({ kind: "run", scorer })} />}
    </Page>
  );
}

function Cancelling({ jobs }: { jobs: Jobs }) {
  if (jobs.cancelling === null) return null;
  return <CancelDialog run={jobs.cancelling} busy={jobs.isBusy} onCancel={jobs.confirmCancel} onClose={jobs.keep} />;
}

function NoRuns() {
  return (
    <EmptyState title="Nothing was scored yet" action={<CommandButton command="jobs.start" icon="plus" variant="solid" />}>
      A run has one scorer judge the trajectories that it has not judged yet. Runs from the shell and imports of rewards stand here too.
    </EmptyState>
  );
}

function NotForThem() {
  return (
    <Page title="Jobs" width="text">
      <Panel>
        <EmptyState title="Only reviewers and managers see score runs">What scorers say stays hidden from whoever labels, so that the labels are their own.</EmptyState>
      </Panel>
    </Page>
  );
}

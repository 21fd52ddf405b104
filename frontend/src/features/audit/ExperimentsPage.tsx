/** What an anchoring experiment found: labels, time and agreement in both arms, each with n and its interval. */
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";

import { projectQuery } from "../../api/session";
import { CountProposals } from "../../ui/CountProposals";
import { Page, Panel } from "../../ui/Page";
import { Select } from "../../ui/Select";
import { EmptyState, Loaded } from "../../ui/States";
import { usePageTitle } from "../../ui/usePageTitle";
import { EVIDENCE, experimentsQuery, resultQuery, type Experiment, type ExperimentResult, type ExperimentSearch } from "./experiments";
import { ComparisonTable } from "./ComparisonTable";
import styles from "./audit.module.css";

const ADDRESS = "/signed-in/p/$slug/experiments";

export function ExperimentsPage() {
  const { slug } = useParams({ from: ADDRESS });
  const project = useSuspenseQuery(projectQuery(slug)).data;
  usePageTitle(`Experiments · ${project.name}`);
  if (!project.rights.sees_before_submitting) return <NotForThem />;
  return <Experiments slug={slug} name={project.name} />;
}

function Experiments({ slug, name }: { slug: string; name: string }) {
  const search = useSearch({ from: ADDRESS });
  const navigate = useNavigate();
  const experiments = useQuery(experimentsQuery(slug));
  const change = (news: ExperimentSearch) => void navigate({ to: "/p/$slug/experiments", params: { slug }, search: { ...search, ...news }, replace: true });
  return (
    <Page title="Experiments" about={name}>
      <Loaded query={experiments} failed="The experiments did not arrive">
        {({ results }) => {
          const chosen = results.find(({ queue_id: id }) => id === search.queue) ?? results[0];
          if (!chosen) return <NoExperiments />;
          return (
            <>
              {results.length > 1 && <QueueChoice experiments={results} chosen={chosen} onChange={(queue) => change({ queue, channel: undefined })} />}
              <Result slug={slug} experiment={chosen} search={search} onChange={change} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function QueueChoice({ experiments, chosen, onChange }: { experiments: readonly Experiment[]; chosen: Experiment; onChange: (queue: number) => void }) {
  const options = experiments.map(({ queue_id: id, name }) => ({ value: String(id), label: name }));
  return <Select label="Queue" value={String(chosen.queue_id)} options={options} onChange={(value) => onChange(Number(value))} className={styles.choice} />;
}

interface ResultProps {
  readonly slug: string;
  readonly experiment: Experiment;
  readonly search: ExperimentSearch;
  readonly onChange: (news: ExperimentSearch) => void;
}

function Result({ slug, experiment, search, onChange }: ResultProps) {
  const found = useQuery(resultQuery(slug, experiment.queue_id, search));
  const count = (isCounted: boolean) => onChange({ proposals: isCounted || undefined });
  return (
    <Loaded query={found} failed="The result did not arrive">
      {(result) => (
        <Panel title={experiment.name} note={drawn(experiment)} actions={<ScorerChoice result={result} onChannel={(channel) => onChange({ channel })} />}>
          <CountProposals count={result.proposals} isChosen={search.proposals ?? false} isCounted={result.with_proposals} onChange={count} why="what somebody would have labelled by hand" />
          <ComparisonTable result={result} />
          <Small result={result} />
        </Panel>
      )}
    </Loaded>
  );
}

function drawn({ evidence, shown_percent: percent, seed }: Experiment): string {
  return `${percent} % of the slots are shown ${EVIDENCE[evidence]}, drawn with seed ${seed}`;
}

function ScorerChoice({ result: { scorer, scorers }, onChannel }: { result: ExperimentResult; onChannel: (channel: number) => void }) {
  if (!scorer) return null;
  const options = scorers.map(({ channel_id: id, name, threshold }) => ({ value: String(id), label: name, hint: `incorrect below ${threshold}` }));
  return <Select label="Scorer to compare with" value={String(scorer.channel_id)} options={options} onChange={(value) => onChannel(Number(value))} className={styles.scorer} />;
}

/** What is not in the table, and how the intervals were made. */
function Small({ result }: { result: ExperimentResult }) {
  const left = [
    result.without_arm > 0 && `${result.without_arm} claimed before the queue was randomised`,
    result.uncontrolled > 0 && `${result.uncontrolled} by people who may have seen it elsewhere, in either arm`,
    result.hidden_from_you > 0 && `${result.hidden_from_you} of trajectories that you are blind to now`,
  ].filter(Boolean);
  return (
    <p className={styles.small}>
      Arms are compared as they were drawn, whatever their annotators looked at, by labels given by hand{result.with_proposals && " and accepted proposals"}. Intervals are {"95\u00a0%"}, from {result.replicates.toLocaleString()} bootstrap
      replicates over trajectories. Left out: {left.length === 0 ? "nothing" : left.join(", ")}.{" "}
      {result.reveals > 0 && `${result.reveals} were looked at before the time to undo was over.`}
    </p>
  );
}

function NoExperiments() {
  return (
    <Panel>
      <EmptyState title="No queue runs an experiment">
        Randomise the rewards, the reference answer or colleagues’ labels of a queue: half of its slots are then shown them, and this page compares what people say.
      </EmptyState>
    </Panel>
  );
}

function NotForThem() {
  return (
    <Page title="Experiments" width="text">
      <Panel>
        <EmptyState title="Only reviewers and managers read experiments">They compare what annotators said, and annotators label blind.</EmptyState>
      </Panel>
    </Page>
  );
}

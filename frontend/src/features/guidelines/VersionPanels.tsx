/** One version: its rules, or what changed since another; what it touches; its worked examples. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import type { GuidelineVersion } from "../../api/guideline";
import type { Project } from "../../api/types";
import { ExampleList, RuleList } from "../../text";
import { Badge } from "../../ui/Badge";
import { Panel } from "../../ui/Page";
import { Select } from "../../ui/Select";
import { Loaded } from "../../ui/States";
import { minute } from "../../ui/time";
import { DifferenceView } from "./DifferenceView";
import styles from "./guidelines.module.css";
import { RequeuePanel } from "./RequeuePanel";
import { useLabelNames } from "./useLabelNames";
import { differenceQuery, versionQuery, type Head } from "./versions";

interface VersionPanelsProps {
  readonly project: Project;
  readonly head: Head;
  readonly versions: readonly Head[];
  readonly against: number | undefined;
}

export function VersionPanels({ project, head, versions, against }: VersionPanelsProps) {
  const { slug } = project;
  const version = useQuery(versionQuery(slug, head.version));
  const compared = versions.some((other) => other.version === against && other.version !== head.version) ? against : undefined;
  const choice = <Against slug={slug} head={head} versions={versions} against={compared} />;
  return (
    <>
      <Panel title={`Version ${head.version}`} note={`${head.author ?? "from the shell"}, ${minute(head.created_at)}`} actions={choice}>
        <Said head={head} />
        {compared === undefined ? (
          <Loaded query={version} failed="The version did not arrive">
            {({ body }) => <RuleList body={body} isLarge />}
          </Loaded>
        ) : (
          <Compared slug={slug} version={head.version} against={compared} />
        )}
      </Panel>
      {project.rights.sees_before_submitting && <RequeuePanel project={project} head={head} isInForce={head.version === versions[0]?.version} />}
      <Loaded query={version} failed="The examples did not arrive" skeleton={null}>
        {(loaded) => <Examples version={loaded} protocol={project.protocol} />}
      </Loaded>
    </>
  );
}

function Said({ head: { summary, touches } }: { head: Head }) {
  const parts = [
    ["Rules", touches.rules],
    ["Error types", touches.error_types],
    ["Sources", touches.sources],
  ] as const;
  const touched = parts.filter(([, names]) => names.length > 0);
  if (summary === "" && touched.length === 0) return null;
  return (
    <dl className={styles.said}>
      {summary !== "" && (
        <div>
          <dt>What changed</dt>
          <dd>{summary}</dd>
        </div>
      )}
      {touched.map(([name, names]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{names.join(", ")}</dd>
        </div>
      ))}
    </dl>
  );
}

function Against({ slug, head, versions, against }: { slug: string; head: Head; versions: readonly Head[]; against: number | undefined }) {
  const navigate = useNavigate();
  const others = versions.filter(({ version }) => version !== head.version);
  if (others.length === 0) return null;
  const options = [{ value: NOTHING, label: "As it reads" }, ...others.map(({ version }) => ({ value: String(version), label: `Since version ${version}` }))];
  const choose = (value: string) =>
    void navigate({ to: "/p/$slug/guideline", params: { slug }, search: { version: head.version, ...(value !== NOTHING && { against: Number(value) }) }, resetScroll: false });
  return <Select className={styles.against} label="What is shown" value={against === undefined ? NOTHING : String(against)} onChange={choose} options={options} />;
}

/** A select cannot choose an empty value. */
const NOTHING = "text";

function Compared({ slug, version, against }: { slug: string; version: number; against: number }) {
  const difference = useQuery(differenceQuery(slug, version, against));
  return (
    <Loaded query={difference} failed="The comparison did not arrive">
      {(found) => <DifferenceView difference={found} />}
    </Loaded>
  );
}

function Examples({ version, protocol }: { version: GuidelineVersion; protocol: string }) {
  const nameOf = useLabelNames(protocol);
  if (version.examples.length === 0) return null;
  return (
    <Panel title="Worked examples" note={`${version.examples.length}`}>
      <ExampleList examples={version.examples} nameOf={nameOf} actions={({ waiting }) => (waiting !== null && waiting > 0 ? <Waiting count={waiting} /> : null)} />
    </Panel>
  );
}

function Waiting({ count }: { count: number }) {
  return (
    <span title="Whoever could still be handed the trajectory does not see the label of this example until then.">
      <Badge tone="warn">{count === 1 ? "1 slot still open" : `${count} slots still open`}</Badge>
    </span>
  );
}

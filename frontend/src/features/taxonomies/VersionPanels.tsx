/** One version: what it is for, its types with how often each was said, severities, and the queues that go by it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import type { Project } from "../../api/types";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Menu } from "../../ui/Menu";
import { Panel } from "../../ui/Page";
import { minute } from "../../ui/time";
import { countsByType, fileUrl, usageQuery, type FileKind, type Taxonomy, type Usage } from "./taxonomies";
import styles from "./taxonomies.module.css";
import { TypeTable } from "./TypeTable";

interface VersionPanelsProps {
  readonly project: Project;
  readonly shown: Taxonomy;
  /** The newest version of that name. */
  readonly newest: number;
}

export function VersionPanels({ project: { slug, rights }, shown, newest }: VersionPanelsProps) {
  const usage = useQuery({ ...usageQuery(slug, shown.name), enabled: rights.sees_before_submitting }).data;
  return (
    <>
      <Panel title={shown.title} note={<code>{`${shown.name} v${shown.version}`}</code>} actions={<FileMenu slug={slug} shown={shown} />}>
        <About shown={shown} newest={newest} usage={usage} />
        <TypeTable taxonomy={shown} counts={usage && countsByType(usage, shown.version)} everywhere={usage && newest > 1 ? countsByType(usage) : undefined} />
        {usage && <p className={styles.small}>Counts are of submitted annotations of trajectories that you are not blind to; drafts are not in them.</p>}
      </Panel>
      <Panel title="Severities" note="what 1 (least) to 4 (worst) mean">
        <ol className={styles.severities}>
          {shown.severities.map((words, place) => (
            <li key={place}>
              <b>{place + 1}</b> {words}
            </li>
          ))}
        </ol>
      </Panel>
      {usage && <Queues slug={slug} usage={usage} version={shown.version} newest={newest} />}
    </>
  );
}

function About({ shown, newest, usage }: { shown: Taxonomy; newest: number; usage: Usage | undefined }) {
  const under = usage?.annotations.find(({ version }) => version === shown.version)?.count ?? 0;
  const facts: (readonly [string, string])[] = [];
  if (!shown.is_preset) facts.push(["What changed", shown.note === "" ? "Nothing was said about it." : shown.note]);
  if (shown.created_at !== null) facts.push(["Published", `${minute(shown.created_at)}, ${shown.author ?? "from the shell"}`]);
  if (usage) facts.push(["Annotations", `${under.toLocaleString()} under this version`]);
  return (
    <>
      {shown.description !== "" && <p className={styles.description}>{shown.description}</p>}
      {shown.version < newest && (
        <p className={styles.description}>
          <Badge icon="clock">Version {newest} is newer</Badge>
        </p>
      )}
      {facts.length > 0 && (
        <dl className={styles.said}>
          {facts.map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

function FileMenu({ slug, shown }: { slug: string; shown: Taxonomy }) {
  const take = (kind: FileKind) => () => window.location.assign(fileUrl(slug, shown, kind));
  return (
    <Menu
      align="end"
      items={[
        { label: "As TOML", hint: "to read and edit", onSelect: take("toml") },
        { label: "As JSON", hint: "as the API has it", onSelect: take("json") },
      ]}
      trigger={
        <Button size="small" icon="download">
          Download
        </Button>
      }
    />
  );
}

function Queues({ slug, usage: { queues }, version, newest }: { slug: string; usage: Usage; version: number; newest: number }) {
  return (
    <Panel title="Queues that go by it" note="chosen in the form of a queue">
      {queues.length === 0 ? (
        <p className={styles.quiet}>
          None. <Link to="/p/$slug/queues" params={{ slug }}>Choose it for a queue</Link>: its annotators are offered these types then.
        </p>
      ) : (
        <ul className={styles.queues}>
          {queues.map((queue) => (
            <li key={queue.id}>
              <Link to="/p/$slug/queues" params={{ slug }} search={{ queue: queue.id }}>
                {queue.name}
              </Link>
              <span className={styles.quiet}>
                version {queue.version}
                {queue.version === version ? ", this one" : ""}
              </span>
              {queue.version < newest && <Badge icon="clock">older</Badge>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

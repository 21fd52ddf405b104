/** One project in the list: what it is, who one is in it, and how far it has come. */
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { projectsQuery } from "../../api/session";
import { endTutorial } from "../../api/tutorial";
import type { ProjectList } from "../../api/types";
import { Badge } from "../../ui/Badge";
import { buttonClass } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Progress } from "../../ui/Progress";
import { useToast } from "../../ui/Toast";
import styles from "./projects.module.css";
import { roleName } from "./roles";

type Project = ProjectList["results"][number];

export function ProjectCard({ project }: { project: Project }) {
  const { slug, name, description, role, protocol_title: protocol, trajectory_count: count, running } = project;
  return (
    <li className={styles.card}>
      <header className={styles.cardHead}>
        <h2 className={styles.cardTitle}>
          {/* Its ::after covers the card: the whole of it can be pressed, and a screen reader hears one link. */}
          <Link to="/p/$slug/trajectories" params={{ slug }} className={styles.cover}>
            {name}
          </Link>
        </h2>
        {slug !== name && <code className={styles.slug}>{slug}</code>}
        <span className={styles.grow} />
        <Badge>{roleName(role)}</Badge>
      </header>
      {description !== "" && <p className={styles.description}>{description}</p>}
      <p className={styles.facts}>
        <span>{protocol}</span>
        <span>
          {count.toLocaleString()} {count === 1 ? "trajectory" : "trajectories"}
        </span>
        {running > 0 && (
          <Badge icon="clock">
            {running} score {running === 1 ? "run" : "runs"} under way
          </Badge>
        )}
      </p>
      <Newcomer project={project} />
      <footer className={styles.cardFoot}>
        <Labelled project={project} />
        <NextStep project={project} />
      </footer>
    </li>
  );
}

function Labelled({ project: { wanted, submitted } }: { project: Project }) {
  if (wanted === 0) return <span className={styles.quiet}>Nothing to label yet</span>;
  return (
    <span className={styles.labelled}>
      <Progress label="Labelled" value={submitted / wanted} width="100%" />
      <span>
        <b>{submitted.toLocaleString()}</b> of {wanted.toLocaleString()} submitted
      </span>
    </span>
  );
}

/** An annotator who has not labelled before is led to the tutorial first, once. */
function Newcomer({ project: { slug, role, tutorial } }: { project: Project }) {
  const queryClient = useQueryClient();
  const toast = useToast();
  if (role !== "ANNOTATOR" || tutorial?.ending !== null) return null;
  const skip = () =>
    void endTutorial(slug, "SKIPPED")
      .then(() => queryClient.invalidateQueries(projectsQuery))
      .catch(() => toast("The server did not answer, so it is offered again. Try once more."));
  return (
    <p className={styles.newcomer}>
      <Icon name="keyboard" size={15} />
      <span>New here?</span>
      <Link to="/p/$slug/tutorial" params={{ slug }}>
        {tutorial.title} in {tutorial.minutes} minutes
      </Link>
      <button type="button" className={styles.skip} onClick={skip} aria-label="Skip the tutorial">
        Skip
      </button>
    </p>
  );
}

/** An empty project has nothing to label; whoever may fill it is led to that. */
function NextStep({ project: { slug, name, wanted, rights } }: { project: Project }) {
  if (wanted > 0 && rights.may_label) {
    return (
      <Link to="/p/$slug/label" params={{ slug }} className={buttonClass()} aria-label={`Label in ${name}`}>
        Label
      </Link>
    );
  }
  if (wanted > 0 || !rights.may_import) return null;
  return (
    <Link to="/p/$slug/import" params={{ slug }} className={buttonClass()} aria-label={`Import into ${name}`}>
      Import
    </Link>
  );
}

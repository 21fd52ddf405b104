/** The projects that somebody belongs to, and the way to make one. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { projectsQuery } from "../../api/session";
import type { ProjectList } from "../../api/types";
import { Button } from "../../ui/Button";
import { Page } from "../../ui/Page";
import { EmptyState, Loaded } from "../../ui/States";
import { usePageTitle } from "../../ui/usePageTitle";
import { NewProjectDialog } from "./NewProjectDialog";
import { ProjectCard } from "./ProjectCard";
import styles from "./projects.module.css";

export function ProjectsPage() {
  usePageTitle("Projects");
  const projects = useQuery({ ...projectsQuery, staleTime: 0 });
  const [making, setMaking] = useState(false);
  const mayCreate = projects.data?.may_create === true;
  const make = mayCreate ? (
    <Button icon="plus" variant="solid" onClick={() => setMaking(true)}>
      New project
    </Button>
  ) : undefined;
  const isEmpty = projects.data?.results.length === 0;
  return (
    <Page title="Projects" actions={isEmpty ? undefined : make}>
      <Loaded query={projects} failed="Your projects did not arrive">
        {({ results }) => (isEmpty ? <NoProjects make={make} /> : <Cards projects={results} />)}
      </Loaded>
      {making && <NewProjectDialog onClose={() => setMaking(false)} />}
    </Page>
  );
}

function Cards({ projects }: { projects: ProjectList["results"] }) {
  return (
    <ul className={styles.cards}>
      {projects.map((project) => (
        <ProjectCard key={project.slug} project={project} />
      ))}
    </ul>
  );
}

function NoProjects({ make }: { make: React.ReactNode }) {
  if (make === undefined) {
    return (
      <EmptyState title="You are in no project yet">
        Ask the manager of a project to add you, or site staff to make a project for you. Tell them the name that you sign in with.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No projects yet" action={make}>
      A project holds trajectories, the people who label them, and what they are asked. Make one, then import a file.
    </EmptyState>
  );
}

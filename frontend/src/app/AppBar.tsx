/** The bar of ordinary pages: where one is, where one can go, and oneself. */
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";

import { projectQuery, projectsQuery, sessionQuery } from "../api/session";
import type { Project } from "../api/types";
import { useCommand } from "../keyboard";
import { Bar, BarLine, BarMark, BarSpace, BarTools } from "../ui/Bar";
import { Icon } from "../ui/Icon";
import { CommandKbd } from "../ui/Kbd";
import { Menu } from "../ui/Menu";
import styles from "./AppBar.module.css";
import { pagesFor } from "./pages";
import { useSignOut } from "./useSignOut";

export function AppBar() {
  const { slug } = useParams({ strict: false });
  const { data: project } = useQuery({ ...projectQuery(slug ?? ""), enabled: slug !== undefined });
  return (
    <Bar>
      <BarMark />
      {project && (
        <>
          <BarLine />
          <ProjectSwitcher current={project} />
          <nav className={styles.tabs} aria-label="Pages of the project">
            {pagesFor(project.rights)
              .filter(({ isAside }) => !isAside)
              .map(({ to, name }) => (
                <Link key={to} to={to} params={{ slug: project.slug }} className={styles.tab} activeProps={{ "aria-current": "page" }}>
                  {name}
                </Link>
              ))}
          </nav>
        </>
      )}
      <BarSpace />
      <JumpButton />
      <BarTools />
      <AccountMenu />
    </Bar>
  );
}

function ProjectSwitcher({ current }: { current: Project }) {
  const navigate = useNavigate();
  const [opened, setOpened] = useState(false);
  const projects = useQuery({ ...projectsQuery, enabled: opened }).data?.results ?? [current];
  const items = projects.map(({ slug, name }) => ({
    label: name,
    current: slug === current.slug,
    onSelect: () => void navigate({ to: "/p/$slug/trajectories", params: { slug } }),
  }));
  const all = { label: "All projects", icon: "grid", onSelect: () => void navigate({ to: "/projects" }) } as const;
  return (
    <Menu
      onOpenChange={setOpened}
      items={[...items, "---", all]}
      trigger={
        <button type="button" className={styles.switcher} aria-label={`Project ${current.name}, change`}>
          <span>{current.name}</span>
          <Icon name="chevron-down" />
        </button>
      }
    />
  );
}

function JumpButton() {
  const command = useCommand("jump.open");
  return (
    // Its words are its name; where they are not shown, the title is.
    <button type="button" className={styles.jump} onClick={command?.run} title="Do something by name, or go to a page or trajectory">
      <Icon name="search" />
      <span>Jump to…</span>
      <CommandKbd id="jump.open" />
    </button>
  );
}

function AccountMenu() {
  const { user } = useSuspenseQuery(sessionQuery).data;
  const navigate = useNavigate();
  const signOut = useSignOut();
  if (!user) return null;
  const name = user.display_name || user.username;
  return (
    <Menu
      align="end"
      items={[
        name,
        { label: "Account", icon: "key", hint: "password, tokens, keys", onSelect: () => void navigate({ to: "/account" }) },
        { label: "Sign out", icon: "sign-out", onSelect: signOut },
      ]}
      trigger={
        <button type="button" className={styles.avatar} aria-label={`${initials(name)}, account of ${name}`}>
          {initials(name)}
        </button>
      }
    />
  );
}

function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? `${words[0]?.[0] ?? ""}${words[words.length - 1]?.[0] ?? ""}` : name.slice(0, 2);
  return letters.toUpperCase();
}

/** Taxonomies: every version with its types and how often each was said; written here by managers. */
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";

import { projectQuery } from "../../api/session";
import type { Project } from "../../api/types";
import { useCommands } from "../../keyboard";
import { CommandButton } from "../../ui/Button";
import { cx } from "../../ui/cx";
import { Page, Panel } from "../../ui/Page";
import { Loaded } from "../../ui/States";
import { fromNow, minute } from "../../ui/time";
import { usePageTitle } from "../../ui/usePageTitle";
import type { TaxonomiesSearch } from "./search";
import { newestOf, taxonomiesQuery, type Taxonomy } from "./taxonomies";
import styles from "./taxonomies.module.css";
import { VersionPanels } from "./VersionPanels";
import { WritePage } from "./WritePage";

const route = getRouteApi("/signed-in/p/$slug/taxonomies");

export function TaxonomiesPage() {
  const { slug } = route.useParams();
  const search = route.useSearch();
  const project = useSuspenseQuery(projectQuery(slug)).data;
  const taxonomies = useQuery(taxonomiesQuery(slug));
  usePageTitle(`Taxonomies · ${project.name}`);
  const isWriting = search.write === true && project.rights.may_manage_queues;
  return (
    <Loaded query={taxonomies} failed="The taxonomies did not arrive">
      {({ results }) => {
        const shown = shownOf(results, search);
        if (isWriting) return <WritePage key={`${search.name ?? ""}@${search.version ?? ""}`} project={project} all={results} from={search.name === undefined ? undefined : shown} />;
        return shown ? <ReadPage project={project} all={results} shown={shown} /> : null;
      }}
    </Loaded>
  );
}

function shownOf(all: readonly Taxonomy[], { name, version }: TaxonomiesSearch): Taxonomy | undefined {
  const named = all.filter((one) => one.name === name);
  return named.find((one) => one.version === version) ?? named[0] ?? all.find(({ is_preset: isPreset }) => !isPreset) ?? all[0];
}

function ReadPage({ project, all, shown }: { project: Project; all: readonly Taxonomy[]; shown: Taxonomy }) {
  const { slug, rights } = project;
  const navigate = useNavigate();
  const go = (search: TaxonomiesSearch, replace = false) => void navigate({ to: "/p/$slug/taxonomies", params: { slug }, search, replace });
  // As they stand in the list.
  const listed = [...all.filter((one) => !one.is_preset), ...all.filter((one) => one.is_preset)];
  const step = (by: 1 | -1) => () => {
    const next = listed[listed.indexOf(shown) + by];
    if (next) go({ name: next.name, version: next.version }, true);
  };
  useCommands([
    { id: "taxonomies.next", title: "Next version", group: "Taxonomies", keys: ["j", "ArrowDown"], run: step(1), repeats: true },
    { id: "taxonomies.previous", title: "Previous version", group: "Taxonomies", keys: ["k", "ArrowUp"], run: step(-1), repeats: true },
    ...(rights.may_manage_queues
      ? [
          { id: "taxonomies.write", title: shown.is_preset ? "Make your own from it" : "Write the next version", group: "Taxonomies", keys: ["e"], run: () => go({ name: shown.name, version: shown.version, write: true }) },
          { id: "taxonomies.new", title: "Begin with nothing, or a file", group: "Taxonomies", keys: ["n"], run: () => go({ write: true }) },
        ]
      : []),
  ]);
  return (
    <Page
      title="Taxonomies"
      about={`error types of ${project.name}`}
      actions={
        <div className={styles.buttons}>
          <CommandButton command="taxonomies.new" />
          <CommandButton command="taxonomies.write" icon="plus" variant="solid" />
        </div>
      }
    >
      <div className={styles.columns}>
        <Versions slug={slug} all={all} shown={shown} />
        <div className={styles.main}>
          <VersionPanels key={`${shown.name}@${shown.version}`} project={project} shown={shown} newest={newestOf(all, shown.name)} />
        </div>
      </div>
    </Page>
  );
}

function Versions({ slug, all, shown }: { slug: string; all: readonly Taxonomy[]; shown: Taxonomy }) {
  const own = all.filter(({ is_preset: isPreset }) => !isPreset);
  const presets = all.filter(({ is_preset: isPreset }) => isPreset);
  return (
    <aside className={styles.aside}>
      <Panel title="Your own">
        {own.length === 0 ? <p className={styles.quiet}>None yet. Begin one from a preset: you can add, rename and retire types in it.</p> : <VersionList slug={slug} versions={own} shown={shown} />}
      </Panel>
      <Panel title="Presets">
        <VersionList slug={slug} versions={presets} shown={shown} />
      </Panel>
    </aside>
  );
}

function VersionList({ slug, versions, shown }: { slug: string; versions: readonly Taxonomy[]; shown: Taxonomy }) {
  return (
    <ol className={styles.versions}>
      {versions.map((one) => (
        <li key={`${one.name}@${one.version}`}>
          <Link
            to="/p/$slug/taxonomies"
            params={{ slug }}
            search={{ name: one.name, version: one.version }}
            className={cx(styles.version, one === shown && styles.shown)}
            aria-current={one === shown ? "page" : undefined}
          >
            <span className={styles.versionHead}>
              <b>{one.title}</b> <code className={styles.quiet}>{one.name} v{one.version}</code>
            </span>
            {!one.is_preset && <span className={styles.summary}>{one.note === "" ? "Nothing was said about it." : one.note}</span>}
            {one.created_at !== null && (
              <span className={styles.quiet}>
                {one.author ?? "from the shell"} · <time dateTime={one.created_at} title={minute(one.created_at)}>{fromNow(one.created_at)}</time>
              </span>
            )}
          </Link>
        </li>
      ))}
    </ol>
  );
}

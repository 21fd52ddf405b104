/** The guideline: read by everybody, with its examples and its history; written here by managers. */
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";

import { projectQuery } from "../../api/session";
import type { Project } from "../../api/types";
import { buttonClass } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Page, Panel } from "../../ui/Page";
import { EmptyState, Loaded } from "../../ui/States";
import { usePageTitle } from "../../ui/usePageTitle";
import styles from "./guidelines.module.css";
import { History } from "./History";
import { ReportPage } from "./ReportPage";
import type { GuidelineSearch } from "./search";
import { VersionPanels } from "./VersionPanels";
import { versionsQuery, type Head } from "./versions";
import { WritePage } from "./WritePage";

const route = getRouteApi("/signed-in/p/$slug/guideline");

export function GuidelinePage() {
  const { slug } = route.useParams();
  const search = route.useSearch();
  const project = useSuspenseQuery(projectQuery(slug)).data;
  usePageTitle(`Guideline · ${project.name}`);
  if (search.write && project.rights.may_write_guideline) return <WritePage key={slug} slug={slug} about={project.name} protocol={project.protocol} />;
  if (search.report !== undefined && project.rights.sees_before_submitting) return <ReportPage key={search.report} slug={slug} id={search.report} about={project.name} />;
  return <ReadPage key={slug} project={project} search={search} />;
}

function ReadPage({ project, search }: { project: Project; search: GuidelineSearch }) {
  const { slug, rights } = project;
  const versions = useQuery(versionsQuery(slug));
  const isEmpty = versions.data?.results.length === 0;
  const write = rights.may_write_guideline && <WriteLink slug={slug} isFirst={isEmpty} />;
  return (
    <Page title="Guideline" about={project.name} actions={isEmpty ? undefined : write}>
      <Loaded query={versions} failed="The guideline did not arrive">
        {({ results }) => (results.length === 0 ? <NoGuideline action={write} /> : <Versions project={project} versions={results} search={search} />)}
      </Loaded>
    </Page>
  );
}

function Versions({ project, versions, search }: { project: Project; versions: readonly Head[]; search: GuidelineSearch }) {
  const shown = versions.find(({ version }) => version === search.version) ?? versions[0];
  if (!shown) return null;
  return (
    <div className={styles.columns}>
      <div className={styles.main}>
        <VersionPanels key={shown.version} project={project} head={shown} versions={versions} against={search.against} />
      </div>
      <History slug={project.slug} versions={versions} shown={shown.version} />
    </div>
  );
}

function WriteLink({ slug, isFirst }: { slug: string; isFirst: boolean }) {
  return (
    <Link to="/p/$slug/guideline" params={{ slug }} search={{ write: true }} className={buttonClass({ variant: "solid" })} data-on-ink="">
      <Icon name="plus" />
      {isFirst ? "Write the guideline" : "Write the next version"}
    </Link>
  );
}

function NoGuideline({ action }: { action: React.ReactNode }) {
  return (
    <Panel>
      <EmptyState title="This project has no guideline yet" action={action}>
        It says what each label means, where the first error is and what to do after it. It stands beside the work, and every label names the version under which it was given.
      </EmptyState>
    </Panel>
  );
}

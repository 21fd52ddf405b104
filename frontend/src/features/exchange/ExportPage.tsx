/** Taking labels out: what, whose, of which trajectories; what it comes to, and the file. */
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";

import { projectQuery } from "../../api/session";
import { Page, Panel } from "../../ui/Page";
import { EmptyState } from "../../ui/States";
import { usePageTitle } from "../../ui/usePageTitle";
import { ExportForm } from "./ExportForm";
import { ExportResult } from "./ExportResult";
import { previewQuery } from "./exports";
import { exportSearch, type ExportSearch } from "./search";

const ADDRESS = "/signed-in/p/$slug/export";

export function ExportPage() {
  const { slug } = useParams({ from: ADDRESS });
  const project = useSuspenseQuery(projectQuery(slug)).data;
  usePageTitle(`Export · ${project.name}`);
  if (!project.rights.may_export) return <NotForThem />;
  return <Export key={slug} slug={slug} name={project.name} />;
}

function Export({ slug, name }: { slug: string; name: string }) {
  const search = useSearch({ from: ADDRESS });
  const navigate = useNavigate();
  const preview = useQuery(previewQuery(slug, search));
  const change = (news: ExportSearch) =>
    void navigate({ to: "/p/$slug/export", params: { slug }, search: exportSearch({ ...search, ...news }), replace: true });
  return (
    <Page title="Export" about={name} width="text">
      <ExportForm search={search} preview={preview} onChange={change} />
      <ExportResult slug={slug} search={search} preview={preview} />
    </Page>
  );
}

function NotForThem() {
  return (
    <Page title="Export" width="text">
      <Panel>
        <EmptyState title="Only reviewers and managers export labels">Annotators label blind, and an export holds what others said. Ask a manager for the file or for another role.</EmptyState>
      </Panel>
    </Page>
  );
}

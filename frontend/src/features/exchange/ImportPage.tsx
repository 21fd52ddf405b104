/** Bringing files in: the form and what became of its files, or one import; beside them all imports of the project. */
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useBlocker, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";

import { projectQuery } from "../../api/session";
import { buttonClass } from "../../ui/Button";
import { Page, Panel } from "../../ui/Page";
import { EmptyState } from "../../ui/States";
import { usePageTitle } from "../../ui/usePageTitle";
import styles from "./exchange.module.css";
import { ImportDetail } from "./ImportDetail";
import { ImportFormPanel } from "./ImportFormPanel";
import { PastImports } from "./PastImports";
import { UploadList } from "./UploadList";
import { useUploads } from "./useUploads";

export function ImportPage() {
  const { slug } = useParams({ from: "/signed-in/p/$slug/import" });
  const project = useSuspenseQuery(projectQuery(slug)).data;
  usePageTitle(`Import · ${project.name}`);
  if (!project.rights.may_import) return <NotForThem />;
  return <Imports key={slug} slug={slug} name={project.name} />;
}

function Imports({ slug, name }: { slug: string; name: string }) {
  const { import: open } = useSearch({ from: "/signed-in/p/$slug/import" });
  const [files, setFiles] = useState<readonly File[]>([]);
  const uploads = useUploads(slug);
  // Other pages of the app may be visited meanwhile; closing the tab would end what is being sent.
  useBlocker({ shouldBlockFn: () => false, enableBeforeUnload: () => uploads.list.some(({ state }) => state === "waiting" || state === "sending") });
  const back = (
    <Link to="/p/$slug/import" params={{ slug }} className={buttonClass()}>
      Import files
    </Link>
  );
  return (
    <Page title="Import" about={name} actions={open === undefined ? undefined : back}>
      <div className={styles.columns}>
        <div className={styles.main}>
          {open === undefined && <UploadList slug={slug} uploads={uploads} onTakeBack={(file) => setFiles([...files, file])} />}
          {open === undefined && <ImportFormPanel files={files} onFiles={setFiles} onSend={(form, dryRun) => uploads.send(files, form, dryRun)} />}
          {open !== undefined && <ImportDetail key={open} slug={slug} id={open} />}
        </div>
        <PastImports slug={slug} open={open} />
      </div>
    </Page>
  );
}

function NotForThem() {
  return (
    <Page title="Import" width="text">
      <Panel>
        <EmptyState title="Only managers of a project import files">Files can hold labels, which annotators must not see. Ask a manager to bring the file in.</EmptyState>
      </Panel>
    </Page>
  );
}

/** Queues and their boards: what is to be labelled and how often, who holds what, who works how fast; managers act. */
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";

import { projectQuery } from "../../api/session";
import type { Project } from "../../api/types";
import { buttonClass, CommandButton } from "../../ui/Button";
import { counted } from "../../ui/count";
import { Page, Panel } from "../../ui/Page";
import { EmptyState, Loaded } from "../../ui/States";
import { useToast } from "../../ui/Toast";
import { usePageTitle } from "../../ui/usePageTitle";
import { Board } from "./Board";
import { QueueDialog } from "./QueueDialog";
import { QueueList } from "./QueueList";
import styles from "./queues.module.css";
import { boardsQuery, type ChangedQueue, type ManagedQueue } from "./queues";
import { RequeueDialog } from "./RequeueDialog";
import { useQueueKeys, type Over } from "./useQueueKeys";

export function QueuesPage() {
  const { slug } = useParams({ from: "/signed-in/p/$slug/queues" });
  const project = useSuspenseQuery(projectQuery(slug)).data;
  usePageTitle(`Queues · ${project.name}`);
  if (!project.rights.sees_before_submitting) return <NotForThem />;
  return <Queues key={slug} project={project} />;
}

function Queues({ project }: { project: Project }) {
  const { slug, name, protocol, rights } = project;
  const { queue: asked } = useSearch({ from: "/signed-in/p/$slug/queues" });
  const navigate = useNavigate();
  const [over, setOver] = useState<Over>(null);
  const toast = useToast();
  const queues = useQuery(boardsQuery(slug));
  const rows = queues.data?.results ?? [];
  const current = rows.find(({ id }) => id === asked) ?? rows[0];
  const select = ({ id }: ManagedQueue) => void navigate({ to: "/p/$slug/queues", params: { slug }, search: { queue: id }, replace: true });
  const acts = useQueueKeys({ slug, rows, current, mayManage: rights.may_manage_queues, onSelect: select, onOver: setOver });
  const close = () => setOver(null);
  const done = (changed: ChangedQueue) => {
    toast(news(changed));
    select(changed.queue);
    close();
  };
  return (
    <Page
      title="Queues"
      about={name}
      actions={
        <div className={styles.buttons}>
          <Link to="/p/$slug/taxonomies" params={{ slug }} className={buttonClass()}>
            Taxonomies
          </Link>
          <CommandButton command="queues.new" icon="plus" variant="solid" />
        </div>
      }
    >
      <Panel>
        <Loaded query={queues} failed="The queues did not arrive">
          {({ results }) => <QueueList queues={results} current={current} acts={acts} />}
        </Loaded>
      </Panel>
      {current && <Board key={current.id} slug={slug} queue={current} mayManage={rights.may_manage_queues} />}
      {over?.kind === "new" && <QueueDialog slug={slug} protocol={protocol} onClose={close} onDone={done} />}
      {over?.kind === "change" && <QueueDialog slug={slug} protocol={protocol} queue={over.queue} onClose={close} onDone={done} />}
      {over?.kind === "again" && <RequeueDialog slug={slug} queue={over.queue} onClose={close} />}
    </Page>
  );
}

function news({ queue, added, closed }: ChangedQueue): string {
  const parts = [added > 0 && `${counted(added, "slot")} came to it`, closed > 0 && `${closed.toLocaleString()} ${closed === 1 ? "was" : "were"} closed`].filter(Boolean);
  return `${queue.name} is saved${parts.length > 0 ? `: ${parts.join(", ")}` : ""}.`;
}

function NotForThem() {
  return (
    <Page title="Queues" width="text">
      <Panel>
        <EmptyState title="Only reviewers and managers see the queues’ boards">What is handed to you, and why, stands on the labelling desk.</EmptyState>
      </Panel>
    </Page>
  );
}

/** Who belongs to a project and what each of them is; for managers also the way to change that. */
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { projectQuery } from "../../api/session";
import { Button } from "../../ui/Button";
import { Page, Panel } from "../../ui/Page";
import { Loaded } from "../../ui/States";
import { usePageTitle } from "../../ui/usePageTitle";
import { AddMemberDialog } from "./AddMemberDialog";
import { membersQuery, type Member } from "./members";
import { MembersTable } from "./MembersTable";
import styles from "./projects.module.css";
import { RemoveMemberDialog } from "./RemoveMemberDialog";
import { ROLES } from "./roles";

export function MembersPage() {
  const { slug } = useParams({ from: "/signed-in/p/$slug/members" });
  const project = useSuspenseQuery(projectQuery(slug)).data;
  usePageTitle(`Members · ${project.name}`);
  const members = useQuery(membersQuery(slug));
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Member | null>(null);
  const manages = project.rights.may_manage_members;
  const add = manages && (
    <Button icon="plus" onClick={() => setAdding(true)}>
      Add a member
    </Button>
  );
  return (
    <Page title="Members" width="text" about={project.name}>
      <Panel title="People" note={manages ? undefined : "a manager of the project can change this"} actions={add}>
        <Loaded query={members} failed="The members did not arrive">
          {({ results }) => <MembersTable slug={slug} members={results} onRemove={manages ? setRemoving : undefined} />}
        </Loaded>
      </Panel>
      <Panel title="What each role may do">
        <dl className={styles.roles}>
          {ROLES.map(({ value, label, about }) => (
            <div key={value}>
              <dt>{label}</dt>
              <dd>{about}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      {adding && <AddMemberDialog slug={slug} known={members.data?.results ?? []} onClose={() => setAdding(false)} />}
      {removing && <RemoveMemberDialog slug={slug} member={removing} onClose={() => setRemoving(null)} />}
    </Page>
  );
}

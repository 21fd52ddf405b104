/** The members as a table; with `onRemove` their roles can be changed and they can be taken out. */
import { useSuspenseQuery } from "@tanstack/react-query";

import { sessionQuery } from "../../api/session";
import type { Role } from "../../api/types";
import { VisuallyHidden } from "../../ui/Announcer";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Select } from "../../ui/Select";
import { sentence } from "../../ui/States";
import { Table, type Column } from "../../ui/Table";
import { day } from "../../ui/time";
import { useToast } from "../../ui/Toast";
import { useChangeRole, type Member } from "./members";
import styles from "./projects.module.css";
import { ROLES, roleName } from "./roles";

interface MembersTableProps {
  readonly slug: string;
  readonly members: readonly Member[];
  /** Absent for those who may only look. */
  readonly onRemove?: (member: Member) => void;
}

export function MembersTable({ slug, members, onRemove }: MembersTableProps) {
  const self = useSuspenseQuery(sessionQuery).data.user?.username;
  const columns: Column<Member>[] = [
    { key: "name", head: "Name", cell: (member) => <Name member={member} isSelf={member.username === self} /> },
    { key: "role", head: "Role", width: "170px", cell: (member) => (onRemove ? <RoleSelect slug={slug} member={member} /> : roleName(member.role)) },
    { key: "since", head: "Since", width: "130px", cell: ({ since }) => day(since) },
  ];
  if (onRemove) columns.push(removal(onRemove));
  return <Table label="Members" columns={columns} rows={members} rowKey={({ username }) => username} />;
}

function removal(onRemove: (member: Member) => void): Column<Member> {
  return {
    key: "remove",
    head: <VisuallyHidden>Remove</VisuallyHidden>,
    align: "right",
    width: "90px",
    cell: (member) => (
      <Button size="small" onClick={() => onRemove(member)} aria-label={`Remove ${member.username}`}>
        Remove
      </Button>
    ),
  };
}

function Name({ member: { username, display_name }, isSelf }: { member: Member; isSelf: boolean }) {
  return (
    <span className={styles.person}>
      {display_name}
      {display_name !== username && <code>{username}</code>}
      {isSelf && <Badge>you</Badge>}
    </span>
  );
}

function RoleSelect({ slug, member }: { slug: string; member: Member }) {
  const change = useChangeRole(slug);
  const toast = useToast();
  const choose = (role: Role) => {
    if (role === member.role) return;
    change.mutate(
      { username: member.username, role },
      { onSuccess: () => toast(`${member.display_name} is ${article(role)} now.`), onError: (error) => toast({ text: sentence(error), duration: 8_000 }) },
    );
  };
  // What was chosen stands while the server is asked, and what was before comes back if it refuses.
  const shown = change.isPending ? change.variables.role : member.role;
  return <Select label={`Role of ${member.username}`} value={shown} onChange={choose} options={ROLES} disabled={change.isPending} />;
}

function article(role: Role): string {
  const name = roleName(role).toLowerCase();
  return `${/^[aeiou]/.test(name) ? "an" : "a"} ${name}`;
}

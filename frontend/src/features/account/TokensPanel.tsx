/** Tokens for scripts: which there are, making one, revoking one. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { ApiToken } from "../../api/types";
import { VisuallyHidden } from "../../ui/Announcer";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/Overlay";
import { Panel } from "../../ui/Page";
import { EmptyState, Loaded, sentence } from "../../ui/States";
import { Table, type Column } from "../../ui/Table";
import { day } from "../../ui/time";
import { useToast } from "../../ui/Toast";
import { NewTokenDialog } from "./NewTokenDialog";
import { tokensQuery, useRevokeToken } from "./tokens";

export function TokensPanel() {
  const tokens = useQuery(tokensQuery);
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiToken | null>(null);
  const make = (
    <Button icon="plus" onClick={() => setMaking(true)}>
      New token
    </Button>
  );
  return (
    <Panel title="API tokens" note="for scripts; a token may do what you may do" actions={make}>
      <Loaded query={tokens} failed="Your tokens did not arrive">
        {({ results }) => (results.length === 0 ? <NoTokens /> : <Table label="API tokens" columns={columns(setRevoking)} rows={results} rowKey={({ id }) => id} />)}
      </Loaded>
      {making && <NewTokenDialog onClose={() => setMaking(false)} />}
      {revoking && <Revoke token={revoking} onClose={() => setRevoking(null)} />}
    </Panel>
  );
}

function NoTokens() {
  return (
    <EmptyState title="No tokens yet">
      A token lets a script use the API in your name: send it as <code>Authorization: Token …</code> with each request.
    </EmptyState>
  );
}

function columns(revoke: (token: ApiToken) => void): Column<ApiToken>[] {
  return [
    { key: "name", head: "Name", cell: ({ name }) => name },
    { key: "prefix", head: "Begins with", cell: ({ prefix }) => <code>{prefix}…</code> },
    { key: "created", head: "Made", cell: ({ created_at }) => day(created_at) },
    { key: "expires", head: "Expires", cell: (token) => <Expiry token={token} /> },
    {
      key: "revoke",
      head: <VisuallyHidden>Revoke</VisuallyHidden>,
      align: "right",
      cell: (token) => (
        <Button size="small" onClick={() => revoke(token)} aria-label={`Revoke ${token.name}`}>
          Revoke
        </Button>
      ),
    },
  ];
}

function Expiry({ token: { expires_at } }: { token: ApiToken }) {
  if (expires_at === null) return <>never</>;
  return new Date(expires_at) < new Date() ? <Badge tone="warn">expired {day(expires_at)}</Badge> : <>{day(expires_at)}</>;
}

function Revoke({ token, onClose }: { token: ApiToken; onClose: () => void }) {
  const revoke = useRevokeToken();
  const toast = useToast();
  const confirm = () =>
    revoke.mutate(token.id, {
      onSuccess: () => toast(`“${token.name}” is revoked.`),
      onError: (error) => toast(sentence(error)),
      onSettled: onClose,
    });
  return (
    <ConfirmDialog open onOpenChange={onClose} title={`Revoke “${token.name}”?`} confirm="Revoke the token" onConfirm={confirm} busy={revoke.isPending}>
      Scripts that use it are refused from now on. This cannot be taken back; a new token can be made at any time.
    </ConfirmDialog>
  );
}

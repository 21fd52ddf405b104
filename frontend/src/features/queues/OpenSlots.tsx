/** What waits for somebody, by a filter: to give it to a person, or to want it no longer. */
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";

import { isApiError } from "../../api/errors";
import { Button } from "../../ui/Button";
import { counted } from "../../ui/count";
import { Field, TextInput } from "../../ui/Field";
import { Panel } from "../../ui/Page";
import { ConfirmDialog } from "../../ui/Overlay";
import { EmptyState, Loaded, sentence } from "../../ui/States";
import { Table, type Column } from "../../ui/Table";
import { actions, keptFor, trajectory } from "./slotColumns";
import { openSlotsQuery, takesMore, type ManagedQueue, type Slot, type SlotPage } from "./queues";
import styles from "./queues.module.css";
import type { SlotActs } from "./useSlotActs";

export function OpenSlots({ slug, queue, acts }: { slug: string; queue: ManagedQueue; acts: SlotActs }) {
  const [filter, setFilter] = useState("");
  const [isClosing, setClosing] = useState(false);
  const page = useQuery(openSlotsQuery(slug, queue.id, useDeferredValue(filter.trim())));
  const bad = isApiError(page.error, 400) ? sentence(page.error) : undefined;
  const shown = page.data?.results ?? [];
  const mayClose = acts.mayManage && filter.trim() !== "" && shown.length > 0 && bad === undefined;
  return (
    <Panel title="Open" note={inAll(queue, page.data)} actions={mayClose && <Button onClick={() => setClosing(true)}>{shown.length === 1 ? "Close this one" : `Close these ${shown.length}`}</Button>}>
      <div className={styles.slotFilter}>
        <Field label="Only" hideLabel error={bad}>
          <TextInput mono value={filter} placeholder="Filter, such as id:math-4*" aria-label="Filter the open slots" spellCheck={false} autoComplete="off" onChange={({ target }) => setFilter(target.value)} />
        </Field>
      </div>
      {bad === undefined && (
        <Loaded query={page} failed="The open slots did not arrive">
          {({ results }) => <Rows slug={slug} slots={results} acts={acts} />}
        </Loaded>
      )}
      {isClosing && (
        <CloseThese
          count={shown.length}
          canComeBack={takesMore(queue)}
          onClose={() => setClosing(false)}
          onConfirm={() => {
            acts.closeAll(shown);
            setClosing(false);
          }}
        />
      )}
    </Panel>
  );
}

function CloseThese({ count, canComeBack, onClose, onConfirm }: { count: number; canComeBack: boolean; onClose: () => void; onConfirm: () => void }) {
  const one = count === 1;
  return (
    <ConfirmDialog open onOpenChange={onClose} title={`Close ${counted(count, "slot")}?`} confirm={one ? "Close it" : "Close them"} onConfirm={onConfirm}>
      Nobody is handed {one ? "it" : "these"} any more. What is submitted stays{canComeBack ? `; “Queue again” wants ${one ? "it" : "them"} anew` : ""}.
    </ConfirmDialog>
  );
}

function inAll({ counts }: ManagedQueue, page: SlotPage | undefined): string {
  const all = `${counts.open.toLocaleString()} in all`;
  return page && page.next_cursor !== null ? `${all}, the first ${page.results.length} here` : all;
}

function Rows({ slug, slots, acts }: { slug: string; slots: readonly Slot[]; acts: SlotActs }) {
  if (slots.length === 0) return <EmptyState title="Nothing is open">Everything that fits is held, done or closed.</EmptyState>;
  const columns: Column<Slot>[] = [trajectory(slug), ...keptFor(slots), { key: "round", head: "Round", align: "right", width: "80px", cell: ({ round }) => round }];
  if (acts.mayManage) {
    columns.push(
      actions((slot) => [
        { label: "Give it to somebody…", onSelect: () => acts.give(slot) },
        { label: "Close the slot", hint: "Nobody is handed it any more.", onSelect: () => acts.close(slot) },
      ]),
    );
  }
  return <Table label="Open" columns={columns} rows={slots} rowKey={({ id }) => String(id)} />;
}

/** The list of trajectories: what there is, what the scorers say of it, and the way to each. All of its state is in the address. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useRef, type ReactNode } from "react";

import { isApiError } from "../../../api/errors";
import { projectQuery } from "../../../api/session";
import { ErrorState, Skeleton } from "../../../ui/States";
import { usePageTitle } from "../../../ui/usePageTitle";
import { countQuery } from "../queries";
import type { ListSearch } from "../search";
import type { Channel, Row } from "../shapes";
import { BlindNotice, EmptyList, UnreadableFilter } from "./EmptyList";
import styles from "./List.module.css";
import { chosenChannels } from "./lanes";
import { ListFoot } from "./ListFoot";
import { ListTools } from "./ListTools";
import { IMPORT_ORDER, sortedScorer } from "./order";
import { placeName } from "./places";
import { TrajectoryList } from "./TrajectoryList";
import { useCells } from "./useCells";
import { useCurrentRow, useListCommands } from "./useListKeys";
import { useListRows, type ListRows } from "./useListRows";
import { usePicked } from "./usePicked";

const route = getRouteApi("/signed-in/p/$slug/trajectories");

export function TrajectoriesPage() {
  usePageTitle("Trajectories");
  const { slug } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (patch: ListSearch) => void navigate({ search: (before) => ({ ...before, ...patch }) });
  const list = useListRows(slug, search);
  const count = useQuery(countQuery(slug, search.q)).data?.count;
  const place = placeName(slug, search);
  const [at, setAt] = useCurrentRow(place, list.rows);
  const { picked, toggle, clear } = usePicked();
  const input = useRef<HTMLInputElement>(null);
  const cells = useCells();
  const open = useCallback(
    ({ id }: Row) => void navigate({ to: "/p/$slug/trajectories/$id", params: { slug, id: String(id) }, search }),
    [navigate, slug, search],
  );
  useListCommands({ list, at, setAt, input, onPick: toggle, onOpen: open });
  const refusal = refusalOf(list.query.error);
  return (
    <main className={styles.page}>
      <ListTools slug={slug} search={search} onChange={change} channels={list.channels} shown={chosenChannels(search, list.channels, list.shown)} refusal={refusal} input={input} />
      <BlindBar slug={slug} list={list} />
      <Body slug={slug} search={search} list={list} refusal={refusal} onClear={() => change({ q: undefined, sort: undefined })}>
        <TrajectoryList
          key={place}
          slug={slug}
          search={search}
          list={list}
          place={place}
          count={count}
          lowest={lowestChannel(search.sort, list.shown)}
          cells={cells}
          at={at}
          picked={picked}
          onCurrent={setAt}
          onPick={toggle}
          onOpen={open}
          onSort={(order) => change({ sort: order })}
        />
      </Body>
      <ListFoot
        slug={slug}
        shown={list.shown}
        hasHidden={list.rows.some(({ is_hidden }) => is_hidden)}
        hasGold={list.rows.some(({ gold }) => gold !== null)}
        picked={picked}
        onClear={clear}
      />
    </main>
  );
}

interface BodyProps {
  readonly slug: string;
  readonly search: ListSearch;
  readonly list: ListRows;
  readonly refusal: string | null;
  readonly onClear: () => void;
  readonly children: ReactNode;
}

/** The rows, or what stands in their place. */
function Body({ slug, search, list: { query, rows }, refusal, onClear, children }: BodyProps) {
  const rights = useQuery(projectQuery(slug)).data?.rights;
  if (rows.length > 0) return children;
  if (query.isPending) {
    return (
      <div className={styles.state}>
        <Skeleton rows={8} label="Loading the trajectories" />
      </div>
    );
  }
  if (query.data === undefined) {
    return (
      <div className={styles.state}>
        {refusal === null ? <ErrorState title="The trajectories did not arrive" error={query.error} onRetry={() => void query.refetch()} /> : <UnreadableFilter onClear={onClear} />}
      </div>
    );
  }
  return (
    <div className={styles.state}>
      {rights && (
        <EmptyList
          slug={slug}
          q={search.q ?? ""}
          order={search.sort ?? IMPORT_ORDER}
          mayImport={rights.may_import}
          seesBeforeSubmitting={rights.sees_before_submitting}
          onClear={onClear}
        />
      )}
    </div>
  );
}

function BlindBar({ slug, list: { rows } }: { slug: string; list: ListRows }) {
  const rights = useQuery(projectQuery(slug)).data?.rights;
  const isBlind = rights?.sees_before_submitting === false && rows.some(({ is_hidden }) => is_hidden);
  return <div className={styles.notice}>{isBlind && <BlindNotice />}</div>;
}

function refusalOf(error: unknown): string | null {
  return isApiError(error) && error.code === "bad_filter" ? error.message : null;
}

/** The scorer that sorts the list has the column; without one, the first that is shown. */
function lowestChannel(sort: string | undefined, shown: readonly Channel[]): Channel | undefined {
  const scorer = sortedScorer(sort ?? "");
  return shown.find((channel) => channel.scorer === scorer) ?? shown[0];
}

/** The list itself: only the rows in view exist, however many there are. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef } from "react";

import { cx } from "../../../ui/cx";
import { Button } from "../../../ui/Button";
import { Skeleton, sentence } from "../../../ui/States";
import type { ListSearch } from "../search";
import type { Channel, Row } from "../shapes";
import styles from "./List.module.css";
import { ListHead } from "./ListHead";
import { keepPlace, placeIn } from "./places";
import { rowId, TrajectoryRow } from "./TrajectoryRow";
import type { ListRows } from "./useListRows";
import type { Picked } from "./usePicked";

const ROW = 40;
const HEAD = 32;

export interface TrajectoryListProps {
  readonly slug: string;
  readonly search: ListSearch;
  readonly list: ListRows;
  /** The name under which the place in this list is kept. */
  readonly place: string;
  readonly count: number | undefined;
  readonly lowest: Channel | undefined;
  readonly cells: number;
  readonly at: number;
  readonly picked: Picked;
  readonly onCurrent: (index: number) => void;
  readonly onPick: (row: Row) => void;
  readonly onOpen: (row: Row) => void;
  readonly onSort: (order: string | undefined) => void;
}

export function TrajectoryList(props: TrajectoryListProps) {
  const { list, place, count, at, picked, onCurrent, onPick, onSort, search } = props;
  const { rows, shown, query, needRow } = list;
  const box = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- it is read in this component only, which is drawn on every scroll
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 10,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
    initialOffset: placeIn(place).top,
  });
  const isHurried = useCallback(() => virtualizer.isScrolling, [virtualizer]);
  const items = virtualizer.getVirtualItems();
  const lastDrawn = items.at(-1)?.index ?? 0;
  useEffect(() => needRow(lastDrawn));
  useFollow(at, rows.length, (index) => virtualizer.scrollToIndex(index, { align: "auto" }));
  const current = rows[at];
  return (
    <div
      ref={box}
      role="grid"
      tabIndex={0}
      aria-label="Trajectories"
      aria-rowcount={count === undefined ? -1 : count + 1}
      aria-activedescendant={current && rowId(current.id)}
      aria-multiselectable="true"
      aria-busy={query.isPlaceholderData}
      className={cx(styles.list, query.isPlaceholderData && styles.old)}
      onScroll={(event) => keepPlace(place, { top: event.currentTarget.scrollTop })}
    >
      <ListHead order={search.sort} lowest={props.lowest} shown={shown} onSort={onSort} />
      <div role="rowgroup" className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, start, key }) => {
          const row = rows[index];
          return row ? (
            <TrajectoryRow
              key={key}
              slug={props.slug}
              search={search}
              row={row}
              index={index}
              top={start - HEAD}
              channels={shown}
              lowest={props.lowest}
              cells={props.cells}
              current={index === at}
              picked={picked.has(row.id)}
              isHurried={isHurried}
              onPick={onPick}
              onCurrent={onCurrent}
              onOpen={props.onOpen}
            />
          ) : null;
        })}
      </div>
      <ListEnd query={query} />
    </div>
  );
}

/** The current row stays in view when a key moves it; on arrival the place is what was kept. */
function useFollow(at: number, length: number, scrollTo: (index: number) => void): void {
  const before = useRef(at);
  useEffect(() => {
    if (before.current !== at && at < length) scrollTo(at);
    before.current = at;
  });
}

function ListEnd({ query }: { query: ListRows["query"] }) {
  if (query.isFetchNextPageError) {
    return (
      <p className={styles.end} role="alert">
        The next rows did not arrive. {sentence(query.error)}
        <Button size="small" onClick={() => void query.fetchNextPage()}>
          Try again
        </Button>
      </p>
    );
  }
  return query.isFetchingNextPage ? <Skeleton rows={3} label="Loading the next rows" /> : null;
}

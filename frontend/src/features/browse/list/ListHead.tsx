/** Names of the columns; those that can be sorted by are buttons. */
import { VisuallyHidden } from "../../../ui/Announcer";
import { cx } from "../../../ui/cx";
import { Icon } from "../../../ui/Icon";
import { shortScorer } from "../../../ui/laneCodes";
import { channelName, type Channel } from "../shapes";
import styles from "./List.module.css";
import { directionOf, IMPORT_ORDER, nextOrder } from "./order";

export interface ListHeadProps {
  readonly order: string | undefined;
  readonly lowest: Channel | undefined;
  readonly shown: readonly Channel[];
  readonly onSort: (order: string | undefined) => void;
}

export function ListHead({ order = IMPORT_ORDER, lowest, shown, onSort }: ListHeadProps) {
  const sort = { order, onSort };
  return (
    <div role="row" aria-rowindex={1} className={cx(styles.row, styles.head)}>
      <span role="columnheader">
        <VisuallyHidden>Picked</VisuallyHidden>
      </span>
      <span role="columnheader">Id</span>
      <span role="columnheader">Problem</span>
      <span role="columnheader" title={shown.map(channelName).join("\n")}>
        Rewards by step, first error below
      </span>
      <Sortable {...sort} column="steps" className={styles.number}>
        Steps
      </Sortable>
      <span role="columnheader" className={styles.judged}>
        Answer and process
      </span>
      {lowest ? (
        <Sortable {...sort} column={`lowest:${lowest.scorer}`} className={styles.lowest} title={`Lowest reward of ${channelName(lowest)}`}>
          Lowest, {shortScorer(lowest.scorer)}
        </Sortable>
      ) : (
        <span role="columnheader" className={styles.lowest}>
          Lowest
        </span>
      )}
      <span role="columnheader" className={styles.annotations}>
        Annotations
      </span>
      <span />
    </div>
  );
}

interface SortableProps {
  readonly order: string;
  readonly onSort: (order: string | undefined) => void;
  readonly column: string;
  readonly className: string | undefined;
  readonly title?: string;
  readonly children: React.ReactNode;
}

function Sortable({ order, onSort, column, className, title, children }: SortableProps) {
  const direction = directionOf(order, column);
  return (
    <span role="columnheader" aria-sort={direction} className={className}>
      <button type="button" className={styles.sortable} title={title} data-sorted={direction} onClick={() => onSort(nextOrder(order, column))}>
        {direction !== "none" && <Icon name="sort" size={12} />}
        <span>{children}</span>
      </button>
    </span>
  );
}

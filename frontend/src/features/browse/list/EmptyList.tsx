/** Why there are no rows, and the one thing to do about it. */
import { Link } from "@tanstack/react-router";

import { Button, buttonClass } from "../../../ui/Button";
import { EmptyState, Notice } from "../../../ui/States";
import { sortedScorer } from "./order";

export interface EmptyListProps {
  readonly slug: string;
  readonly q: string;
  readonly order: string;
  readonly mayImport: boolean;
  /** False for those who are blind until they have submitted. */
  readonly seesBeforeSubmitting: boolean;
  readonly onClear: () => void;
}

export function EmptyList({ slug, q, order, mayImport, seesBeforeSubmitting, onClear }: EmptyListProps) {
  const scorer = sortedScorer(order);
  const blindly = seesBeforeSubmitting ? "" : " Orders and filters over scores, gold and outcomes only find trajectories that you have submitted.";
  if (q !== "") {
    return (
      <EmptyState title="Nothing fits this filter" action={<Button onClick={onClear}>Clear the filter</Button>}>
        No trajectory has all of <code>{q}</code>
        {scorer === null ? "." : ` and a reward of ${scorer}.`}
        {blindly}
      </EmptyState>
    );
  }
  if (scorer !== null) {
    return (
      <EmptyState title={`No rewards of ${scorer} to sort by`} action={<Button onClick={onClear}>Back to the order of import</Button>}>
        Trajectories without a reward have no place in this order.{blindly}
      </EmptyState>
    );
  }
  return <NothingImported slug={slug} mayImport={mayImport} />;
}

function NothingImported({ slug, mayImport }: { slug: string; mayImport: boolean }) {
  if (!mayImport) return <EmptyState title="Nothing is imported yet">A manager of this project brings the trajectories in; they appear here as soon as they have.</EmptyState>;
  return (
    <EmptyState
      title="Nothing is imported yet"
      action={
        <Link to="/p/$slug/import" params={{ slug }} className={buttonClass({ variant: "solid" })}>
          Import trajectories
        </Link>
      }
    >
      Plain JSON lines, ProcessBench, AgentProcessBench and Parquet files are read as they are.
    </EmptyState>
  );
}

/** What is wrong with it stands under the search field. */
export function UnreadableFilter({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState title="This list cannot be made" action={<Button onClick={onClear}>Clear filter and order</Button>}>
      The filter or the order in the address cannot be read; the line under the search field says why.
    </EmptyState>
  );
}

/** Why the rows are hatched, where most of them are. */
export function BlindNotice() {
  return (
    <Notice icon="blind">
      You label blind: scores, gold, outcome and colleagues’ labels appear here once you have submitted and the time to undo has passed.
    </Notice>
  );
}

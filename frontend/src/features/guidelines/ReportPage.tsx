/** What became of labels that were sent back: flips, the first error moved, unchanged, still open; each with its n. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";

import { CountProposals } from "../../ui/CountProposals";
import { LabelGlyph, labelSign, type StepLabel } from "../../ui/Labels";
import { Page, Panel } from "../../ui/Page";
import { EmptyState, Loaded } from "../../ui/States";
import { Table, type Column } from "../../ui/Table";
import styles from "./guidelines.module.css";
import { saidOf } from "./RequeuePanel";
import { reportQuery, type Comparison, type Report, type ReportRow } from "./requeues";

const ADDRESS = "/signed-in/p/$slug/guideline";

export function ReportPage({ slug, id, about }: { slug: string; id: number; about: string }) {
  const { proposals } = useSearch({ from: ADDRESS });
  const report = useQuery(reportQuery(slug, id, proposals));
  return (
    <Page title="What became of labels sent back" about={about}>
      <Loaded query={report} failed="The report did not arrive">
        {(found) => <Found slug={slug} report={found} />}
      </Loaded>
    </Page>
  );
}

function Found({ slug, report }: { slug: string; report: Report }) {
  const { requeue, counts } = report;
  return (
    <div className={styles.form}>
      <Panel title={`Sent back for version ${requeue.version}`} note={saidOf(requeue)} actions={<BackLink slug={slug} version={requeue.version} />}>
        <Proposals report={report} />
        <Numbers report={report} />
        {counts.hidden > 0 && <p className={styles.quiet}>{counts.hidden} are of trajectories that you hold yourself; they are in no number here until you have submitted.</p>}
      </Panel>
      {sizeOf(report) > 0 && <Flips compared={report} whose="by the same people" />}
      {sizeOf(report.by_others) > 0 && <Flips compared={report.by_others} whose="by others" hint="; a flip may be theirs and not the guideline’s" />}
      <Panel title="One by one" note="what changed first">
        {report.rows.length === 0 ? <EmptyState title="Nothing to show yet" /> : <Table label="Annotations that were sent back" columns={columnsFor(slug)} rows={report.rows} rowKey={({ trajectory_id: trajectory, before }) => `${trajectory} ${before.annotator}`} />}
      </Panel>
    </div>
  );
}

const STEPS = ["step is labelled by an accepted proposal", "steps are labelled by an accepted proposal"] as const;

/** Whether accepted proposals count, as the address says. */
function Proposals({ report }: { report: Report }) {
  const search = useSearch({ from: ADDRESS });
  const navigate = useNavigate({ from: "/p/$slug/guideline" });
  const count = (isCounted: boolean) => void navigate({ search: { ...search, proposals: isCounted || undefined }, replace: true, resetScroll: false });
  const steps = report.proposals + report.by_others.proposals;
  return <CountProposals count={steps} words={STEPS} isChosen={search.proposals ?? false} isCounted={report.with_proposals} onChange={count} why="what somebody thinks of a step" />;
}

function BackLink({ slug, version }: { slug: string; version: number }) {
  return (
    <Link to="/p/$slug/guideline" params={{ slug }} search={{ version }}>
      Read version {version}
    </Link>
  );
}

function Numbers({ report: { counts, changed, unchanged, by_others: others } }: { report: Report }) {
  const numbers = [
    [counts.total, "sent back"],
    [counts.relabelled, "judged again"],
    [changed, "changed their own"],
    [unchanged, "left their own"],
    ...(sizeOf(others) > 0 ? ([[others.changed, "changed by others"], [others.unchanged, "left by others"]] as const) : []),
    [counts.open, "still open"],
    [counts.declined, "declined"],
  ] as const;
  return (
    <dl className={styles.numbers}>
      {numbers.map(([count, name]) => (
        <div key={name}>
          <dd>{count.toLocaleString()}</dd>
          <dt>{name}</dt>
        </div>
      ))}
    </dl>
  );
}

const MOVES: Record<Report["moves"][number]["move"], string> = {
  same: "the same, or still none",
  earlier: "earlier",
  later: "later",
  found: "found where there was none",
  gone: "gone",
};

function sizeOf({ changed, unchanged }: Comparison): number {
  return changed + unchanged;
}

function Flips({ compared: found, whose, hint = "" }: { compared: Comparison; whose: string; hint?: string }) {
  const { flips, moves, steps_compared: compared } = found;
  const judged = sizeOf(found);
  const changed = flips.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className={styles.writing}>
      <Panel title={`Step labels, ${whose}`} note={`${changed.toLocaleString()} of ${compared.toLocaleString()} changed${hint}`}>
        {flips.length === 0 ? (
          <p className={styles.quiet}>{compared === 0 ? "No step has a label to compare." : "Not one step has another label."}</p>
        ) : (
          <ul className={styles.flips}>
            {flips.map(({ before, after, count }) => (
              <li key={`${before} ${after}`}>
                <Flip before={before as StepLabel} after={after as StepLabel} /> <b>{count.toLocaleString()}</b>
                <span className={styles.quiet}>{share(count, compared)}</span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <Panel title={`First error, ${whose}`} note={`n = ${judged.toLocaleString()}${hint}`}>
        <ul className={styles.flips}>
          {moves.map(({ move, count }) => (
            <li key={move}>
              <span>{MOVES[move]}</span> <b>{count.toLocaleString()}</b>
              <span className={styles.quiet}>{share(count, judged)}</span>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}

function Flip({ before, after }: { before: StepLabel; after: StepLabel }) {
  return (
    <span className={styles.flip}>
      <LabelGlyph label={before} size="small" title="" />
      {labelSign(before)} → <LabelGlyph label={after} size="small" title="" />
      {labelSign(after)}
    </span>
  );
}

function share(count: number, of: number): string {
  return of === 0 ? "" : `${((100 * count) / of).toFixed(1)} %`;
}

const STATES: Record<ReportRow["state"], string> = { RELABELLED: "judged again", OPEN: "still open", DECLINED: "declined" };

function columnsFor(slug: string): Column<ReportRow>[] {
  return [
    {
      key: "trajectory",
      head: "Trajectory",
      cell: ({ trajectory_id: id, external_id: name, changed_steps: steps }) => (
        <Link to="/p/$slug/trajectories/$id" params={{ slug, id: String(id) }} search={steps[0] === undefined ? {} : { step: steps[0] }}>
          {name}
        </Link>
      ),
    },
    { key: "state", head: "State", width: "120px", cell: ({ state }) => STATES[state] },
    { key: "who", head: "By", cell: ({ before, after }) => (after === null || after.annotator === before.annotator ? before.annotator : `${before.annotator}, then ${after.annotator}`) },
    { key: "steps", head: "Steps changed", cell: (row) => <Steps row={row} /> },
    { key: "first", head: "First error", width: "140px", cell: ({ before, after }) => moveOf(firstOf(before), after && firstOf(after)) },
  ];
}

const SHOWN = 6;

function Steps({ row: { before, after, changed_steps: steps } }: { row: ReportRow }) {
  if (after === null) return <span className={styles.quiet}>–</span>;
  if (steps.length === 0) return <span className={styles.quiet}>none</span>;
  return (
    <span className={styles.steps}>
      {steps.slice(0, SHOWN).map((step) => (
        <span key={step}>
          {step}: <Flip before={(before.labels[step] ?? null) as StepLabel} after={(after.labels[step] ?? null) as StepLabel} />
        </span>
      ))}
      {steps.length > SHOWN && <span className={styles.quiet}>and {steps.length - SHOWN} more</span>}
    </span>
  );
}

function moveOf(before: string, after: string | null): string {
  if (after === null) return before;
  return before === after ? `${after}, as before` : `${before} → ${after}`;
}

function firstOf({ first_error: first, no_error: none }: ReportRow["before"]): string {
  if (first !== null) return `step ${first}`;
  return none ? "none" : "not said";
}

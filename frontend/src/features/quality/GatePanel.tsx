/** The qualification of a queue: where people stand, letting them in, and asking for one. */
import { useQuery } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";

import { isApiError } from "../../api/errors";
import { Button } from "../../ui/Button";
import { counted } from "../../ui/count";
import { Field, FormActions, TextInput } from "../../ui/Field";
import { Dialog } from "../../ui/Overlay";
import { Panel } from "../../ui/Page";
import { Segmented } from "../../ui/Segmented";
import { EmptyState, Loaded, Notice, sentence } from "../../ui/States";
import { Table, type Column } from "../../ui/Table";
import { queuesQuery } from "./checks";
import { gateQuery, standingText, useAdmit, useSetGate, type Gate, type NewGate, type Standing } from "./gates";
import { QueueChoice } from "./QueueChoice";
import styles from "./quality.module.css";
import { percent } from "./words";

interface GatePanelProps {
  readonly slug: string;
  readonly manages: boolean;
}

export function GatePanel({ slug, manages }: GatePanelProps) {
  const all = useQuery(queuesQuery(slug)).data?.results ?? [];
  const [chosen, setChosen] = useState<number | null>(null);
  const queue = all.find(({ id }) => id === chosen) ?? all[0];
  if (!queue) return null;
  return (
    <Panel title="Qualification" note={all.length === 1 ? `for ${queue.name}` : undefined} actions={<QueueChoice label="Queue of the qualification" queues={all} chosen={queue.id} onChoose={setChosen} />}>
      <GateOf key={queue.id} slug={slug} queue={queue.id} name={queue.name} manages={manages} />
    </Panel>
  );
}

function GateOf({ slug, queue, name, manages }: GatePanelProps & { readonly queue: number; readonly name: string }) {
  const gate = useQuery(gateQuery(slug, queue));
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Loaded query={gate} failed="The qualification did not arrive">
        {(found) => (found ? <Standings slug={slug} gate={found} manages={manages} /> : <NoGate onAsk={manages ? () => setAsking(true) : undefined} />)}
      </Loaded>
      {asking && <GateDialog slug={slug} queue={queue} name={name} onClose={() => setAsking(false)} />}
    </>
  );
}

function NoGate({ onAsk }: { onAsk?: () => void }) {
  return (
    <EmptyState title="This queue is open to everybody" action={onAsk && <Button onClick={onAsk}>Ask for a qualification</Button>}>
      A qualification keeps it closed to people until enough of their labels on trajectories with gold are right.
    </EmptyState>
  );
}

function Standings({ slug, gate, manages }: { slug: string; gate: Gate; manages: boolean }) {
  const admit = useAdmit(slug, gate.queue_id);
  const columns: Column<Standing>[] = [
    { key: "who", head: "Annotator", width: "240px", cell: ({ annotator }) => <b>{annotator}</b> },
    { key: "state", head: "Stands at", width: "240px", cell: (standing) => standingText(standing, gate) },
    { key: "shares", head: "Reached", cell: ({ shares }) => (shares.length === 0 ? "–" : shares.map(percent).join(", ")) },
    {
      key: "act",
      head: <span className={styles.unseen}>Let in</span>,
      align: "right",
      width: "100px",
      cell: ({ annotator, passed_at: passed }) =>
        manages &&
        passed === null && (
          <Button size="small" variant="ghost" busy={admit.isPending} aria-label={`Let ${annotator} in`} onClick={() => admit.mutate(annotator)}>
            Let in
          </Button>
        ),
    },
  ];
  return (
    <>
      <p className={styles.asked}>
        {percent(gate.threshold)} of the {gate.measure === "FIRST_ERROR" ? "first errors" : "step labels"} in {counted(gate.minimum, "trajectory", "trajectories")} of {gate.screening}, in at most {counted(gate.attempts, "attempt")}.
      </p>
      <Table label="Standings" columns={columns} rows={gate.standings} rowKey={({ annotator }) => annotator} />
      {admit.error && (
        <Notice role="alert" icon="warning">
          {sentence(admit.error)}
        </Notice>
      )}
    </>
  );
}

type Measure = NonNullable<NewGate["measure"]>;
const MEASURES: { value: Measure; label: string }[] = [
  { value: "STEP_LABELS", label: "Step labels" },
  { value: "FIRST_ERROR", label: "First errors" },
];

function GateDialog({ slug, queue, name, onClose }: { slug: string; queue: number; name: string; onClose: () => void }) {
  const [measure, setMeasure] = useState<Measure>("STEP_LABELS");
  const [form, setForm] = useState({ threshold: "80", minimum: "10", attempts: "2", filter: "" });
  const set = useSetGate(slug, queue);
  const badFilter = isApiError(set.error) && set.error.code === "bad_filter" ? sentence(set.error) : undefined;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const { threshold, minimum, attempts, filter } = form;
    set.mutate({ measure, threshold: Number(threshold) / 100, minimum: Number(minimum), attempts: Number(attempts), filter }, { onSuccess: onClose });
  };
  const number = (key: "threshold" | "minimum" | "attempts", max: number) => <TextInput type="number" min={1} max={max} required value={form[key]} onChange={({ target }) => setForm({ ...form, [key]: target.value })} />;
  return (
    <Dialog open onOpenChange={onClose} title={`A qualification for ${name}`} description="Nobody gets anything from the queue before they have passed; you can let people in.">
      <form className={styles.form} onSubmit={submit}>
        <Segmented label="What has to be right" value={measure} onChange={setMeasure} options={MEASURES} />
        <Field label="How much of it, in percent">{number("threshold", 100)}</Field>
        <Field label="Trajectories of one attempt">{number("minimum", 500)}</Field>
        <Field label="Attempts" help="Each has other trajectories.">
          {number("attempts", 10)}
        </Field>
        <Field label="Filter" help="Trajectories with gold that fit can be in it; empty for all." error={badFilter}>
          <TextInput mono value={form.filter} spellCheck={false} autoComplete="off" onChange={({ target }) => setForm({ ...form, filter: target.value })} />
        </Field>
        {set.error && badFilter === undefined && (
          <Notice role="alert" icon="warning">
            {sentence(set.error)}
          </Notice>
        )}
        <FormActions>
          <Button type="submit" variant="solid" busy={set.isPending}>
            Ask for it
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </FormActions>
      </form>
    </Dialog>
  );
}

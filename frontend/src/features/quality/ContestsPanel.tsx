/** Gold that people object to: reviewers answer, annotators see the answers to their own. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type SubmitEvent } from "react";

import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Field, FormActions, TextArea } from "../../ui/Field";
import { Dialog } from "../../ui/Overlay";
import { Panel } from "../../ui/Page";
import { EmptyState, Loaded, Notice, sentence } from "../../ui/States";
import { fromNow } from "../../ui/time";
import { contestsQuery, firstErrorText, proposalText, useDecide, type Contest } from "./contests";
import styles from "./quality.module.css";

interface ContestsPanelProps {
  readonly slug: string;
  /** Who reviews answers; who labels reads. */
  readonly decides: boolean;
}

export function ContestsPanel({ slug, decides }: ContestsPanelProps) {
  const contests = useQuery(contestsQuery(slug));
  const [deciding, setDeciding] = useState<Contest | null>(null);
  return (
    <Panel title="Contested gold" note={decides ? undefined : "what you objected to"}>
      <Loaded query={contests} failed="The contests did not arrive">
        {({ results }) =>
          results.length === 0 ? (
            <EmptyState title="Nothing is contested">{decides ? "Annotators can object to gold in their feedback; it comes to you with their reason." : "Where gold looks wrong to you, contest it in your feedback above."}</EmptyState>
          ) : (
            <ul className={styles.contests} aria-label="Contests">
              {results.map((contest) => (
                <li key={contest.id}>
                  <About slug={slug} contest={contest} />
                  {decides && contest.status === "OPEN" && (
                    <Button size="small" aria-label={`Answer ${contest.raised_by} on ${contest.external_id}`} onClick={() => setDeciding(contest)}>
                      Answer
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {deciding && <DecisionDialog slug={slug} contest={deciding} onClose={() => setDeciding(null)} />}
    </Panel>
  );
}

const STATES: Record<Contest["status"], string> = { OPEN: "open", UPHELD: "gold stays", REVISED: "gold changed" };

function About({ slug, contest }: { slug: string; contest: Contest }) {
  const { trajectory_id: id, external_id: name, raised_by: who, created_at: at, reason, status, answer, decided_by: decider, revised_version: version } = contest;
  return (
    <div className={styles.who}>
      <span>
        <Link to="/p/$slug/trajectories/$id" params={{ slug, id: String(id) }} className={styles.link}>
          {name}
        </Link>
        <Badge tone={status === "OPEN" ? "warn" : "plain"}>{STATES[status]}</Badge>
      </span>
      <span>
        Gold: {firstErrorText(contest.gold)}; {who} proposes {proposalText(contest.proposal)}
      </span>
      <q className={styles.reason}>{reason}</q>
      <span className={styles.quiet}>
        {who}, {fromNow(at)}
      </span>
      {status !== "OPEN" && (
        <span>
          {decider}: {answer} {version !== null && `(version ${version})`}
        </span>
      )}
    </div>
  );
}

function DecisionDialog({ slug, contest, onClose }: { slug: string; contest: Contest; onClose: () => void }) {
  const [answer, setAnswer] = useState("");
  const decide = useDecide(slug, contest.id);
  const give = (decision: "uphold" | "revise") => decide.mutate({ decision, answer }, { onSuccess: onClose });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    give("uphold");
  };
  return (
    <Dialog open onOpenChange={onClose} title={`Gold of ${contest.external_id}`} description={`It says: ${firstErrorText(contest.gold)}. ${contest.raised_by} proposes ${proposalText(contest.proposal)}.`}>
      <form className={styles.form} onSubmit={submit}>
        <q className={styles.reason}>{contest.reason}</q>
        <Field label="Your answer" help={`${contest.raised_by} reads it. A changed gold is a new version; the old one stays.`}>
          <TextArea required maxLength={2_000} rows={3} value={answer} onChange={({ target }) => setAnswer(target.value)} />
        </Field>
        {decide.error && (
          <Notice role="alert" icon="warning">
            {sentence(decide.error)}
          </Notice>
        )}
        <FormActions>
          <Button type="submit" busy={decide.isPending} disabled={answer.trim() === ""}>
            Gold stays
          </Button>
          <Button variant="solid" busy={decide.isPending} disabled={answer.trim() === ""} onClick={() => give("revise")}>
            Change it as proposed
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}

/** The guideline, with the rule that applies now lifted out; and all of it, large, for those who want to read it. */
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";

import { guidelineVersionQuery } from "../../api/guideline";
import { applies, ExampleList, RuleList } from "../../text";
import { CommandKbd } from "../../ui/Kbd";
import type { Desk } from "./desk";
import { useDesk, useWork } from "./DeskContext";
import type { Task } from "./judge";
import { nameOf } from "./labelName";
import { openSteps } from "./protocol";
import styles from "./Side.module.css";
import { SideSheet } from "./SideSheet";
import { useStore } from "./store";
import type { Guideline } from "./types";
import { useSlug } from "./useSlug";

export function GuidelinePanel() {
  const guideline = useStore(useWork().session.guideline.shown, itself);
  return (
    <section className={styles.guideline} aria-label="Guideline">
      <h2 className={styles.title}>
        Guideline {guideline && <span className={styles.version}>v{guideline.version}</span>}
        <span className={styles.grow} />
        <CommandKbd id="read.guideline" />
      </h2>
      <div className={styles.guidelineBody} tabIndex={0} role="region" aria-label="Rules">
        {guideline ? <Rules body={guideline.body} /> : <p className={styles.soft}>This project has no guideline yet.</p>}
      </div>
    </section>
  );
}

export function GuidelineSheet({ onClose }: { onClose: () => void }) {
  const guideline = useStore(useWork().session.guideline.shown, itself);
  return (
    <SideSheet title={guideline ? `Guideline v${guideline.version}` : "Guideline"} onClose={onClose} closeKeys={["p"]} isTall isWide>
      {guideline ? <Rules body={guideline.body} isLarge /> : <p>This project has no guideline yet.</p>}
      {guideline && <Examples version={guideline.version} />}
    </SideSheet>
  );
}

/** Asked for when somebody reads: on most trajectories nobody does. */
function Examples({ version }: { version: number }) {
  const { protocol } = useWork().session.task;
  const found = useQuery(guidelineVersionQuery(useSlug(), version));
  if (found.isError) return <p className={styles.soft}>The worked examples did not arrive. Close this and open it again.</p>;
  if (!found.data || found.data.examples.length === 0) return null;
  return (
    <div className={styles.examples}>
      <h3>Worked examples</h3>
      <ExampleList examples={found.data.examples} nameOf={(label) => nameOf(protocol, label)} />
    </div>
  );
}

function Rules({ body, isLarge = false }: { body: string; isLarge?: boolean }) {
  const { session } = useWork();
  const select = useCallback((desk: Desk) => situation(desk, session.task, session.firstErrorIn(desk.draft)), [session]);
  const now = useDesk(select);
  return <RuleList body={body} isLarge={isLarge} isLifted={isLarge ? undefined : ({ kind }) => applies(kind, now)} />;
}

function situation({ draft, focus }: Desk, { protocol, scorable }: Task, first: number | null) {
  const isDone = openSteps(draft, protocol, scorable).length === 0;
  return { onlyOutcomeLeft: protocol.asks_for_outcome && isDone && draft.outcome === null, isAfter: protocol.asks_for_labels && first !== null && focus >= first };
}

const itself = (guideline: Guideline | null) => guideline;

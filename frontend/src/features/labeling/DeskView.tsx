/** The desk with a trajectory on it. */
import { useNavigate } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, type ReactNode } from "react";

import { useCommands, type Command } from "../../keyboard";
import { enlargeImages, enterJson } from "../../text";
import { VisuallyHidden } from "../../ui/Announcer";
import { cx } from "../../ui/cx";
import { useToast } from "../../ui/Toast";
import { usePageTitle } from "../../ui/usePageTitle";
import { deskCommands, type DeskActs } from "./commands";
import { ConflictDialog } from "./ConflictDialog";
import styles from "./Desk.module.css";
import { historyQuery } from "./deskApi";
import { DeskBar } from "./DeskBar";
import { DeskContext } from "./DeskContext";
import { DeskFoot } from "./DeskFoot";
import { FindBar } from "./FindBar";
import { startNote } from "./NotePanel";
import { Notices } from "./Notices";
import { Rail } from "./Rail";
import { OpenSheet } from "./sheets";
import { Side } from "./Side";
import { StepList } from "./StepList";
import { useStore } from "./store";
import type { HistoryEntry, QueueWithState } from "./types";
import { useSlug } from "./useSlug";
import type { Work, WorkplaceState } from "./place";
import type { Workplace } from "./workplace";

export interface DeskViewProps {
  readonly work: Work;
  readonly workplace: Workplace;
  readonly queues: readonly QueueWithState[];
  /** The tutorial: what stands in place of the guideline, and how one leaves. */
  readonly lesson?: { readonly panel: ReactNode; readonly leave: () => void; readonly leaveWord: string };
}

export function DeskView({ work, workplace, queues, lesson }: DeskViewProps) {
  const { assignment } = work.session;
  const busy = useStore(workplace.store, busyOf);
  usePageTitle(`Label ${assignment.trajectory.external_id}`);
  return (
    <DeskContext value={work}>
      <DeskKeys work={work} workplace={workplace} leave={lesson?.leave} />
      <DeskBar queues={queues} workplace={workplace} leaveWord={lesson?.leaveWord} />
      <main className={cx(styles.desk, busy === "submitting" && styles.leaving)} key={assignment.id}>
        <VisuallyHidden>
          <h1>Label {assignment.trajectory.external_id}</h1>
        </VisuallyHidden>
        <Rail />
        <div className={styles.middle}>
          <FindBar />
          <StepList />
          <Notices workplace={workplace} />
        </div>
        <Side sheet={<OpenSheet workplace={workplace} />} lesson={lesson?.panel} />
      </main>
      <DeskFoot workplace={workplace} />
      <ConflictDialog workplace={workplace} />
    </DeskContext>
  );
}

function DeskKeys({ work, workplace, leave }: { work: Work; workplace: Workplace; leave: (() => void) | undefined }) {
  const toast = useToast();
  const visit = useHistoryVisits(work);
  const acts = useMemo(() => actsOf(work, workplace, toast, visit), [work, workplace, toast, visit]);
  useCommands(inLesson(deskCommands(acts, work.session.assignment.protocol), leave));
  return null;
}

/** A lesson is left, not given up: nobody waits for it. */
function inLesson(commands: Command[], leave: (() => void) | undefined): Command[] {
  if (!leave) return commands;
  return commands.map((command) => (command.id === "trajectory.give-up" ? { ...command, title: "Leave the tutorial", run: leave } : command));
}

function actsOf({ session, hands }: Work, workplace: Workplace, toast: (text: string) => void, visit: (by: 1 | -1) => Promise<void>): DeskActs {
  return {
    label: (label) => hands.label(label),
    markFirst: () => hands.markFirst(),
    noError: hands.noError,
    unsure: () => hands.unsure(),
    comment: () => startNote(session, "step"),
    note: () => startNote(session, "trajectory"),
    openNotes: hands.notes.open,
    cite: hands.notes.cite,
    step: hands.step,
    nextOpen: hands.nextOpen,
    goTo: () => session.sheet.set("go-to"),
    fold: () => hands.fold(),
    foldAll: hands.foldAll,
    raw: hands.raw,
    images: () => {
      if (!enlargeImages()) toast("Neither this step nor the problem shows an image");
    },
    branch: () => hands.foldBranch(),
    branches: hands.foldBranches,
    json: () => {
      if (!enterJson()) toast("This step shows no JSON to walk through");
    },
    guideline: () => session.sheet.set("guideline"),
    search: session.finder.open,
    reveal: () => {
      if (session.mode !== "writing") return;
      if (session.sight.mayReveal) session.sheet.set("reveal");
      else toast("This queue reveals nothing before you submit.");
    },
    outcome: hands.outcome,
    undo: () => {
      if (!workplace.cancelSubmit() && !hands.undo() && !workplace.takeBack()) toast("Nothing to undo");
    },
    redo: () => {
      if (!hands.redo()) toast("Nothing to redo");
    },
    older: () => void visit(1),
    newer: () => void visit(-1),
    giveUp: () => {
      if (session.mode === "writing") session.sheet.set("give-up");
    },
    submit: () => void workplace.submit(),
    propose: hands.proposals.switch,
    accept: () => hands.proposals.accept(),
    refuse: () => hands.proposals.refuse(),
    acceptAll: hands.proposals.acceptAll,
  };
}

/** Steps through one's own trajectories, newest first; the address changes, and the desk follows it. */
function useHistoryVisits({ session }: Work): (by: 1 | -1) => Promise<void> {
  const slug = useSlug();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const { id } = session.assignment;
  return useMemo(
    () => async (by) => {
      const { results } = await queryClient.query(historyQuery(slug));
      const to = neighbour(results, id, by);
      if (to === undefined) toast(by === 1 ? "There is none before this one" : "This is your newest");
      else await navigate({ to: "/p/$slug/label", params: { slug }, search: { assignment: to } });
    },
    [queryClient, navigate, toast, slug, id],
  );
}

const SHOWN = ["CLAIMED", "SUBMITTED", "LATE"];

function neighbour(history: readonly HistoryEntry[], id: number, by: 1 | -1): number | undefined {
  const shown = history.filter(({ status }) => SHOWN.includes(status));
  const at = shown.findIndex((entry) => entry.id === id);
  return at === -1 ? shown[0]?.id : shown[at + by]?.id;
}

const busyOf = ({ busy }: WorkplaceState) => busy;

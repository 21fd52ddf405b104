/** The draft that a desk begins with: the server's, with what this browser kept on top. */
import { applyChanges, BadChange, type DraftState } from "./draft";
import type { Kept } from "./kept";
import type { Outbox } from "./outbox";
import type { Assignment } from "./types";

export interface OpenedDraft {
  readonly assignment: Assignment;
  readonly kept: readonly Kept[];
  readonly draft: DraftState;
}

export interface DraftOptions {
  readonly owner: string;
  readonly outbox: Outbox;
  /** Asks the server for the assignment as it is now. */
  readonly ask: () => Promise<Assignment>;
}

/**
 * An answer may be older than what this tab has sent meanwhile: the desk before was left, its last changes were on their
 * way, and they overtook it. Then it is asked for once more; whoever wrote on it would be in conflict with themselves.
 */
export async function openDraft(asked: Assignment, { owner, outbox, ask }: DraftOptions): Promise<OpenedDraft> {
  const kept = await outbox.load(owner).catch((): Kept[] => []);
  const isOld = asked.draft.revision < (outbox.reached.get(owner) ?? 0);
  const assignment = isOld ? await ask().catch(() => asked) : asked;
  outbox.reached.set(owner, assignment.draft.revision);
  return { assignment, kept, draft: withKept(assignment, kept) };
}

function withKept({ draft, trajectory }: Assignment, kept: readonly Kept[]): DraftState {
  try {
    return applyChanges(draft.state, kept.map(({ operation }) => operation), trajectory.scorable);
  } catch (error) {
    if (error instanceof BadChange) return draft.state; // the server will refuse it too, and say so
    throw error;
  }
}

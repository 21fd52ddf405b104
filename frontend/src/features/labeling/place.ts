/** What lies on a workplace, as its pages read it. */
import type { Hands } from "./hands";
import type { Session } from "./session";
import type { BeforeTheGate, QueueState } from "./types";

/** A trajectory on the desk, and the hands that work on it. */
export interface Work {
  readonly session: Session;
  readonly hands: Hands;
}

export type Place =
  | { readonly kind: "opening" }
  | ({ readonly kind: "desk" } & Work)
  | { readonly kind: "nothing"; readonly queueId: number; readonly state: QueueState | null; readonly why: string; readonly stands: BeforeTheGate | null }
  | { readonly kind: "failed"; readonly error: unknown; readonly retry: () => void };

/** What was submitted last, while it can be taken back or looked at. */
export interface Submitted extends Work {
  readonly isLate: boolean;
  /** Until when it can be taken back, by this computer's clock; 0 for late work. */
  readonly until: number;
}

export interface WorkplaceState {
  readonly place: Place;
  readonly submitted: Submitted | null;
  /** submitting: on its way. waiting: it goes out when the server answers again. */
  readonly busy: "submitting" | "waiting" | "moving" | null;
}

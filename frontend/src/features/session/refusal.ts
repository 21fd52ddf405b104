/** Why somebody could not sign in, as a sentence that says what to do. */
import { isApiError } from "../../api/errors";
import { span } from "../../ui/time";

export interface Refusal {
  readonly text: string;
  /** Seconds until another try is worth making; 0 when it is worth it now. */
  readonly wait: number;
  readonly requestId: string | null;
}

const WAIT_IF_UNSAID = 60;

export function refusal(error: unknown): Refusal {
  if (!isApiError(error)) return { text: "Signing in failed in this page. Load it again.", wait: 0, requestId: null };
  if (error.status === 429) {
    const wait = Math.ceil(error.retryAfter ?? WAIT_IF_UNSAID);
    return { text: `Too many tries with this name. The next one counts in ${span(wait)}.`, wait, requestId: null };
  }
  if (error.status === 400) return { text: "Name and password do not fit. Check both, also Caps Lock.", wait: 0, requestId: null };
  return { text: error.message, wait: 0, requestId: error.requestId };
}

/** The shapes of the API that screens use, by our own names for them. */

export interface User {
  readonly username: string;
  readonly display_name: string;
  readonly is_staff: boolean;
}

export interface SessionState {
  readonly user: User | null;
}

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
}

/** What the answer to a new token holds and no later one: the token itself. */
export interface NewApiToken extends ApiToken {
  readonly token: string;
}

export type Role = "ANNOTATOR" | "REVIEWER" | "MANAGER";

export interface ProjectSummary {
  readonly slug: string;
  readonly name: string;
  readonly role: Role;
}

/** A list that fits into one answer. */
export interface Results<T> {
  readonly results: readonly T[];
}

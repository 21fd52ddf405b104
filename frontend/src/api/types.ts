/** Our names for the shapes that many screens use. All of them come from the server's OpenAPI (`npm run types`). */
import type { components } from "./schema";

/** Every shape of the API by the server's name for it: `Schemas["TrajectoryPage"]`. */
export type Schemas = components["schemas"];

export type SessionState = Schemas["Session"];
/** What a person chose for themselves: light or dark, and keys of their own. */
export type Preferences = Schemas["Preferences"];
export type ApiToken = Schemas["Token"];
/** What the answer to a new token holds and no later one: the token itself. */
export type NewApiToken = Schemas["NewToken"];
export type Project = Schemas["ProjectHead"];
export type ProjectList = Schemas["ProjectList"];
/** What the person who asks may do in a project: a page shows no door that is locked. */
export type Rights = Schemas["Rights"];
export type Role = Schemas["MemberRole"];

/** A list that fits into one answer. */
export interface Results<T> {
  readonly results: readonly T[];
}

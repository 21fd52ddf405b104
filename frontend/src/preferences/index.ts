/** What screens may use of a person's choices. */
export type { Choices } from "./kept";
export { PreferencesProvider, usePreferences, usePreferencesOf } from "./PreferencesProvider";

/** Commands that one page offers and another speaks of: both read the name and the key here. */
import type { Spoken } from "./bindings";

export const COPY_LINK: Spoken = { id: "read.copyLink", title: "Copy the link to this step", keys: ["c"] };

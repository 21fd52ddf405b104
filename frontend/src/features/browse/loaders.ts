/** What the routes of this feature start before their pages have loaded, so that code, text renderer and data travel together. */
import type { QueryClient } from "@tanstack/react-query";

import { preloadText } from "../../text/useRichText";
import { countQuery, listQuery, trajectoryQuery } from "./queries";
import type { ListSearch } from "./search";

export function loadList(queryClient: QueryClient, { slug, search }: { slug: string; search: ListSearch }): void {
  void preloadText();
  queryClient.infiniteQuery(listQuery(slug, search)).catch(shownByThePage);
  queryClient.query(countQuery(slug, search.q)).catch(shownByThePage);
}

export function loadTrajectory(queryClient: QueryClient, { slug, id }: { slug: string; id: string }): void {
  void preloadText();
  queryClient.query(trajectoryQuery(slug, id)).catch(shownByThePage);
}

/** The page asks the same question and shows why there is no answer. */
function shownByThePage(): void {
  // nothing to do here
}

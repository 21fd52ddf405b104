/** The rows of the list as far as they have come, and the next page before it is needed. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { listQuery } from "../queries";
import type { ListSearch } from "../search";
import type { Channel } from "../shapes";

/** So many rows before the end the next page is asked for. */
const AHEAD = 25;

export type ListRows = ReturnType<typeof useListRows>;

export function useListRows(slug: string, search: ListSearch) {
  const query = useInfiniteQuery(listQuery(slug, search));
  const pages = query.data?.pages;
  const rows = useMemo(() => pages?.flatMap(({ results }) => results) ?? [], [pages]);
  const channels = useMemo(() => pages?.[0]?.channels ?? [], [pages]);
  const shown = useMemo(() => channelsOf(pages?.[0]?.shown_channels ?? [], channels), [pages, channels]);
  const needRow = (index: number) => {
    if (index < rows.length - AHEAD || !query.hasNextPage || query.isFetching || query.isFetchNextPageError) return;
    void query.fetchNextPage();
  };
  return { rows, channels, shown, query, needRow };
}

function channelsOf(ids: readonly number[], channels: readonly Channel[]): Channel[] {
  return ids.flatMap((id) => channels.find((channel) => channel.id === id) ?? []);
}

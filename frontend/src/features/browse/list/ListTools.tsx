/** The bar over the list: search and filter, which scorers to show, how to sort, and how many there are. */
import { useQuery } from "@tanstack/react-query";
import { useState, type RefObject } from "react";

import { countQuery, filterChoicesQuery } from "../queries";
import type { ListSearch } from "../search";
import type { Channel } from "../shapes";
import { FilterBox } from "./FilterBox";
import { FilterChips } from "./FilterChips";
import { LanesMenu } from "./LanesMenu";
import styles from "./List.module.css";
import { sortedScorer } from "./order";
import { OrderMenu } from "./OrderMenu";

export interface ListToolsProps {
  readonly slug: string;
  readonly search: ListSearch;
  readonly onChange: (patch: ListSearch) => void;
  readonly channels: readonly Channel[];
  readonly shown: readonly Channel[];
  /** Why the server cannot read the filter. */
  readonly refusal: string | null;
  readonly input: RefObject<HTMLInputElement | null>;
}

export function ListTools({ slug, search, onChange, channels, shown, refusal, input }: ListToolsProps) {
  const { q = "", sort } = search;
  const keys = useQuery(filterChoicesQuery(slug)).data?.keys ?? [];
  const [text, setText] = useDraft(q);
  const apply = (next: string) => {
    setText(next);
    onChange({ q: next === "" ? undefined : next });
  };
  const begin = (key: string) => {
    setText(`${text} ${key}:`.trimStart());
    // Behind the menu, which gives the focus back when it closes.
    setTimeout(() => input.current?.focus());
  };
  return (
    <div className={styles.tools}>
      <h1>Trajectories</h1>
      <FilterBox text={text} onText={setText} applied={q} onApply={apply} keys={keys} error={refusal} input={input} />
      <LanesMenu channels={channels} shown={shown} sortedBy={sortedScorer(sort ?? "")} onChange={(ids) => onChange({ lanes: ids.join(",") })} />
      <FilterChips text={q} keys={keys} onApply={apply} onBegin={begin} />
      <span className={styles.order}>
        <Count slug={slug} q={search.q} />
        <OrderMenu order={sort} channels={channels} onSort={(order) => onChange({ sort: order })} />
      </span>
    </div>
  );
}

function Count({ slug, q }: { slug: string; q: string | undefined }) {
  const count = useQuery(countQuery(slug, q)).data?.count;
  if (count === undefined) return null;
  return (
    <span className={styles.count} role="status">
      {count.toLocaleString()} {count === 1 ? "trajectory" : "trajectories"}
    </span>
  );
}

/** What is being typed, until the filter in force becomes another one. */
function useDraft(q: string): [string, (text: string) => void] {
  const [draft, setDraft] = useState({ q, text: q });
  if (draft.q !== q) setDraft({ q, text: q });
  return [draft.q === q ? draft.text : q, (text) => setDraft({ q, text })];
}

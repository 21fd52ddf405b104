/** The orders of the list, as menus and column heads say them. The text is the server's: `-` in front is descending. */
import { shortScorer } from "../../../ui/laneCodes";
import type { Channel } from "../shapes";

export const IMPORT_ORDER = "id";

export interface OrderChoice {
  readonly order: string;
  readonly label: string;
}

export function orderChoices(channels: readonly Channel[]): { readonly heading: string; readonly choices: readonly OrderChoice[] }[] {
  const scorers = [...new Set(channels.map(({ scorer }) => scorer))];
  return [
    {
      heading: "Import",
      choices: [
        { order: "id", label: "in order of import" },
        { order: "-id", label: "newest first" },
      ],
    },
    {
      heading: "Steps",
      choices: [
        { order: "steps", label: "fewest first" },
        { order: "-steps", label: "most first" },
      ],
    },
    ...scorers.map((scorer) => ({
      heading: `Lowest reward, ${scorer}`,
      choices: [
        { order: `lowest:${scorer}`, label: "lowest first" },
        { order: `-lowest:${scorer}`, label: "highest first" },
      ],
    })),
  ];
}

/** An order in the few words that a chip has room for. */
export function orderName(order: string): string {
  const down = order.startsWith("-");
  const name = order.replace(/^-/, "");
  if (name === "steps") return down ? "most steps" : "fewest steps";
  const scorer = sortedScorer(order);
  if (scorer !== null) return `${down ? "highest" : "lowest"} ${shortScorer(scorer)}`;
  return down ? "newest first" : "import";
}

/** The scorer whose lowest reward an order goes by, or null. */
export function sortedScorer(order: string): string | null {
  return /^-?lowest:(.+)$/s.exec(order)?.[1] ?? null;
}

export type SortDirection = "ascending" | "descending" | "none";

/** How a column is sorted now. `column` is an order without its sign. */
export function directionOf(order: string, column: string): SortDirection {
  if (order === column) return "ascending";
  return order === `-${column}` ? "descending" : "none";
}

/** What a press on a column's head means: sort by it, turn it round, and then leave it. */
export function nextOrder(order: string, column: string): string | undefined {
  const next = { none: column, ascending: `-${column}`, descending: undefined };
  return next[directionOf(order, column)];
}

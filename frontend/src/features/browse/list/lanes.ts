/** Which scorers' lanes an address asks for, by the server's own rule, so that a choice shows before the rows have come. */
import type { ListSearch } from "../search";
import type { Channel } from "../shapes";
import { sortedScorer } from "./order";

export const MOST_LANES = 3;

/** `shown` is what the server chose for the rows that are there. */
export function chosenChannels({ lanes, sort }: ListSearch, channels: readonly Channel[], shown: readonly Channel[]): readonly Channel[] {
  if (lanes === undefined) return shown;
  const ids = lanes.split(",").map(Number);
  const wanted = ids.flatMap((id) => channels.find((channel) => channel.id === id) ?? []);
  if (wanted.length === 0 && lanes !== "") return shown;
  const scorer = sortedScorer(sort ?? "");
  const first = channels.filter((channel) => channel.scorer === scorer).slice(0, 1);
  return [...new Set([...first, ...wanted])].slice(0, MOST_LANES);
}

/** What stands in the addresses of the list and of a trajectory: all of what one sees, so that a link shows the same. */

type Raw = Record<string, unknown>;

/** A list: filter, order and lanes. Everything left out is the ordinary: all, in the order of import, the first lanes. */
export interface ListSearch {
  readonly q?: string;
  readonly sort?: string;
  /** Ids of channels with commas between; empty for none. */
  readonly lanes?: string;
}

/** A trajectory, with the list that it was opened from: the one that "next" goes on in. */
export interface TrajectorySearch extends ListSearch {
  readonly step?: number;
}

export function listSearch(raw: Raw): ListSearch {
  return { ...text("q", raw.q), ...text("sort", raw.sort), ...text("lanes", raw.lanes) };
}

export function trajectorySearch(raw: Raw): TrajectorySearch {
  const step = Number(raw.step ?? Number.NaN);
  return { ...listSearch(raw), ...(Number.isInteger(step) && step >= 0 ? { step } : {}) };
}

/** The router reads `q=17` as a number and `q=true` as a truth; both were typed as text. */
function text<Name extends string>(name: Name, value: unknown): Partial<Record<Name, string>> {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return {};
  const found = String(value);
  return found === "" && name !== "lanes" ? {} : ({ [name]: found } as Partial<Record<Name, string>>);
}

/** Which steps are a sub-agent's: runs of them, each a branch of the trajectory; and what is in view where some are folded. Pure. */

export interface Branch {
  /** First step, and the one behind the last. */
  readonly start: number;
  readonly end: number;
  readonly agent: string;
}

interface Spoken {
  readonly role: string;
  /** Name of the agent that wrote it, where its message has one. */
  readonly agent?: string | undefined;
}

/**
 * The agent that speaks first is the main one; so is whoever has no name. Outputs of tools belong to the step before them. A
 * user turn is a sub-agent's only where an assistant has its name too: people have names as well.
 */
export function branchesOf(steps: readonly Spoken[]): Branch[] {
  const agents = subAgents(steps);
  const branches: Branch[] = [];
  let speaker: string | undefined;
  for (const [index, { role, agent }] of steps.entries()) {
    const last = branches.at(-1);
    if (role !== "tool") speaker = agents.has(agent) ? agent : undefined;
    if (speaker === undefined) continue;
    if (last?.end === index && last.agent === speaker) branches[branches.length - 1] = { ...last, end: index + 1 };
    else branches.push({ start: index, end: index + 1, agent: speaker });
  }
  return branches;
}

function subAgents(steps: readonly Spoken[]): Set<string | undefined> {
  const models = steps.filter(({ role }) => role === "assistant");
  const names = new Set(models.map(({ agent }) => agent));
  names.delete(models[0]?.agent);
  names.delete(undefined);
  return names;
}

/** The branch that a step lies in. */
export function branchAt(branches: readonly Branch[], step: number): Branch | undefined {
  return branches.find(({ start, end }) => start <= step && step < end);
}

/** The branch that is meant at a step: its own, else the one right behind it, else the nearest before it. */
export function branchNear(branches: readonly Branch[], step: number): Branch | undefined {
  return branchAt(branches, step) ?? branches.find(({ start }) => start === step + 1) ?? branches.findLast(({ end }) => end <= step) ?? branches[0];
}

/** Branches that are folded away, by their first steps. */
export type Folded = ReadonlySet<number>;

/** Steps and heads of folded branches that are in view, by step: a folded branch is there with its first. */
export function rowsOf(count: number, branches: readonly Branch[], folded: Folded): number[] {
  const hidden = new Set(branches.flatMap(({ start, end }) => (folded.has(start) ? Array.from({ length: end - start - 1 }, (_, place) => start + 1 + place) : [])));
  return Array.from({ length: count }, (_, index) => index).filter((index) => !hidden.has(index));
}

/** Where a step stands among the rows, or would stand: rows are in order. */
export function rowAt(rows: readonly number[], step: number): number {
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((rows[middle] ?? 0) <= step) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The step before or behind one, past what is folded away. */
export function besideBranches(branches: readonly Branch[], folded: Folded, { from, by }: { from: number; by: 1 | -1 }): number {
  let to = from + by;
  for (let branch = branchAt(branches, to); branch && folded.has(branch.start); branch = branchAt(branches, to)) to = by === 1 ? branch.end : branch.start - 1;
  return to;
}

/** The same folding where that step is in view; else with the branch unfolded that holds it. */
export function withInView(branches: readonly Branch[], folded: Folded, step: number): Folded {
  const branch = folded.size === 0 ? undefined : branchAt(branches, step);
  if (!branch || !folded.has(branch.start)) return folded;
  return new Set([...folded].filter((start) => start !== branch.start));
}

/** With that branch folded, or unfolded where it is. */
export function toggled(folded: Folded, { start }: Branch): Folded {
  const next = new Set(folded);
  if (!next.delete(start)) next.add(start);
  return next;
}

/** All of them folded; none where any is. */
export function allToggled(folded: Folded, branches: readonly Branch[]): Folded {
  return new Set(folded.size > 0 ? [] : branches.map(({ start }) => start));
}

interface Folding {
  readonly branches: readonly Branch[];
  readonly folded: Folded;
  readonly focus: number;
  readonly count: number;
}

/** Where the focus goes when its own step is folded away: to the nearest step before that is in view, else behind. */
export function outsideFolded({ branches, folded, focus, count }: Folding): number {
  const isHidden = (step: number) => folded.has(branchAt(branches, step)?.start ?? -1);
  for (let step = focus; step >= 0; step -= 1) if (!isHidden(step)) return step;
  for (let step = focus; step < count; step += 1) if (!isHidden(step)) return step;
  return focus;
}

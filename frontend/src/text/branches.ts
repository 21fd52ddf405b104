/** Which steps are a sub-agent's: runs of them, each a branch of the trajectory. Pure. */

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

/** A guideline cut into its rules, and which of them applies now. Pure: the body is Markdown from the project. */

export type RuleKind = "label" | "first-error" | "after" | "outcome" | "other";

type RuleLabel = 1 | 0 | -1;

export interface Rule {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly kind: RuleKind;
  /** The label that the rule explains. */
  readonly label?: RuleLabel;
}

const BOLD_LEAD = /^\*\*(.+?)[.:]?\*\*[.:]?[ \t]*/;
const HEADING = /^#{1,6}[ \t]+(.+?)[ \t]*#*$/;

/** Paragraphs that begin in bold and sections under a heading each are one rule; text before the first has no title. */
export function rulesOf(body: string): Rule[] {
  const rules: { readonly title: string; readonly body: string[] }[] = [];
  for (const block of body.trim().split(/\n\s*\n/)) {
    const opened = opening(block);
    const current = rules.at(-1);
    if (opened) rules.push(opened);
    else if (current) current.body.push("", block);
    else rules.push({ title: "", body: [block] });
  }
  return rules.map(({ title, body: lines }) => ({ title, body: lines.join("\n").trim(), ...meaning(title) }));
}

/** The rule that a block of text opens, if it opens one. */
function opening(block: string): { title: string; body: string[] } | null {
  const [first = "", ...rest] = block.split("\n");
  const heading = HEADING.exec(first)?.[1];
  if (heading !== undefined) return { title: heading, body: rest };
  const lead = BOLD_LEAD.exec(block);
  return lead && { title: lead[1] ?? "", body: [block.slice(lead[0].length)] };
}

/** The rule that one needs now: about the outcome when only that is open, else about the first error or what comes after. */
export function applies(kind: RuleKind, now: { readonly onlyOutcomeLeft: boolean; readonly isAfter: boolean }): boolean {
  const wanted: RuleKind = now.onlyOutcomeLeft ? "outcome" : now.isAfter ? "after" : "first-error";
  return kind === wanted;
}

function meaning(title: string): Pick<Rule, "kind" | "label"> {
  const label = LABELS.find(([words]) => words.test(title));
  if (label) return { kind: "label", label: label[1] };
  return { kind: KINDS.find(([words]) => words.test(title))?.[1] ?? "other" };
}

const LABELS: readonly (readonly [RegExp, RuleLabel])[] = [
  [/\b(incorrect|wrong|hurts|bad)\b|[−-]1\b/i, -1],
  [/\b(neutral)\b|\(0\)/i, 0],
  [/\b(correct|right|helps|good)\b|\+1\b/i, 1],
];

const KINDS: readonly (readonly [RegExp, RuleKind])[] = [
  [/\bafter\b/i, "after"],
  [/\bfirst error\b/i, "first-error"],
  [/\b(outcome|final|result|answer)\b/i, "outcome"],
];

/** Formulas to HTML by KaTeX, bounded: a hostile formula costs a fraction of a second and shows as its source. */
import katex from "katex";
import "katex/dist/katex.min.css";

const OPTIONS = {
  trust: false, // no links, no images, no classes from a trace
  strict: "ignore",
  maxExpand: 200,
  maxSize: 20,
  throwOnError: true,
  output: "htmlAndMathml",
} as const;

const CACHE_SIZE = 2_000;
const cache = new Map<string, string | null>();

/** HTML made by KaTeX, or null where the formula cannot be set and its source has to do. */
export function typeset(tex: string, display: boolean): string | null {
  const key = `${display ? "D" : "I"}${tex}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const html = set(tex, display);
  if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value ?? "");
  cache.set(key, html);
  return html;
}

function set(tex: string, display: boolean): string | null {
  if (nesting(tex) > MAX_NESTING) return null;
  // Models write money inside maths, "\(5 \times 40 = $200\)", where TeX would end the formula.
  const asMoney = tex.replace(/\\.|\$/g, (found) => (found === "$" ? "\\$" : found));
  return attempt(tex, display) ?? (asMoney === tex ? null : attempt(asMoney, display));
}

function attempt(tex: string, displayMode: boolean): string | null {
  try {
    return katex.renderToString(tex, { ...OPTIONS, displayMode, macros: { ...MACROS } });
  } catch {
    return null; // not TeX that KaTeX knows; also a stack that nesting has used up
  }
}

/** What traces use and KaTeX lacks. Copied for each formula: a formula may define more, and only for itself. */
const MACROS = { "\\mbox": "\\text{#1}", "\\arraystretch": "1" };

/** Deep nesting makes boxes in boxes, and the browser pays for each level again when it lays them out. */
const MAX_NESTING = 40;

function nesting(tex: string): number {
  let depth = 0;
  let deepest = 0;
  for (const char of tex) {
    if (char === "{") deepest = Math.max(deepest, (depth += 1));
    else if (char === "}") depth -= 1;
  }
  return deepest;
}

/** What one step may spend on maths. Beyond it formulas stand as they were written. */
export class MathBudget {
  private readonly started: number;
  private chars = 0;
  private count = 0;

  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly limits = { chars: 40_000, count: 200, ms: 400 },
  ) {
    this.started = now();
  }

  /** HTML of a formula, or null where it cannot be set or nothing is left to spend. */
  set(tex: string, display: boolean): string | null {
    this.chars += tex.length;
    this.count += 1;
    const { chars, count, ms } = this.limits;
    const affordable = this.chars <= chars && this.count <= count && this.now() - this.started <= ms;
    return affordable ? typeset(tex, display) : null;
  }
}

/** Short names where a lane is too thin for a long one. The long one always stands in the title. */

/** One word for a scorer: "Qwen2.5" of "Qwen2.5-Math-PRM-7B"; a name of plain words keeps them all. */
export function shortScorer(name: string): string {
  const last = name.split("/").at(-1) ?? name;
  if (/^[a-z]+(-[a-z]+)*$/.test(last)) return last.replaceAll("-", " ");
  return last.length <= 12 ? last : (/^[^\s\-_]+/.exec(last)?.[0] ?? last);
}

/** Two characters for each name, all different: "Qw", "Sk"; where two begin alike, "Q1" and "Q2" in their order. */
export function laneCodes(names: readonly string[]): string[] {
  const starts = names.map(twoLetters);
  const seen = new Map<string, number>();
  return starts.map((start) => {
    if (starts.filter((other) => other === start).length === 1) return start;
    const turn = (seen.get(start) ?? 0) + 1;
    seen.set(start, turn);
    return `${start.slice(0, 1)}${turn}`;
  });
}

function twoLetters(name: string): string {
  const [first = "", second = ""] = (name.split("/").at(-1) ?? name).match(/[\p{L}\p{N}]/gu) ?? [];
  return first.toUpperCase() + second.toLowerCase();
}

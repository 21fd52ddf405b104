/** P(first error) of a scorer as bars: heights, words for the two largest, and which ticks have room for a number. */

export interface Bar {
  /** A step, or null for "no error". */
  readonly step: number | null;
  readonly share: number;
}

export function barsOf(posterior: { readonly by_step: readonly number[]; readonly none: number }, scorable: readonly number[]): Bar[] {
  return [...scorable.map((step) => ({ step, share: posterior.by_step[step] ?? 0 })), { step: null, share: posterior.none }];
}

/** "no error 85 %, step 5 14 %": the largest two, the second only where it can be told from nothing. */
export function barsText(bars: readonly Bar[]): string {
  const [first, second] = [...bars].sort((a, b) => b.share - a.share);
  const said = [first, second && second.share >= 0.005 ? second : undefined];
  return said.flatMap((bar) => (bar ? `${barName(bar)} ${percent(bar.share)}` : [])).join(", ");
}

export function barName({ step }: Bar): string {
  return step === null ? "no error" : `step ${step}`;
}

/** A share as people read it; only what is exactly nothing or all is written as 0 or 100 %. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  if (rounded === 0 && share > 0) return "<1 %";
  if (rounded === 100 && share < 1) return ">99 %";
  return `${rounded} %`;
}

/** Steps whose number is written under the axis: all of them while they have room, then every second, fifth, tenth… */
export function ticks(count: number, room: number): (place: number) => boolean {
  const every = [1, 2, 5, 10, 20, 50, 100, 200].find((step) => Math.ceil(count / step) <= room) ?? 500;
  return (place) => place % every === 0;
}

/** What a meaning that is no probability has to say for itself in this place. */
export function whyNoBars(semantics: string): string {
  if (semantics === "verdict") return "a rule says what holds, not how likely a step is";
  if (semantics === "undeclared") return "nobody has said what its numbers mean";
  return `${/^[aeiou]/.test(semantics) ? "an" : "a"} ${semantics.replace("-", " ")} is not a probability`;
}

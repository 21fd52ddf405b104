/** Shares, times and distances as people read them. */
import type { Share } from "./quality";

export function percent(value: number | null): string {
  return value === null ? "–" : `${Math.round(100 * value)} %`;
}

/** "82 %, between 74 and 88, of 40": what a share says in full. */
export function shareText({ value, low, high, count }: Share): string {
  if (value === null || low === null || high === null) return "nothing to compare";
  return `${percent(value)}, between ${Math.round(100 * low)} and ${Math.round(100 * high)}, of ${count.toLocaleString()}`;
}

/** Seconds of work: "4.2 s", "48 s", "3 min", "1 h 10 min". */
export function worked(seconds: number | null): string {
  if (seconds === null) return "–";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How far off a first error was marked: "2 steps early", "right", "1 step late". */
export function distanceText(steps: number): string {
  if (steps === 0) return "right";
  const size = Math.abs(steps);
  return `${size} ${size === 1 ? "step" : "steps"} ${steps < 0 ? "early" : "late"}`;
}

/** From a reward to a colour. Domains are fixed per meaning and never rescaled per trajectory: equal colour, equal number. */

/** What a scorer's number means, as the server names it. */
export type Semantics = "probability" | "value" | "advantage" | "log-ratio" | "vote-share" | "verdict" | "rating" | "undeclared";

export type Ramp = "model" | "value" | "diff";

const LAST_STOP: Readonly<Record<Ramp, number>> = { model: 10, value: 10, diff: 8 };

/** Only P(correct) is on cividis: two meanings never share a scale. */
export function rampOf(semantics: Semantics): Ramp {
  return semantics === "probability" ? "model" : "value";
}

export function domainOf(semantics: Semantics): readonly [number, number] {
  return semantics === "advantage" || semantics === "log-ratio" ? [-1, 1] : [0, 1];
}

/** The name of a meaning, as a legend says it. */
export function semanticsName(semantics: Semantics): string {
  return semantics === "probability" ? "P(correct)" : semantics.replace("-", " ");
}

/** The CSS colour of a value; beyond the ends of its domain it is the colour of the end. */
export function rewardColour(reward: number, semantics: Semantics): string {
  const [low, high] = domainOf(semantics);
  return rampColour((reward - low) / (high - low), rampOf(semantics));
}

/** The CSS colour at a share (0 to 1) of a ramp, between two of the stops in tokens.css. */
export function rampColour(share: number, ramp: Ramp): string {
  const last = LAST_STOP[ramp];
  const place = Math.min(1, Math.max(0, share)) * last;
  const stop = Math.floor(place);
  const rest = Math.round((place - stop) * 100);
  if (rest === 0) return `var(--${ramp}-${stop})`;
  return `color-mix(in srgb, var(--${ramp}-${stop + 1}) ${rest}%, var(--${ramp}-${stop}))`;
}

export function rampGradient(ramp: Ramp): string {
  const stops = Array.from({ length: LAST_STOP[ramp] + 1 }, (_, stop) => `var(--${ramp}-${stop})`);
  return `linear-gradient(90deg, ${stops.join(", ")})`;
}

/**
 * A reward in the three or four characters of a lane: ".86", "1", "0", "-1.2". Only an exact 0 or 1 is written as one;
 * what rounds to it is "~1": a saturated score is not the same as a certain one.
 */
export function shortReward(reward: number): string {
  if (reward >= 0.995 && reward < 1) return "~1";
  if (reward > 0 && reward < 0.005) return "~0";
  if (Number.isInteger(reward)) return String(reward).replace("-", "−");
  const text = Math.abs(reward) >= 10 ? reward.toFixed(0) : Math.abs(reward) >= 1 ? reward.toFixed(1) : reward.toFixed(2);
  return text.replace(/^(-?)0\./, "$1.").replace("-", "−");
}

/** A reward as one quotes it: three digits behind the point, more where rounding would claim certainty. */
export function fullReward(reward: number): string {
  const rounded = reward.toFixed(3);
  const claims = (rounded === "1.000" && reward !== 1) || (rounded === "0.000" && reward !== 0);
  return (claims ? reward.toPrecision(6) : rounded).replace("-", "−");
}

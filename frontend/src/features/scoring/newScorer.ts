/** What the form of a scorer sends: only what differs from the preset. */
import type { NewScorer, Preset } from "./runs";

export interface ScorerForm {
  readonly name: string;
  readonly model: string;
  /** By dotted name, as typed. */
  readonly settings: Readonly<Record<string, string>>;
  /** By channel, as typed; empty keeps the preset's. */
  readonly thresholds: Readonly<Record<string, string>>;
}

export const emptyForm: ScorerForm = { name: "", model: "", settings: {}, thresholds: {} };

export function newScorer(preset: Preset, form: ScorerForm): NewScorer {
  const name = form.name.trim();
  const model = form.model.trim();
  const thresholds = filled(form.thresholds).map(([channel, value]) => [channel, { threshold: Number(value) }] as const);
  const settings = filled(form.settings);
  return {
    preset: preset.name,
    ...(name === "" ? {} : { name }),
    ...(model === "" ? {} : { model }),
    ...(thresholds.length === 0 ? {} : { channels: Object.fromEntries(thresholds) }),
    ...(settings.length === 0 ? {} : { configuration: nested(settings) }),
  };
}

function filled(fields: Readonly<Record<string, string>>): (readonly [string, string])[] {
  return Object.entries(fields).flatMap(([name, value]) => (value.trim() === "" ? [] : [[name, value.trim()] as const]));
}

/** `endpoint.url` stands in a table `endpoint`. */
function nested(settings: readonly (readonly [string, string])[]): Record<string, unknown> {
  const configuration: Record<string, unknown> = {};
  for (const [name, value] of settings) {
    const keys = name.split(".");
    const last = keys.pop() ?? name;
    let table = configuration;
    for (const key of keys) table = (table[key] ??= {}) as Record<string, unknown>;
    table[last] = value;
  }
  return configuration;
}

/** On what a lane was computed, in words: the model and the texts around it first, then how it ran. */
import type { Schemas } from "../../../api/types";

const NAMES: Readonly<Record<string, string>> = {
  model: "Model",
  revision: "Weights",
  tokenizer_hash: "Tokenizer",
  template_hash: "Template",
  dtype: "Numbers",
  attention: "Attention",
  device: "Device",
};
const ORDER = Object.keys(NAMES);

/** Names that nobody foresaw stand at the end, as the worker wrote them. Hashes are cut to what one can compare. */
export function provenanceOf({ provenance }: Pick<Schemas["Lane"], "provenance">): (readonly [string, string])[] {
  const place = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return Object.entries(provenance)
    .filter(([, value]) => value !== "")
    .sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b))
    .map(([name, value]) => [NAMES[name] ?? name.replaceAll("_", " "), /^[0-9a-f]{16,}$/.test(value) ? value.slice(0, 12) : value] as const);
}

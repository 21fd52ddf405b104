/** What a label is called under a protocol; "unlabelled" where there is none. */
import { labelWord } from "../../ui/Labels";
import type { Label } from "./draft";
import { valueOf, type Protocol } from "./protocol";

export function nameOf(protocol: Protocol, label: Label | null | undefined): string {
  return valueOf(protocol, label)?.name ?? labelWord(label ?? null);
}

/** In a sentence: the sign where the usual one says it, the name where the number means something else. */
export function callOf(protocol: Protocol, label: Label | null | undefined): string {
  return label === -1 ? "−1" : nameOf(protocol, label);
}

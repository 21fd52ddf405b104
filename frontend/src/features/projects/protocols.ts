/** What a project can ask of its annotators. */

export const PROTOCOLS = [
  { value: "ternary", label: "Ternary step labels", about: "Every step gets +1, 0 or −1, then the first error and the outcome are confirmed. More work, and says more." },
  { value: "first-error", label: "First error", about: "Only the first wrong step is asked for, or “no error”. Faster; the steps before it stay unlabelled." },
] as const;

export type Protocol = (typeof PROTOCOLS)[number]["value"];

export function protocolName(protocol: string): string {
  return PROTOCOLS.find(({ value }) => value === protocol)?.label ?? protocol;
}

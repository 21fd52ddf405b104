/** Our own icons, drawn on a 16 grid with a stroke of 1.5. Decoration only: what they mean is always said in words too. */
import type { ReactNode } from "react";

const DRAWINGS = {
  check: <path d="M3 8.5l3.2 3.2L13 4.8" />,
  ring: <circle cx="8" cy="8" r="4" />,
  cross: <path d="M4.2 4.2l7.6 7.6M11.8 4.2l-7.6 7.6" />,
  dot: <circle cx="8" cy="8" r="1.3" fill="currentColor" stroke="none" />,
  flag: <path d="M4 14V2.5M4 3h7.6L9.8 5.8l1.8 2.7H4" />,
  question: <path d="M5.7 6a2.35 2.35 0 1 1 3.5 2c-.8.5-1.2.9-1.2 1.8M8 12.6v.01" />,
  equal: <path d="M3.5 6.2h9M3.5 9.8h9" />,
  unequal: <path d="M3.5 6.2h9M3.5 9.8h9M10.4 2.8L5.6 13.2" />,
  dash: <path d="M5.5 8h5" />,
  search: <path d="M11.2 7a4.2 4.2 0 1 1-8.4 0 4.2 4.2 0 0 1 8.4 0zM10.2 10.2l3.3 3.3" />,
  keyboard: <path d="M3.3 4h9.4a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5H3.3a1.5 1.5 0 0 1-1.5-1.5v-5A1.5 1.5 0 0 1 3.3 4zM4.3 6.6v.01M6.8 6.6v.01M9.2 6.6v.01M11.7 6.6v.01M5 9.5h6" />,
  contrast: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" stroke="none" />
    </>
  ),
  "chevron-down": <path d="M3.5 6L8 10.5 12.5 6" />,
  "chevron-up": <path d="M3.5 10L8 5.500 12.500 10" />,
  "chevron-right": <path d="M6 3.5L10.5 8 6 12.5" />,
  "chevron-left": <path d="M10 3.5L5.5 8l4.5 4.5" />,
  "arrow-up": <path d="M8 13V3.5M4 7.300l4-4 4 4" />,
  "arrow-down": <path d="M8 3v9.5M4 8.700l4 4 4-4" />,
  "arrow-right": <path d="M2.8 8h10M9 4.2L12.8 8 9 11.8" />,
  plus: <path d="M8 3.5v9M3.5 8h9" />,
  sort: <path d="M4.5 3v10M4.5 13l-2-2M4.5 13l2-2M9 4.5h5M9 8h3.5M9 11.5h2" />,
  filter: <path d="M2.5 3.5h11L9.3 8.6v3.6l-2.6 1.3V8.6z" />,
  tool: <path d="M9.8 2.6a3.4 3.4 0 0 0-3.9 4.6l-3.3 3.3 2.9 2.9 3.3-3.3a3.4 3.4 0 0 0 4.6-3.9l-2.1 2.1-2.1-.6-.6-2.1z" />,
  saved: <path d="M4.6 12.5a2.9 2.9 0 0 1-.4-5.8 4 4 0 0 1 7.6.9 2.5 2.5 0 0 1-.2 4.9zM6 9.5l1.4 1.4 2.6-2.8" />,
  offline: <path d="M4.6 12.5a2.9 2.9 0 0 1-.4-5.8 4 4 0 0 1 7.6.9 2.5 2.5 0 0 1-.2 4.9zM2.8 13.5L13.2 2.5" />,
  clock: <path d="M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0zM8 4.8V8l2.2 1.5" />,
  blind: <path d="M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4zM3 13.2L13 2.8" />,
  eye: <path d="M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4zM9.8 8a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0z" />,
  dice: <path d="M4.8 2.8h6.4a2 2 0 0 1 2 2v6.4a2 2 0 0 1-2 2H4.8a2 2 0 0 1-2-2V4.8a2 2 0 0 1 2-2zM5.6 5.6v.01M10.4 5.6v.01M8 8v.01M5.6 10.4v.01M10.4 10.4v.01" />,
  tag: <path d="M2.5 7.6V3a.5.5 0 0 1 .5-.5h4.6l6 6-5.1 5.1zM5.3 5.3v.01" />,
  comment: <path d="M3 3h10v7.5H8L5 13v-2.5H3z" />,
  link: <path d="M6.8 9.2a2.5 2.5 0 0 0 3.6 0l2.2-2.2a2.5 2.5 0 0 0-3.6-3.6l-.8.8M9.2 6.8a2.5 2.5 0 0 0-3.6 0L3.4 9a2.5 2.5 0 0 0 3.6 3.6l.8-.8" />,
  copy: <path d="M6 6h7v7.5H6zM3.5 10.5H3v-8h7V3" />,
  download: <path d="M8 2.5v7.5M8 10L5 7M8 10l3-3M3 13.2h10" />,
  upload: <path d="M8 10.5V3M8 3L5 6M8 3l3 3M3 13.2h10" />,
  undo: <path d="M5.5 3L2.8 5.7l2.7 2.7M2.8 5.7h6.4a3.6 3.6 0 0 1 0 7.2H6" />,
  trash: <path d="M3 4.5h10M6.2 4.5V3h3.6v1.5M4.3 4.5l.6 9h6.2l.6-9M6.8 7v4M9.2 7v4" />,
  key: <path d="M9.2 6.2a3.2 3.2 0 1 1-6.4 0 3.2 3.2 0 0 1 6.4 0zM8.3 8.5l5 5M11.2 11.4l1.6-1.6" />,
  people: <path d="M8.4 5.6a2.4 2.4 0 1 1-4.8 0 2.4 2.4 0 0 1 4.8 0zM1.8 13c.3-2.4 2-3.8 4.2-3.8s3.9 1.4 4.2 3.800M10.6 3.500a2.3 2.3 0 0 1 0 4.300M11.8 9.500c1.4.5 2.2 1.7 2.4 3.5" />,
  "sign-out": <path d="M9.5 3H3.500v10h6M7 8h6.500M11 5.500L13.5 8 11 10.5" />,
  file: <path d="M4 2.500h5l3 3v8H4zM9 2.500v3h3" />,
  warning: <path d="M8 2.800l5.8 10.400H2.200zM8 6.800v3M8 11.600v.01" />,
  bookmark: <path d="M4 2.500h8v11L8 10.5 4 13.500z" />,
  grid: <path d="M2.8 2.800h4v4h-4zM9.2 2.800h4v4h-4zM2.8 9.200h4v4h-4zM9.2 9.200h4v4h-4z" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof DRAWINGS;

export interface IconProps {
  readonly name: IconName;
  readonly size?: number;
  readonly strokeWidth?: number;
  readonly className?: string;
}

export function Icon({ name, size = 16, strokeWidth = 1.5, className }: IconProps) {
  return (
    <svg
      className={className}
      style={{ display: "block", flex: "none" }}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={strokeWidth}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {DRAWINGS[name]}
    </svg>
  );
}

/** Assay's mark: three traces, one of them broken at its first error. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" style={{ display: "block" }} aria-hidden="true">
      <rect x="2" y="3" width="4" height="16" rx="1" fill="currentColor" />
      <rect x="9" y="3" width="4" height="9" rx="1" fill="currentColor" />
      <rect x="9" y="14" width="4" height="5" rx="1" fill="var(--neg)" />
      <rect x="16" y="3" width="4" height="16" rx="1" fill="currentColor" opacity=".32" />
    </svg>
  );
}

/** A short explanation on hover and on focus. Nothing that one must know stands only here. */
import { Tooltip as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

import { Kbd } from "./Kbd";
import styles from "./Tooltip.module.css";

export interface TooltipProps {
  readonly text: ReactNode;
  /** Key shown behind the text. */
  readonly chord?: string;
  readonly side?: "top" | "bottom" | "left" | "right";
  /** One element that takes focus and a ref. */
  readonly children: ReactElement;
}

export function Tooltip({ text, chord, side = "bottom", children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.tip} side={side} sideOffset={6} collisionPadding={8} data-on-ink="">
          {text}
          {chord !== undefined && <Kbd chord={chord} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={350} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  );
}

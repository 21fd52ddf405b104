/** Short news at the foot of the page, with at most one thing to do about it. */
import { Toast as Radix } from "radix-ui";
import { createContext, useCallback, useContext, useState, type ReactNode } from "react";

import { Kbd } from "./Kbd";
import styles from "./Toast.module.css";

export interface ToastNews {
  readonly text: ReactNode;
  /** What can be done now, e.g. take it back. */
  readonly action?: { readonly label: string; readonly run: () => void; readonly chord?: string };
  /** Milliseconds in view; 4,000 otherwise. */
  readonly duration?: number;
}

type Shown = ToastNews & { readonly id: number };

const ToastContext = createContext<((news: ToastNews | string) => void) | null>(null);

/** Tells the person something: `toast("Copied")` or `toast({ text, action, duration })`. */
export function useToast(): (news: ToastNews | string) => void {
  const show = useContext(ToastContext);
  if (!show) throw new Error("Toasts need a <ToastProvider> above them.");
  return show;
}

export function ToastProvider({ children }: { children: ReactNode }) {
  // One at a time: the newest is what the person just did.
  const [shown, setShown] = useState<Shown | null>(null);
  const show = useCallback((news: ToastNews | string) => {
    setShown((before) => ({ ...(typeof news === "string" ? { text: news } : news), id: (before?.id ?? 0) + 1 }));
  }, []);
  return (
    <ToastContext value={show}>
      <Radix.Provider duration={4_000} label="News">
        {children}
        {shown && <ToastView key={shown.id} news={shown} onClose={() => setShown((now) => (now === shown ? null : now))} />}
        <Radix.Viewport className={styles.viewport} />
      </Radix.Provider>
    </ToastContext>
  );
}

function ToastView({ news, onClose }: { news: Shown; onClose: () => void }) {
  return (
    <Radix.Root className={styles.toast} duration={news.duration} onOpenChange={(open) => !open && onClose()} data-on-ink="">
      <Radix.Description>{news.text}</Radix.Description>
      {news.action && (
        <Radix.Action className={styles.action} altText={news.action.label} onClick={news.action.run}>
          {news.action.label}
          {news.action.chord !== undefined && <Kbd chord={news.action.chord} />}
        </Radix.Action>
      )}
    </Radix.Root>
  );
}

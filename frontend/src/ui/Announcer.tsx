/** Says changes to screen readers that are otherwise only seen: "Step 4: incorrect". */
import { createContext, useCallback, useContext, useState, type ReactNode } from "react";

import styles from "./VisuallyHidden.module.css";

const AnnounceContext = createContext<(text: string) => void>(() => undefined);

export function useAnnounce(): (text: string) => void {
  return useContext(AnnounceContext);
}

export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState({ text: "", turn: 0 });
  const announce = useCallback((text: string) => setSaid(({ turn }) => ({ text, turn: turn + 1 })), []);
  return (
    <AnnounceContext value={announce}>
      {children}
      {/* A new node for each message: the same sentence twice is said twice. */}
      <div className={styles.hidden} aria-live="polite" role="status">
        <span key={said.turn}>{said.text}</span>
      </div>
    </AnnounceContext>
  );
}

export function VisuallyHidden({ children }: { children: ReactNode }) {
  return <span className={styles.hidden}>{children}</span>;
}

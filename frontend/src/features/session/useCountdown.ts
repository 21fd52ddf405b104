import { useEffect, useState } from "react";

/** Seconds that are left of a wait. A new `turn` starts it again. */
export function useCountdown(seconds: number, turn: number): number {
  const [passed, setPassed] = useState({ turn, seconds: 0 });
  useEffect(() => {
    if (seconds === 0) return undefined;
    const started = Date.now();
    const timer = setInterval(() => setPassed({ turn, seconds: Math.floor((Date.now() - started) / 1_000) }), 1_000);
    return () => clearInterval(timer);
  }, [seconds, turn]);
  return Math.max(0, seconds - (passed.turn === turn ? passed.seconds : 0));
}

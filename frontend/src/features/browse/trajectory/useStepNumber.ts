/** "g", then a number: goes as soon as no longer number is possible, or when the typing rests. */
import { useEffect, useRef, useState } from "react";

import type { Command } from "../../../keyboard";

const REST = 900;
const DIGITS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

export interface StepNumber {
  /** What was typed so far; null while nobody is typing a number. */
  readonly typed: string | null;
  readonly commands: readonly Command[];
}

export function useStepNumber(last: number, go: (index: number) => void): StepNumber {
  const [typed, setTyped] = useState<string | null>(null);
  const going = useRef(go);
  useEffect(() => void (going.current = go));
  useEffect(() => {
    if (typed === null) return;
    const timer = setTimeout(() => {
      if (typed !== "") going.current(Number(typed));
      setTyped(null);
    }, REST);
    return () => clearTimeout(timer);
  }, [typed]);
  const type = (digit: string) => () => {
    const next = (typed ?? "") + digit;
    if (isWhole(next, last)) {
      setTyped(null);
      go(Number(next));
    } else setTyped(next);
  };
  const group = "Move";
  return {
    typed,
    commands: [
      { id: "read.number", title: "Go to step, then its number", group, keys: ["g"], run: () => setTyped("") },
      // Commands only while a number is typed: at any other time there is nothing that a digit would do, by key or by name.
      ...(typed === null ? [] : DIGITS.map((digit) => ({ id: `read.digit${digit}`, title: digit, group, keys: [digit], run: type(digit) }))),
    ],
  };
}

/** No further digit could make another step of it. */
export function isWhole(typed: string, last: number): boolean {
  return Number(typed) * 10 > last || typed.length >= String(last).length;
}

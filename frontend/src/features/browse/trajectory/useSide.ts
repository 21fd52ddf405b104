/** The column beside the steps: there on a wide screen, folded on a narrow one, until the person says otherwise. */
import { useState } from "react";

const NARROW = "(max-width: 1100px)";

export function useSide() {
  const [chosen, setChosen] = useState<boolean | null>(null);
  const toggle = () => setChosen(!(chosen ?? !window.matchMedia(NARROW).matches));
  return { open: chosen ?? undefined, toggle };
}

/** Which outputs are unfolded. */
import { useCallback, useState } from "react";

export function useFolding(count: number) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const fold = useCallback((index: number, isOpen: boolean) => {
    setOpen((before) => {
      const after = new Set(before);
      if (isOpen) after.add(index);
      else after.delete(index);
      return after;
    });
  }, []);
  const toggleAll = () => setOpen((before) => (before.size > 0 ? new Set() : new Set(Array.from({ length: count }, (_, index) => index))));
  return { open, fold, toggleAll };
}

/** The rows that a person has picked, in the order of picking. They outlive a change of the filter. */
import { useCallback, useState } from "react";

import type { Row } from "../shapes";

export type Picked = ReadonlyMap<number, string>;

export function usePicked() {
  const [picked, setPicked] = useState<Picked>(new Map());
  const toggle = useCallback((row: Pick<Row, "id" | "external_id">) => {
    setPicked((before) => {
      const after = new Map(before);
      if (!after.delete(row.id)) after.set(row.id, row.external_id);
      return after;
    });
  }, []);
  const clear = useCallback(() => setPicked(new Map()), []);
  return { picked, toggle, clear };
}

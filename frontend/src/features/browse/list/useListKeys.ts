/** One row is current; keys move it, open it and pick it. */
import { useCallback, useState, type RefObject } from "react";

import { useCommands, type Command } from "../../../keyboard";
import type { Row } from "../shapes";
import { keepPlace, placeIn } from "./places";
import type { ListRows } from "./useListRows";

const SCREENFUL = 15;

/** Coming back from a trajectory its row is current; otherwise the one that was when this list was left. */
export function useCurrentRow(place: string, rows: readonly Row[]): [number, (index: number) => void] {
  const [chosen, setChosen] = useState<{ place: string; index: number } | null>(null);
  const choose = useCallback(
    (index: number) => {
      setChosen({ place, index });
      keepPlace(place, { id: rows[index]?.id ?? null });
    },
    [place, rows],
  );
  if (chosen?.place === place) return [Math.min(chosen.index, Math.max(0, rows.length - 1)), choose];
  return [Math.max(0, rows.findIndex(({ id }) => id === placeIn(place).id)), choose];
}

export interface ListKeys {
  readonly list: ListRows;
  readonly at: number;
  readonly setAt: (index: number) => void;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onPick: (row: Row) => void;
  readonly onOpen: (row: Row) => void;
}

export function useListCommands({ list: { rows, needRow }, at, setAt, input, onPick, onOpen }: ListKeys): void {
  const row = rows[at];
  const move = (by: number) => () => {
    const next = Math.min(rows.length - 1, Math.max(0, at + by));
    needRow(next);
    if (next >= 0) setAt(next);
  };
  const moving = { group: "Rows", repeats: true, enabled: rows.length > 0 };
  const acting = { group: "Rows", enabled: row !== undefined };
  const commands: Command[] = [
    { id: "list.next", title: "Next row", keys: ["j", "ArrowDown"], run: move(1), ...moving },
    { id: "list.previous", title: "Previous row", keys: ["k", "ArrowUp"], run: move(-1), ...moving },
    { id: "list.down", title: "A screenful down", keys: ["]", "PageDown"], run: move(SCREENFUL), ...moving },
    { id: "list.up", title: "A screenful up", keys: ["[", "PageUp"], run: move(-SCREENFUL), ...moving },
    { id: "list.first", title: "First row", keys: ["Home"], run: move(-rows.length), ...moving },
    { id: "list.open", title: "Open", keys: ["Enter", "o"], run: () => row && onOpen(row), ...acting },
    { id: "list.pick", title: "Pick, or drop", keys: ["x"], run: () => row && onPick(row), ...acting },
    // The frame of all pages gives it its key, which is otherwise the key to jump.
    { id: "page.search", title: "Search and filter", group: "Rows", keys: [], run: () => input.current?.focus() },
  ];
  useCommands(commands);
}

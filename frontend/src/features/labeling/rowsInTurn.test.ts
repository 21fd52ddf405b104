import { expect, test } from "vitest";

import { ALL, FOCUSED, IN_VIEW, rowsAt, stageFor } from "./rowsInTurn";

const view = (startIndex: number, endIndex: number) => ({ startIndex, endIndex, overscan: 4, count: 200 });

test("the focused row and its neighbours come first, then what is in view, then what lies around it", () => {
  const at = { focus: 52, left: [] };
  expect(rowsAt(FOCUSED, view(50, 57), at)).toEqual([51, 52, 53]);
  expect(rowsAt(IN_VIEW, view(50, 57), at)).toEqual([50, 51, 52, 53, 54, 55, 56, 57]);
  expect(rowsAt(ALL, view(50, 57), at)).toHaveLength(16);
});

test("what was drawn before stays until everything is", () => {
  const at = { focus: 52, left: [120, 121, 200] };
  expect(rowsAt(FOCUSED, view(50, 57), at)).toEqual([51, 52, 53, 120, 121]);
  expect(rowsAt(IN_VIEW, view(50, 57), at)).toContain(121);
  expect(rowsAt(ALL, view(50, 57), at)).not.toContain(120);
});

test("at an end there is nothing beyond it", () => {
  expect(rowsAt(FOCUSED, view(0, 7), { focus: 0, left: [] })).toEqual([0, 1]);
  expect(rowsAt(FOCUSED, view(192, 199), { focus: 199, left: [] })).toEqual([198, 199]);
});

test("a view that meets the one before is drawn whole", () => {
  expect(stageFor(view(50, 57), view(57, 64), 58)).toBeNull();
  expect(stageFor(null, view(50, 57), 52)).toBeNull();
});

test("a jump begins with the focus where that is in view, and with the view where it is not", () => {
  expect(stageFor(view(50, 57), view(120, 127), 122)).toBe(FOCUSED);
  expect(stageFor(view(50, 57), view(10, 17), 52)).toBe(IN_VIEW);
});

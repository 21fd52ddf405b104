import { expect, test } from "vitest";

import { judgedAnswer, judgedProcess } from "./judged";

const NOTHING = { first_error: null, no_error: false, outcome: null };

test("the file's outcome outranks gold's", () => {
  expect(judgedAnswer(true, { ...NOTHING, outcome: -1 })?.long).toBe("answer right");
  expect(judgedAnswer(false, null)?.long).toBe("answer wrong");
});

test("gold's outcome stands in where the file says nothing, also a neutral one", () => {
  expect(judgedAnswer(null, { ...NOTHING, outcome: -1 })?.title).toBe("The final answer is wrong, by gold");
  expect(judgedAnswer(null, { ...NOTHING, outcome: 0 })?.tone).toBe("neu");
});

test("says nothing where nobody said anything: unknown is not wrong", () => {
  expect(judgedAnswer(null, null)).toBeNull();
  expect(judgedAnswer(null, NOTHING)).toBeNull();
  expect(judgedProcess(null)).toBeNull();
  expect(judgedProcess(NOTHING)).toBeNull();
});

test("a first error at step 0 is an error, and no error has to be said", () => {
  expect(judgedProcess({ ...NOTHING, first_error: 0 })).toMatchObject({ tone: "neg", short: "0", long: "process fails at 0" });
  expect(judgedProcess({ ...NOTHING, no_error: true })).toMatchObject({ tone: "pos", short: "all" });
});

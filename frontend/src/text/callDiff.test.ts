import { expect, test } from "vitest";

import { changedArguments, earlierCall } from "./callDiff";

const call = (name: string, written = "{}") => ({ name, arguments: written });

test("names what changed, what came and what went, and nothing that stayed", () => {
  expect(changedArguments('{"to": "FCO", "day": 3, "seat": "window"}', '{"day": 4, "to":"FCO", "stops": 0}')).toEqual([
    { name: "day", before: "3", after: "4" },
    { name: "stops", before: null, after: "0" },
    { name: "seat", before: '"window"', after: null },
  ]);
});

test("looks into what is nested and does not mind how it was spaced", () => {
  expect(changedArguments('{"a": {"b": [1, 2]}}', '{"a":{"b":[1,2]}}')).toEqual([]);
  expect(changedArguments('{"a": {"b": [1, 2]}}', '{"a": {"b": [1, 3]}}')).toEqual([{ name: "a", before: "{ b: [1, 2] }", after: "{ b: [1, 3] }" }]);
});

test("does not round numbers before it compares them", () => {
  expect(changedArguments('{"id": 12345678901234567890}', '{"id": 12345678901234567891}')).toHaveLength(1);
});

test.each(["not json", "[1]", "3", '{"a":'])("compares nothing that is no object: %s", (text) => {
  expect(changedArguments(text, "{}")).toBeNull();
  expect(changedArguments("{}", text)).toBeNull();
});

test("the earlier call is the latest of the same tool, in the same step or one before", () => {
  const calls = [[call("search", "1")], [], [call("look"), call("search", "2"), call("search", "3")], [call("search", "4")]];
  expect(earlierCall(calls, 0, 0)).toBeNull();
  expect(earlierCall(calls, 2, 0)).toBeNull();
  expect(earlierCall(calls, 2, 1)).toEqual({ step: 0, call: call("search", "1") });
  expect(earlierCall(calls, 2, 2)).toEqual({ step: 2, call: call("search", "2") });
  expect(earlierCall(calls, 3, 0)).toEqual({ step: 2, call: call("search", "3") });
});

import { expect, test } from "vitest";

import { counted } from "./count";

test.each([
  [0, "0 slots"],
  [1, "1 slot"],
  [2_000, `${(2_000).toLocaleString()} slots`],
])("%i is said as %s", (count, said) => expect(counted(count, "slot")).toBe(said));

test("a noun may have a plural of its own", () => expect([1, 2].map((count) => counted(count, "trajectory", "trajectories"))).toEqual(["1 trajectory", "2 trajectories"]));

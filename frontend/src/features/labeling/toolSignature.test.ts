import { expect, test } from "vitest";

import { toolSignature } from "./toolSignature";

test("a tool reads like a call, with what may be left out marked", () => {
  const tool = {
    type: "function",
    function: { name: "find", description: "Find it.", parameters: { properties: { place: {}, day: {} }, required: ["place"] } },
  };
  expect(toolSignature(tool)).toEqual({ name: "find", parameters: "place, day?", description: "Find it." });
});

test.each([{}, { function: null }, { name: 3, parameters: "x" }, { function: { parameters: { properties: [], required: "all" } } }])(
  "a tool that is not one is still named",
  (tool) => {
    expect(toolSignature(tool)).toEqual({ name: "unnamed", parameters: "", description: "" });
  },
);

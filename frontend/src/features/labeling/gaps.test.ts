/** What the page asks for, held to the same file as the server (tests/annotator/labeling/test_gaps_fixture.py). */
import { expect, test } from "vitest";

import cases from "../../testing/gaps.json";
import { PROTOCOLS } from "../../testing/protocols";
import { EMPTY_DRAFT, type DraftState } from "./draft";
import { gaps, withMinus } from "./protocol";

test.each(cases)("$protocol: $case", ({ protocol, scorable, draft, gaps: asked }) => {
  const state = { ...EMPTY_DRAFT, ...draft } as DraftState;
  const said = asked.map((gap) => ({ ...gap, message: withMinus(gap.message) }));

  expect(gaps(state, PROTOCOLS[protocol as keyof typeof PROTOCOLS], scorable)).toEqual(said);
});

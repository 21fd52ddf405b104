import { afterEach, expect, test } from "vitest";

import { makeQueryClient } from "../../api/queryClient";
import { assignmentOf } from "../../testing/labeling";
import { answerNetwork } from "../../testing/network";
import type { EarlyClaim } from "./early/pageAnswers";
import { earlyAssignment, earlyClaim, loadDesk } from "./loadDesk";

const QUEUE = { id: 7, name: "all" };
const CLAIM = { assignment: assignmentOf(1, 2), state: null, why_nothing: null, qualification: null };
const queryClient = () => makeQueryClient(() => undefined);

afterEach(() => {
  delete window.assayEarly;
});

function enter(search = {}) {
  loadDesk({ queryClient: queryClient(), slug: "algebra", search, isEntering: true });
}

function pageAsked(answer: EarlyClaim | null, question = "algebra next", slug = "algebra") {
  window.assayEarly = { slug, asked: Date.now(), queues: Promise.resolve({ results: [QUEUE as never] }), question, answer: Promise.resolve(answer) };
}

test("what the page asked for before its code was there is not asked again", async () => {
  const asked = answerNetwork({});
  pageAsked({ queueId: 7, claim: CLAIM });
  enter();
  await expect(earlyClaim("algebra", 7)).resolves.toEqual(CLAIM);
  expect(asked).toEqual([]);
});

test("what was refused to the page is asked again, so that the refusal is seen", async () => {
  answerNetwork({ "POST projects/algebra/queues/7/claim": { body: CLAIM } });
  pageAsked(null);
  enter();
  await expect(earlyClaim("algebra", 7)).resolves.toEqual(CLAIM);
});

test("an answer to another question is left alone", async () => {
  answerNetwork({ "GET projects/algebra/assignments/5": { body: assignmentOf(5, 2) } });
  pageAsked({ queueId: 7, claim: CLAIM });
  enter({ assignment: 5 });
  await expect(earlyAssignment("algebra", 5)).resolves.toMatchObject({ id: 5 });
});

test("an answer is good for one visit, and for its own project", async () => {
  answerNetwork({
    "GET projects/algebra/queues": { body: { results: [QUEUE] } },
    "POST projects/algebra/queues/7/claim": { body: CLAIM },
  });
  pageAsked({ queueId: 7, claim: { ...CLAIM, why_nothing: "of geometry" } }, "geometry next", "geometry");
  enter();
  await expect(earlyClaim("algebra", 7)).resolves.toEqual(CLAIM);
  expect(window.assayEarly).toBeUndefined();
});

import { expect, test } from "vitest";

import { imageMarkAt, imagesOfProblem, splitImageMarks } from "./imageMarks";

test.each([
  ["Look.\n[image 1]\nA square.", ["Look.", 1, "A square."]],
  ["[image 1]\n  [image 2]  \n", [1, 2]],
  ["[image 12]", [12]],
  ["a\n\n[image 1]\n\nb", ["a\n", 1, "\nb"]],
  ["see [image 1] there\n- [image 1]\n[image one]\n[image: https://x.test]", ["see [image 1] there\n- [image 1]\n[image one]\n[image: https://x.test]"]],
  ["", []],
])("a mark is alone on its line: %j", (text, parts) => {
  expect(splitImageMarks(text).map((part) => (typeof part === "string" ? part : part.number))).toEqual(parts);
});

test("both readings of a text find the same marks, and are done with a line of brackets in no time", () => {
  const text = "[image 1]\nno [image 2]\n\t[image 3] \n[image 4] no";
  const found = Array.from(text).flatMap((_, at) => imageMarkAt(text, at) ?? []);
  expect(found).toEqual(splitImageMarks(text).filter((part) => typeof part !== "string"));
  expect(found.map(({ number }) => number)).toEqual([1, 3]);
  const brackets = "[image 1]".repeat(50_000);
  expect(Array.from({ length: brackets.length / 9 }, (_, place) => imageMarkAt(brackets, 9 * place)).filter(Boolean)).toEqual([]);
});

const image = (sha: string) => ({ sha, width: 4, height: 4, alt: "" });

test("a problem that a message asks counts that message's images first, and no image twice", () => {
  const steps = [
    { role: "system", text: "Help." },
    { role: "user", text: "How long?\n[image 1]", images: [image("a")] },
  ];
  const asked = { problem: "How long?\n[image 1]", steps };
  expect(imagesOfProblem({ ...asked, problem_images: [image("b"), image("a")] }).map(({ sha }) => sha)).toEqual(["a", "b"]);
  expect(imagesOfProblem({ ...asked, problem: "Another.", problem_images: [image("b")] }).map(({ sha }) => sha)).toEqual(["b"]);
});

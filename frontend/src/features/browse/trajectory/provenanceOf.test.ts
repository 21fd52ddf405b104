import { expect, test } from "vitest";

import { provenanceOf } from "./provenanceOf";

test("names what decided the numbers, the model first, and cuts hashes to what one can compare", () => {
  const provenance = { transformers_version: "5.23", dtype: "float32", tokenizer_hash: "0123456789abcdef0123", model: "org/prm", note: "" };

  expect(provenanceOf({ provenance })).toEqual([
    ["Model", "org/prm"],
    ["Tokenizer", "0123456789ab"],
    ["Numbers", "float32"],
    ["transformers version", "5.23"],
  ]);
});

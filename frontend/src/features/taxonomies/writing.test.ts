import { describe, expect, test } from "vitest";

import type { Taxonomy } from "./taxonomies";
import { added, idFrom, isUsed, missing, moved, nested, parentOf, placesOf, possibleParents, startFrom, toSend, underParent, withFile, without, type WrittenType } from "./writing";

const type = (id: string, depth = 0): WrittenType => ({ key: id, id, title: id, meaning: "", example: "", retired: false, depth });
const TREE = [type("a"), type("b", 1), type("c", 2), type("d", 1), type("e"), type("f", 1)];
const said = (types: readonly WrittenType[] | null) => types?.map(({ id, depth }) => "-".repeat(depth) + id).join(" ");

const node = (id: string, ...children: unknown[]) => ({ id, title: id, meaning: "", example: "", retired: false, children });
const OURS = {
  name: "ours", version: 2, is_preset: false, title: "Ours", description: "", severities: ["1", "2", "3", "4"], note: "", author: "max", created_at: null,
  types: [node("a", node("b", node("c")), node("d")), node("e", node("f"))],
} as unknown as Taxonomy;

describe("the types of a version", () => {
  test("are a flat list while they are written, and a tree when they are sent", () => {
    const writing = startFrom(OURS, 2);
    expect(said(writing.types)).toBe("a -b --c -d e -f");
    const sent = toSend({ ...writing, note: " Anew. " });
    expect(sent).toMatchObject({ name: "ours", based_on: 2, note: "Anew." });
    expect((sent.body as { types: unknown }).types).toEqual(OURS.types.map((one) => ({ ...one })));
    expect(nested([])).toEqual([]);
  });

  test("stand where complaints say", () => {
    expect(placesOf(TREE)).toEqual(["1", "1.1", "1.1.1", "1.2", "2", "2.1"]);
  });

  test("move with everything below them, and no further than their heading", () => {
    expect(said(moved(TREE, 0, 1))).toBe("e -f a -b --c -d");
    expect(said(moved(TREE, 4, -1))).toBe("e -f a -b --c -d");
    expect(said(moved(TREE, 3, -1))).toBe("a -d -b --c e -f");
    expect(said(moved(TREE, 1, 1))).toBe("a -d -b --c e -f");
    expect([moved(TREE, 3, 1), moved(TREE, 1, -1), moved(TREE, 2, 1), moved(TREE, 0, -1), moved(TREE, 9, 1)]).toEqual([null, null, null, null, null]);
  });

  test("go below another heading with everything below them", () => {
    expect(said(underParent(TREE, 1, "e"))).toBe("a -d e -f -b --c");
    expect(said(underParent(TREE, 1, null))).toBe("a -d e -f b -c");
    expect(said(underParent(TREE, 4, "a"))).toBe("a -b --c -d -e --f");
    expect(parentOf(TREE, 2)?.id).toBe("b");
    expect(parentOf(TREE, 4)).toBeUndefined();
  });

  test("are never offered a heading under which something would be too deep", () => {
    expect(possibleParents(TREE, 1).map(({ id }) => id)).toEqual(["a", "e"]);
    expect(possibleParents(TREE, 0)).toEqual([]);
    expect(possibleParents(TREE, 5).map(({ id }) => id)).toEqual(["a", "b", "d", "e"]);
  });

  test("come behind the one in hand, and leave with what is below them", () => {
    expect(said(added(TREE, 1, "new"))).toBe("a -b --c - -d e -f");
    expect(said(added([], -1, "new"))).toBe("");
    expect(added([], -1, "new")).toHaveLength(1);
    expect(said(without(TREE, 0))).toBe("e -f");
  });

  test("cannot leave while an annotation says them, or something below them", () => {
    const used = new Set(["c"]);
    expect([0, 1, 2, 3].map((at) => isUsed(TREE, at, used))).toEqual([true, true, true, false]);
  });
});

test("a preset is begun from under another name, as the first version of it", () => {
  expect(startFrom({ ...OURS, is_preset: true, name: "agents" }, 1)).toMatchObject({ name: "agents-ours", basedOn: 0 });
  expect(startFrom(undefined, 0).types).toHaveLength(1);
});

test("a file takes the place of what is written, and names only what has no name of its own", () => {
  const begun = startFrom(OURS, 2);
  expect(withFile({ ...begun, note: "Mine." }, { ...OURS, title: "Theirs" }, "theirs")).toMatchObject({ name: "ours", title: "Theirs", note: "Mine.", basedOn: 2 });
  expect(withFile(startFrom(undefined, 0), OURS, "theirs").name).toBe("theirs");
  expect(withFile({ ...startFrom(undefined, 0), name: "typed" }, OURS, null).name).toBe("typed");
});

test("an id is made from a title", () => {
  expect(["Wrong unit", "  Falsche Größe! ", "–", `${"x".repeat(63)} y`].map(idFrom)).toEqual(["wrong-unit", "falsche-gro-e", "", "x".repeat(63)]);
});

test("says what is missing before anything is sent", () => {
  const whole = { ...startFrom(OURS, 2), note: "Anew." };
  expect([whole, { ...whole, note: " " }, { ...whole, types: [] }, { ...whole, name: "" }].map(missing)).toEqual([null, "Say in a sentence what changed.", "It needs at least one type.", "It needs a name."]);
});

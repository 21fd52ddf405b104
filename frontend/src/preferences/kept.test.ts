import { describe, expect, test } from "vitest";

import type { Preferences } from "../api/types";
import { choicesOf, choose, confirmed, heard, nothingKept, patchOf, placeName, readKept, refused, takenOver, type Kept } from "./kept";

const NOON = Date.parse("2026-03-02T12:00:00Z");
const MORNING = NOON - 3_600_000;
const EVENING = NOON + 3_600_000;
const v = { keys: ["v"], title: "+1 correct", instead_of: ["d", "1"] };
const w = { keys: ["w"], title: "Fold", instead_of: ["x"] };

/** The account at noon. */
function account(revision: number, keys: Preferences["keys"] = {}, theme: Preferences["theme"] = null): Preferences {
  return { username: "ada", revision, changed_at: "2026-03-02T12:00:00Z", theme, keys };
}
const kept = (copy: Preferences): Kept => ({ account: copy, waiting: {} });

test("what is chosen is in force at once, waits for the account, and says what it was chosen on", () => {
  const next = choose(kept(account(3, { "read.fold": w })), { theme: "dark", keys: { "label.correct": v, "read.fold": null } }, NOON);

  expect(choicesOf(next)).toEqual({ theme: "dark", keys: { "label.correct": v } });
  expect(patchOf(next)).toEqual({ username: "ada", revision: 3, theme: "dark", keys: { "label.correct": v, "read.fold": null } });
});

test("a theme that is taken back is sent as null, and one that was not touched is not sent", () => {
  const dark = kept(account(3, {}, "dark"));

  expect(patchOf(choose(dark, { theme: null }, NOON))).toEqual({ username: "ada", revision: 3, theme: null });
  expect(choicesOf(choose(dark, { theme: null }, NOON)).theme).toBeNull();
  expect(patchOf(choose(dark, { keys: { "read.fold": w } }, NOON))).not.toHaveProperty("theme");
});

test("what the server took waits no longer, and what was chosen meanwhile still does", () => {
  const sent = choose(kept(account(3)), { keys: { "label.correct": v, "read.fold": w } }, MORNING);
  const since = choose(sent, { keys: { "read.fold": null } }, NOON);

  const next = confirmed(since, sent.waiting, account(4, { "label.correct": v, "read.fold": w }));

  expect(choicesOf(next).keys).toEqual({ "label.correct": v });
  expect(patchOf(next)).toEqual({ username: "ada", revision: 4, keys: { "read.fold": null } });
});

test("an answer that another tab overtook brings nothing old back", () => {
  const ahead = kept(account(6, { "read.fold": w }));

  expect(confirmed(ahead, {}, account(5)).account.revision).toBe(6);
});

describe("where the account was changed elsewhere", () => {
  test("different choices do not meet", () => {
    const mine = choose(kept(account(3)), { keys: { "label.correct": v } }, MORNING);

    const { kept: next, lost } = heard(mine, account(4, { "read.fold": w }, "dark"));

    expect(choicesOf(next)).toEqual({ theme: "dark", keys: { "label.correct": v, "read.fold": w } });
    expect(patchOf(next)).toEqual({ username: "ada", revision: 4, keys: { "label.correct": v } });
    expect(lost).toEqual([]);
  });

  test.each([
    [MORNING, ["w"], ["keys/label.correct"]],
    [EVENING, ["v"], []],
  ])("of two choices of the same thing the later one holds, and an earlier one is named (%s)", (at, holds, named) => {
    const mine = choose(kept(account(3)), { keys: { "label.correct": v } }, at);

    const { kept: next, lost } = heard(mine, account(4, { "label.correct": { ...v, keys: ["w"] } }));

    expect(choicesOf(next).keys["label.correct"]?.keys).toEqual(holds);
    expect(lost).toEqual(named);
  });

  test("an older choice holds where the same thing was not touched there", () => {
    const mine = choose(kept(account(3, { "read.fold": w })), { keys: { "read.fold": null } }, MORNING);

    const { kept: next, lost } = heard(mine, account(4, { "read.fold": w, "label.correct": v }));

    expect(choicesOf(next).keys).toEqual({ "label.correct": v });
    expect(lost).toEqual([]);
  });

  test("a key that was given back there later is given back here", () => {
    const mine = choose(kept(account(3, { "read.fold": w })), { keys: { "read.fold": { ...w, keys: ["q"] } } }, MORNING);

    const { kept: next, lost } = heard(mine, account(4));

    expect(choicesOf(next).keys).toEqual({});
    expect(lost).toEqual(["keys/read.fold"]);
  });

  test("a change whose answer was lost is not sent again, whatever order its names come back in", () => {
    const mine = choose(kept(account(3)), { keys: { "label.correct": v } }, MORNING);

    const { kept: next, lost } = heard(mine, account(4, { "label.correct": { instead_of: ["d", "1"], keys: ["v"], title: "+1 correct" } }));

    expect(next.waiting).toEqual({});
    expect(lost).toEqual([]);
  });
});

describe("what the server refuses", () => {
  const sent = choose(kept(account(3)), { theme: "dark", keys: { "label.correct": v, "label.correct-all": w } }, NOON);

  test.each([
    [["keys.label.correct.keys.0"], ["keys/label.correct-all", "theme"]],
    [["keys.label.correct"], ["keys/label.correct-all", "theme"]],
    [["keys"], ["theme"]],
    [["theme"], ["keys/label.correct", "keys/label.correct-all"]],
    [["revision"], []],
    [[], []],
  ])("goes, and the rest stays: %j", (fields, stays) => {
    expect(Object.keys(refused(sent, sent.waiting, fields).waiting).sort()).toEqual(stays);
  });

  test("does not go if something else was chosen there meanwhile", () => {
    const since = choose(sent, { keys: { "label.correct": w } }, EVENING);

    expect(refused(since, sent.waiting, ["keys.label.correct"]).waiting).toHaveProperty("keys/label.correct");
  });
});

describe("what stood in the browser before accounts had it", () => {
  const old = { keys: '{"label.correct":["v"],"read.fold":[],"bad":3}', theme: "dark" };

  test("is taken over, and sent", () => {
    const next = takenOver(nothingKept("ada"), old);

    expect(choicesOf(next)).toMatchObject({ theme: "dark", keys: { "label.correct": { keys: ["v"] }, "read.fold": { keys: [] } } });
    expect(patchOf(next)).toMatchObject({ revision: 0, theme: "dark" });
  });

  test("gives way silently to anything that the account has already", () => {
    const { kept: next, lost } = heard(takenOver(nothingKept("ada"), old), account(2, { "label.correct": w }, "light"));

    expect(choicesOf(next)).toMatchObject({ theme: "light", keys: { "label.correct": { keys: ["w"] }, "read.fold": { keys: [] } } });
    expect(lost).toEqual([]);
  });

  test.each([null, "", "{", "3", "[]"])("is read with distrust: %s", (text) => {
    expect(takenOver(nothingKept("ada"), { keys: text, theme: text }).waiting).toEqual({});
  });
});

describe("what is stored", () => {
  test("comes back as it was", () => {
    const stored = choose(kept(account(3, { "read.fold": w }, "dark")), { keys: { "label.correct": v } }, NOON);

    expect(readKept("ada", JSON.stringify(stored))).toEqual(stored);
  });

  test.each([null, "", "{", "3", "null", "[]", '{"account":3}', '{"account":{"username":"ada","revision":"x","keys":{}}}', '{"account":{"username":"ben","revision":3,"keys":{}}}'])(
    "is read with distrust: %s",
    (text) => expect(readKept("ada", text)).toBeNull(),
  );

  test("loses no more than the choices that nobody can read", () => {
    const text = JSON.stringify({ account: account(3), waiting: { theme: { value: "dark", at: 1 }, "keys/x.y": "v", elsewhere: { value: 1, at: 1 } } });

    expect(readKept("ada", text)?.waiting).toEqual({ theme: { value: "dark", at: 1 } });
  });

  test("by a newer version counts for nothing here and is not sent away either", () => {
    const newer = { ...account(3), theme: "sepia", keys: { "read.aloud": { chord: "Hyper+x" }, "read.fold": w } } as unknown as Preferences;

    expect(choicesOf(kept(newer))).toEqual({ theme: null, keys: { "read.fold": w } });
    expect(patchOf(kept(newer))).toEqual({ username: "ada", revision: 3 });
  });
});

test("a place is named as the page called it, and by its command where no page did", () => {
  const some = kept(account(1, { "label.correct": v, "read.fold": { keys: ["w"], title: "" } }));

  expect(["keys/label.correct", "keys/read.fold", "theme"].map((place) => placeName(place, some))).toEqual(["+1 correct", "read.fold", "light or dark"]);
});

import { describe, expect, test, vi } from "vitest";

import { answerNetwork } from "../testing/network";
import { api, apiUrl } from "./client";
import { ApiError } from "./errors";

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error("The request did not fail as an ApiError.");
  return error;
}

describe("a request", () => {
  test("carries the CSRF token and JSON when it changes something", async () => {
    document.cookie = "csrftoken=abc123";
    const seen = answerNetwork({ "POST session": { body: { user: null } } });
    await api.post("session", { username: "ada" });
    expect(seen[0]?.headers.get("X-CSRFToken")).toBe("abc123");
    expect(seen[0]?.body).toEqual({ username: "ada" });
  });

  test("without an answer body is undefined", async () => {
    answerNetwork({ "DELETE session": { status: 204 } });
    await expect(api.delete("session")).resolves.toBeUndefined();
  });

  test("leaves out what was not asked for", () => {
    expect(apiUrl("projects", { q: "a b", after: undefined, limit: 50 })).toBe("/api/v1/projects?q=a+b&limit=50");
  });
});

describe("a refusal", () => {
  test("keeps its sentence, its fields and the number to quote", async () => {
    answerNetwork({
      "POST account/password": {
        status: 400,
        body: { detail: "The password is too short.", code: "invalid", fields: { new_password: ["At least 10 characters."] }, request_id: "7f3a" },
      },
    });
    const error = await failure(api.post("account/password", {}));
    expect(error.message).toBe("The password is too short.");
    expect(error.field("new_password")).toBe("At least 10 characters.");
    expect(error.requestId).toBe("7f3a");
    expect(error.isPassing).toBe(false);
  });

  test("says how long to wait", async () => {
    answerNetwork({ "POST session": { status: 429, headers: { "Retry-After": "90" }, body: { detail: "Too many tries.", code: "throttled" } } });
    expect((await failure(api.post("session", {}))).retryAfter).toBe(90);
  });

  test("by something in front of the server still is a sentence", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("<html>Bad gateway</html>", { status: 502 })));
    const error = await failure(api.get("projects"));
    expect(error.message).toMatch(/try again/);
    expect(error.isPassing).toBe(true);
  });

  test("is told apart from no answer at all", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    expect((await failure(api.get("projects"))).code).toBe("offline");
  });
});

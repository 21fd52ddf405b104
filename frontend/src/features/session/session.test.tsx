import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";

import { ApiError } from "../../api/errors";
import { answerNetwork } from "../../testing/network";
import { showApp } from "../../testing/page";
import { refusal } from "./refusal";

function refused(status: number, retryAfter: number | null = null) {
  return refusal(new ApiError(status, { detail: "The server's words.", code: "x", request_id: "7f3a" }, retryAfter));
}

describe("a refused sign-in", () => {
  test("does not tell which of name and password is wrong", () => expect(refused(400).text).toBe("Name and password do not fit. Check both, also Caps Lock."));
  test("says how long to wait", () => expect(refused(429, 95)).toMatchObject({ text: "Too many tries with this name. The next one counts in 2 min.", wait: 95 }));
  test("waits a minute where the server did not say", () => expect(refused(429).wait).toBe(60));
  test("quotes the request when the server failed", () => expect(refused(500)).toMatchObject({ text: "The server's words.", requestId: "7f3a" }));
});

test("too many tries block the button until the time has passed", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  answerNetwork({
    "GET session": { body: { user: null } },
    "POST session": { status: 429, headers: { "Retry-After": "3" }, body: { detail: "Too many.", code: "throttled" } },
  });
  showApp("/sign-in");
  await user.type(await screen.findByLabelText("Name"), "ada");
  await user.type(screen.getByLabelText("Password"), "wrong{Enter}");
  expect(await screen.findByRole("button", { name: /^Try again in 0:0[23]$/ })).toBeDisabled();
  await act(() => vi.advanceTimersByTimeAsync(4_000));
  expect(screen.getByRole("button", { name: "Sign in" })).toBeEnabled();
  expect(screen.queryByRole("alert")).toBeNull();

  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByRole("button", { name: "Try again in 0:03" })).toBeDisabled();
  await user.type(screen.getByLabelText("Name"), "x");
  expect(screen.getByRole("button", { name: "Sign in" })).toBeEnabled();
  expect(screen.queryByRole("alert")).toBeNull();
  vi.useRealTimers();
});

/** A network that answers what a test described, and fails the test on anything else. */
import { expect, vi } from "vitest";

interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly body: unknown;
  readonly headers: Headers;
}

type Handler = Answer | ((request: SeenRequest) => Answer | Promise<Answer>);

/** Answers by "METHOD path" below /api/v1/, e.g. `{"GET session": {body: {user: null}}}`; returns what was asked. */
export function answerNetwork(handlers: Record<string, Handler>): SeenRequest[] {
  const seen: SeenRequest[] = [];
  vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
    const request = read(input, init);
    seen.push(request);
    const handler = handlers[`${request.method} ${request.path}`];
    if (handler === undefined) expect.unreachable(`No answer was described for ${request.method} ${request.path}`);
    return respond(typeof handler === "function" ? await handler(request) : handler);
  });
  return seen;
}

function read(input: string, init: RequestInit): SeenRequest {
  const url = new URL(input, "http://localhost");
  return {
    method: init.method ?? "GET",
    path: url.pathname.replace("/api/v1/", ""),
    query: Object.fromEntries(url.searchParams),
    body: typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : undefined,
    headers: new Headers(init.headers),
  };
}

function respond({ status = 200, body, headers }: Answer): Response {
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
}

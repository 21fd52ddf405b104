/** How a refusal reaches a screen: one error type, with a sentence, a code and the number to quote to an engineer. */

export interface ErrorBody {
  readonly detail: string;
  readonly code: string;
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  readonly request_id?: string;
}

export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    readonly body: ErrorBody,
    /** Seconds to wait, where the server said so. */
    readonly retryAfter: number | null = null,
  ) {
    super(body.detail);
  }

  get code(): string {
    return this.body.code;
  }

  get requestId(): string | null {
    return this.body.request_id ?? null;
  }

  /** The first complaint about a field, for the line under it. */
  field(name: string): string | undefined {
    return this.body.fields?.[name]?.[0];
  }

  /** True when the same request may succeed later without anybody doing anything. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export function isApiError(error: unknown, status?: number): error is ApiError {
  return error instanceof ApiError && (status === undefined || error.status === status);
}

export const OFFLINE: ErrorBody = {
  detail: "The server did not answer. Check the connection, then try again.",
  code: "offline",
};

/** Reads the body of a refusal, also when something in front of the server answered in its place. */
export function errorFrom(response: { status: number; header: (name: string) => string | null; text: string }): ApiError {
  const wait = Number(response.header("Retry-After") ?? Number.NaN);
  const requestId = response.header("X-Request-ID");
  const body = parse(response.text) ?? fallback(response.status);
  return new ApiError(
    response.status,
    { ...body, request_id: body.request_id ?? requestId ?? undefined },
    Number.isFinite(wait) ? wait : null,
  );
}

function parse(text: string): ErrorBody | null {
  try {
    const value: unknown = JSON.parse(text);
    return isErrorBody(value) ? value : null;
  } catch {
    return null; // an HTML page of a proxy: the status has to do
  }
}

function isErrorBody(value: unknown): value is ErrorBody {
  return typeof value === "object" && value !== null && "detail" in value && typeof value.detail === "string";
}

function fallback(status: number): ErrorBody {
  return status >= 500
    ? { detail: "The server failed on this request. Nothing was changed; try again.", code: "server_error" }
    : { detail: `The server refused this request (HTTP ${status}).`, code: "refused" };
}

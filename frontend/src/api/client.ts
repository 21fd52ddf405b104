/** The only place that talks to the server: session cookie, CSRF token, JSON both ways, refusals as ApiError. */
import { ApiError, errorFrom, OFFLINE } from "./errors";

const ROOT = "/api/v1/";

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

interface Options {
  readonly query?: Query;
  readonly signal?: AbortSignal;
  /** Lets the request outlive the page: the last save of a draft. */
  readonly keepalive?: boolean;
}

interface Call extends Options {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

export const api = {
  get: <T>(path: string, options?: Options) => call<T>({ method: "GET", path, ...options }),
  post: <T>(path: string, body?: unknown, options?: Options) => call<T>({ method: "POST", path, body, ...options }),
  put: <T>(path: string, body?: unknown, options?: Options) => call<T>({ method: "PUT", path, body, ...options }),
  patch: <T>(path: string, body?: unknown, options?: Options) => call<T>({ method: "PATCH", path, body, ...options }),
  delete: <T = void>(path: string, options?: Options) => call<T>({ method: "DELETE", path, ...options }),
};

/** The address of an endpoint, also for links that the browser follows itself (downloads). */
export function apiUrl(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [[name, String(value)]],
  );
  const text = new URLSearchParams(pairs).toString();
  return text === "" ? ROOT + path : `${ROOT}${path}?${text}`;
}

/** Django gives the token as a cookie and expects it back as a header: a page of another origin can do neither. */
export function csrfToken(): string {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

export interface Upload {
  readonly path: string;
  readonly body: FormData;
  readonly onProgress?: (sentShare: number) => void;
  readonly signal?: AbortSignal;
}

/** Sends files and reports the share that has left this computer; `fetch` cannot tell. */
export function upload<T>({ path, body, onProgress, signal }: Upload): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", apiUrl(path));
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.upload.onprogress = (event) => onProgress?.(event.total > 0 ? event.loaded / event.total : 0);
    request.onload = () => {
      if (request.status < 400) resolve(json(request.responseText) as T);
      else reject(errorFrom({ status: request.status, header: (name) => request.getResponseHeader(name), text: request.responseText }));
    };
    request.onerror = () => reject(new ApiError(0, OFFLINE));
    request.onabort = () => reject(new DOMException("The upload was stopped.", "AbortError"));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });
}

async function call<T>({ method, path, body, query, signal, keepalive }: Call): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await send(apiUrl(path, query), {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal,
    keepalive,
    credentials: "same-origin",
  });
  const text = await response.text();
  if (!response.ok) throw errorFrom({ status: response.status, header: (name) => response.headers.get(name), text });
  return json(text) as T;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, OFFLINE);
  }
}

/** An answer without content (204) is undefined. Callers name its type, which comes from the server's schema. */
function json(text: string): unknown {
  return text === "" ? undefined : JSON.parse(text);
}

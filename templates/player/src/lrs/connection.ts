// One request to an LRS (xAPI 1.0.3 Communication, 1 and 2), and what came of it. Nothing here throws.

export interface Lrs {
  /** Ends in "/"; a query of its own is sent with each request. */
  readonly endpoint: string;
  /** The whole Authorization header, "" for none. */
  readonly authorization: string;
}

/** What a request came to: an answer, or none. Offline, DNS, CORS and a time-out look alike. */
export type LrsAnswer =
  | { readonly kind: "answer"; readonly status: number; readonly etag: string | null; readonly text: string; readonly retryAfterSeconds: number | null }
  | { readonly kind: "unreachable" };

export interface LrsRequest {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Below the endpoint, such as `statements`. */
  readonly path: string;
  readonly query?: { readonly [name: string]: string | null };
  readonly body?: string;
  readonly headers?: { readonly [name: string]: string };
  /** The request outlives the page. */
  readonly keepalive?: boolean;
}

/** How requests are made, and given up on. */
export interface Caller {
  readonly fetching: typeof fetch;
  /** Runs later; gives back how to call it off. */
  later(run: () => void, milliseconds: number): () => void;
}

const TIMEOUT_MILLISECONDS = 30_000;

/** The address of a resource. An endpoint that comes with a query (some LMSs put a token there) keeps it. */
export function addressOf({ endpoint }: Lrs, path: string, query: LrsRequest["query"] = {}): string {
  const [base = "", own = ""] = endpoint.split("?");
  const asked = new URLSearchParams(own);
  for (const [name, value] of Object.entries(query)) if (value !== null) asked.set(name, value);
  const text = asked.toString();
  return `${base}${base.endsWith("/") ? "" : "/"}${path}${text ? `?${text}` : ""}`;
}

function retryAfter(header: string | null): number | null {
  if (header === null) return null;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

export async function callLrs(lrs: Lrs, request: LrsRequest, caller: Caller): Promise<LrsAnswer> {
  const control = new AbortController();
  const callOff = caller.later(() => control.abort(), TIMEOUT_MILLISECONDS);
  try {
    const response = await caller.fetching(addressOf(lrs, request.path, request.query), {
      method: request.method,
      headers: {
        "X-Experience-API-Version": "1.0.3",
        ...(lrs.authorization ? { Authorization: lrs.authorization } : {}),
        ...(request.body === undefined ? {} : { "Content-Type": "application/json" }),
        ...request.headers,
      },
      ...(request.body === undefined ? {} : { body: request.body }),
      ...(request.keepalive ? { keepalive: true } : { signal: control.signal }),
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
    const text = await response.text(); // An answer that broke off is none.
    const { status, headers } = response;
    return { kind: "answer", status, etag: headers.get("ETag"), text, retryAfterSeconds: retryAfter(headers.get("Retry-After")) };
  } catch {
    return { kind: "unreachable" };
  } finally {
    callOff();
  }
}

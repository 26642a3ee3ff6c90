// One question to the lab proxy and its answer: `POST {url}/chat/completions`, OpenAI-compatible. No DOM, no clock,
// no chance and no network of its own.

import { DISCREET, resource, type Pass, type Session } from "./pass.ts";
import { DONE, eventData } from "./sse.ts";

export interface Message {
  readonly role: "user" | "assistant";
  readonly content: string;
}

/** All that leaves the browser. The proxy finds its system prompt by `lab`; nothing here names the learner. */
export interface Question extends Session {
  readonly model: string;
  readonly messages: readonly Message[];
}

export interface World {
  readonly fetch: typeof fetch;
  /** 0 up to 1. */
  random(): number;
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `run` after so many seconds, unless what it returns is called before. */
  after(seconds: number, run: () => void): () => void;
}

/**
 * busy: 429 three times. unavailable: 5xx twice. unreached: no response in 10 s, twice. silent: 30 s without a byte,
 * twice. network: CORS, DNS or offline, which look alike. refused: 401 or 403. rejected: any other status.
 * broken: the answer began and was lost. unreadable: neither a stream nor a completion. stopped: by the learner.
 */
export type FailureKind =
  | "busy" | "unavailable" | "unreached" | "silent" | "network" | "refused" | "rejected" | "broken" | "unreadable" | "stopped";

/** `text` of a failure is what had arrived of the answer, "" for nothing. `topics`: the lab's topics that the proxy takes as touched so
 * far, null where it does not judge. */
export type Reply =
  | { readonly ok: true; readonly text: string; readonly topics: readonly string[] | null }
  | { readonly ok: false; readonly kind: FailureKind; readonly text: string };

export interface Progress {
  /** The whole answer so far; shorter again where a retry starts anew. */
  onText(text: string): void;
  /** A retry follows in so many seconds. */
  onRetry(kind: FailureKind, seconds: number): void;
}

const CONNECT_SECONDS = 10;
/** Of a second try. With the pause before it, what takes the assistant's place is there 7 s after the first failure. */
const RECONNECT_SECONDS = 6;
const SILENCE_SECONDS = 30;
const RETRY_AFTER_MOST_SECONDS = 60;
const BUSY_TRIES = 3;
/** Longer than any model answers; a stream that never ends must not fill the memory. */
const REPLY_MOST_CHARACTERS = 200_000;

/** `unpassed`: the proxy wants a session token, or a new one. */
type Attempt = Reply & { readonly retryAfter?: string | null; readonly unpassed?: boolean };

export interface Request {
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** The request, word for word: what is sent, and what a learner is shown of it. */
export function requestOf(question: Question, token: string | null): Request {
  const { url, model, messages, course, lab, session } = question;
  return {
    url: resource(url, "chat/completions"),
    headers: {
      "Content-Type": "application/json",
      Accept: "text/event-stream, application/json",
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ model, stream: true, messages, metadata: { course, lab, session } }),
  };
}

/** Seconds that a Retry-After header asks for (RFC 9110, 10.2.3; fractions are let through), 60 at most; null when it is none. */
export function retryAfterSeconds(header: string | null, now: number): number | null {
  const value = header?.trim() ?? "";
  let seconds = NaN;
  if (/^\d+(\.\d+)?$/.test(value)) seconds = Number(value);
  else if (/^[A-Za-z]{3}/.test(value)) seconds = (Date.parse(value) - now) / 1000;
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 0), RETRY_AFTER_MOST_SECONDS);
}

/** What stands at the path, undefined for nothing. What a proxy sends is not trusted to have any shape. */
function at(value: unknown, ...path: readonly string[]): unknown {
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as { readonly [key: string]: unknown })[key];
  }
  return value;
}

function stringAt(value: unknown, ...path: readonly string[]): string | null {
  const found = at(value, ...path);
  return typeof found === "string" ? found : null;
}

/** The proxy's report on the lab's topics, null for none. */
function topicsIn(value: unknown): readonly string[] | null {
  const found = at(value, "scormpack", "topics");
  return Array.isArray(found) ? found.filter((id) => typeof id === "string") : null;
}

/** True when a 401 is not about this course but about its session token. */
async function wantsPass(response: Response): Promise<boolean> {
  try {
    return response.status === 401 && (stringAt(JSON.parse(await response.text()), "error", "code") ?? "").startsWith("session_");
  } catch {
    return false;
  }
}

/** What a response says that is no answer, or null. */
function refusal({ status, ok, body }: Response): FailureKind | null {
  if (status === 429) return "busy";
  if (status >= 500) return "unavailable";
  if (status === 401 || status === 403) return "refused";
  return ok && body ? null : "rejected";
}

interface Try {
  readonly question: Question;
  readonly token: string | null;
  readonly headSeconds: number;
  readonly signal: AbortSignal;
  onText(text: string): void;
}

async function attempt({ question, token, headSeconds, signal, onText }: Try, world: World): Promise<Attempt> {
  const control = new AbortController();
  const abort = (): void => control.abort();
  signal.addEventListener("abort", abort);
  let text = "";
  let topics: readonly string[] | null = null;
  /** What it is called when the connection ends by itself now. */
  let lost: FailureKind = "network";
  let late: FailureKind | null = null;
  const fail = (kind: FailureKind): Attempt => ({ ok: false, kind, text });
  const limit = (seconds: number, kind: FailureKind): (() => void) =>
    world.after(seconds, () => {
      late = kind;
      abort();
    });
  // A browser does not tell a connection from a response: the 10 s end with the response's head.
  let disarm = limit(headSeconds, "unreached");
  const heard = (): void => {
    disarm();
    disarm = limit(SILENCE_SECONDS, "silent");
  };
  try {
    const { url, headers, body } = requestOf(question, token);
    const response = await world.fetch(url, { method: "POST", headers, body, signal: control.signal, ...DISCREET });
    heard();
    const refused = refusal(response);
    if (refused) return { ...fail(refused), retryAfter: response.headers.get("Retry-After"), unpassed: await wantsPass(response) };
    lost = "broken";
    const type = response.headers.get("Content-Type") ?? "";
    let finished = type.includes("json");
    if (finished) {
      const whole: unknown = JSON.parse(await response.text());
      text = stringAt(whole, "choices", "0", "message", "content") ?? "";
      topics = topicsIn(whole);
    } else {
      for await (const data of eventData(response.body as ReadableStream<Uint8Array>, heard)) {
        if (data === DONE) {
          finished = true;
          break;
        }
        const chunk: unknown = JSON.parse(data);
        // Some gateways close after the finish reason and leave [DONE] out.
        finished ||= stringAt(chunk, "choices", "0", "finish_reason") !== null;
        // The head was sent before the proxy knew: without a word of the answer it is as if it had answered so.
        if (at(chunk, "error")) return fail(text === "" ? "unavailable" : "broken");
        topics = topicsIn(chunk) ?? topics;
        text += stringAt(chunk, "choices", "0", "delta", "content") ?? "";
        if (text.length > REPLY_MOST_CHARACTERS) return fail("broken");
        if (text !== "") onText(text);
      }
    }
    if (!finished) return fail(type.includes("event-stream") ? "broken" : "unreadable");
    return text.trim() === "" ? fail("unreadable") : { ok: true, text, topics };
  } catch (error) {
    if (signal.aborted) return fail("stopped");
    return fail(late ?? (error instanceof SyntaxError ? "unreadable" : lost));
  } finally {
    disarm();
    abort(); // Releases a body that was not read.
  }
}

function pause(seconds: number, world: World, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = world.after(seconds, resolve);
    signal.addEventListener("abort", () => {
      cancel();
      resolve();
    });
  });
}

/**
 * The assistant's answer, or what became of it; never rejects.
 *
 * 429: three tries in all, after Retry-After (60 s at most) or else 1 to 2, then 2 to 4 seconds. 5xx, no response in
 * 10 s, 30 s of silence: one retry. A session token that is missing or out of date: once more with a new one. Everything else:
 * no retry. `signal` is the learner's stop button.
 */
export async function ask(question: Question, pass: Pass, world: World, signal: AbortSignal, progress: Progress): Promise<Reply> {
  let busy = 0;
  let faults = 0;
  let renewed = false;
  let partial = "";
  for (;;) {
    if (signal.aborted) return { ok: false, kind: "stopped", text: partial };
    const headSeconds = faults > 0 ? RECONNECT_SECONDS : CONNECT_SECONDS;
    const { onText } = progress;
    const made = await attempt({ question, token: pass.token(), headSeconds, signal, onText }, world);
    const { retryAfter = null, unpassed = false, ...reply } = made;
    if (reply.ok) return reply;
    if (unpassed && !renewed) {
      renewed = true;
      if ((await pass.renew(signal)) || signal.aborted) continue;
    }
    partial = reply.text || partial;
    let seconds: number;
    if (reply.kind === "busy" && ++busy < BUSY_TRIES) {
      seconds = retryAfterSeconds(retryAfter, world.now()) ?? 2 ** (busy - 1) * (1 + world.random());
    } else if ((reply.kind === "unavailable" || reply.kind === "unreached" || reply.kind === "silent") && ++faults < 2) {
      seconds = (1 + world.random()) / 2;
    } else {
      return { ...reply, text: partial };
    }
    progress.onRetry(reply.kind, seconds);
    await pause(seconds, world, signal);
  }
}

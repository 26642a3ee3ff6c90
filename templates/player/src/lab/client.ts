// One question to the lab proxy and its answer: `POST {url}/chat/completions`, OpenAI-compatible. No DOM, no clock,
// no chance and no network of its own.

import { DONE, eventData } from "./sse.ts";

export interface Message {
  readonly role: "user" | "assistant";
  readonly content: string;
}

/** All that leaves the browser. The proxy finds its system prompt by `lab`; nothing here names the learner. */
export interface Question {
  readonly url: string;
  readonly model: string;
  readonly course: string;
  readonly lab: string;
  /** Random, for the proxy's quotas; says nothing about the learner. */
  readonly session: string;
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

/** `text` of a failure is what had arrived of the answer, "" for nothing. */
export type Reply =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly kind: FailureKind; readonly text: string };

export interface Progress {
  /** The whole answer so far; shorter again where a retry starts anew. */
  onText(text: string): void;
  /** A retry follows in so many seconds. */
  onRetry(kind: FailureKind, seconds: number): void;
}

const CONNECT_SECONDS = 10;
const SILENCE_SECONDS = 30;
const RETRY_AFTER_MOST_SECONDS = 60;
const BUSY_TRIES = 3;
/** Longer than any model answers; a stream that never ends must not fill the memory. */
const REPLY_MOST_CHARACTERS = 200_000;

type Attempt = Reply & { readonly retryAfter?: string | null };

/** The request's body, word for word. */
export function requestBody(question: Question): string {
  const { model, messages, course, lab, session } = question;
  return JSON.stringify({ model, stream: true, messages, metadata: { course, lab, session } });
}

/** Seconds that a Retry-After header asks for (RFC 9110, 10.2.3; fractions are let through), 60 at most; null when it is none. */
export function retryAfterSeconds(header: string | null, now: number): number | null {
  const value = header?.trim() ?? "";
  let seconds = NaN;
  if (/^\d+(\.\d+)?$/.test(value)) seconds = Number(value);
  else if (/^[A-Za-z]{3}/.test(value)) seconds = (Date.parse(value) - now) / 1000;
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 0), RETRY_AFTER_MOST_SECONDS);
}

/** A string at the path, or null. What a proxy sends is not trusted to have any shape. */
function stringAt(value: unknown, ...path: readonly string[]): string | null {
  for (const key of path) {
    if (typeof value !== "object" || value === null) return null;
    value = (value as { readonly [key: string]: unknown })[key];
  }
  return typeof value === "string" ? value : null;
}

/** What a response says that is no answer, or null. */
function refusal({ status, ok, body }: Response): FailureKind | null {
  if (status === 429) return "busy";
  if (status >= 500) return "unavailable";
  if (status === 401 || status === 403) return "refused";
  return ok && body ? null : "rejected";
}

async function attempt(question: Question, world: World, signal: AbortSignal, onText: (text: string) => void): Promise<Attempt> {
  const control = new AbortController();
  const abort = (): void => control.abort();
  signal.addEventListener("abort", abort);
  let text = "";
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
  let disarm = limit(CONNECT_SECONDS, "unreached");
  const heard = (): void => {
    disarm();
    disarm = limit(SILENCE_SECONDS, "silent");
  };
  try {
    const response = await world.fetch(`${question.url.replace(/\/+$/, "")}/chat/completions`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "text/event-stream, application/json" },
      body: requestBody(question),
      signal: control.signal,
      cache: "no-store",
      // No cookie, no address of the LMS, and no other host than the one that the learner agreed to.
      credentials: "omit",
      referrerPolicy: "no-referrer",
      redirect: "error",
    });
    heard();
    const refused = refusal(response);
    if (refused) return { ...fail(refused), retryAfter: response.headers.get("Retry-After") };
    lost = "broken";
    const type = response.headers.get("Content-Type") ?? "";
    let finished = type.includes("json");
    if (finished) {
      text = stringAt(JSON.parse(await response.text()), "choices", "0", "message", "content") ?? "";
    } else {
      for await (const data of eventData(response.body as ReadableStream<Uint8Array>, heard)) {
        if (data === DONE) {
          finished = true;
          break;
        }
        const chunk: unknown = JSON.parse(data);
        // Some gateways close after the finish reason and leave [DONE] out.
        finished ||= stringAt(chunk, "choices", "0", "finish_reason") !== null;
        if ((chunk as { readonly error?: unknown } | null)?.error) return fail("broken");
        text += stringAt(chunk, "choices", "0", "delta", "content") ?? "";
        if (text.length > REPLY_MOST_CHARACTERS) return fail("broken");
        if (text !== "") onText(text);
      }
    }
    if (!finished) return fail(type.includes("event-stream") ? "broken" : "unreadable");
    return text.trim() === "" ? fail("unreadable") : { ok: true, text };
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
 * 10 s, 30 s of silence: one retry. Everything else: none. `signal` is the learner's stop button.
 */
export async function ask(question: Question, world: World, signal: AbortSignal, progress: Progress): Promise<Reply> {
  let busy = 0;
  let faults = 0;
  let partial = "";
  for (;;) {
    if (signal.aborted) return { ok: false, kind: "stopped", text: partial };
    const { retryAfter = null, ...reply } = await attempt(question, world, signal, progress.onText);
    if (reply.ok) return reply;
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

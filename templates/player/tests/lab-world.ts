// A network, a clock and a chance of the tests' own: no real time passes.

import type { FailureKind, Question, Reply, World } from "../src/lab/client.ts";
import { ask } from "../src/lab/client.ts";
import { passFor } from "../src/lab/pass.ts";

export const QUESTION: Question = {
  url: "https://proxy.example/v1",
  model: "lab",
  course: "course-1",
  lab: "lab-1",
  session: "0011",
  messages: [{ role: "user", content: "Hello" }],
};

export interface Call {
  readonly url: string;
  readonly init: RequestInit;
  /** Seconds since the test began. */
  readonly at: number;
}

/** What the network does with one call; the signal is the request's. */
export type Behaviour = (signal: AbortSignal) => Promise<Response>;

/** Bytes that arrive chunk by chunk; then the stream ends, is lost, or stays open and silent. */
export function body(
  chunks: readonly (string | Uint8Array)[],
  end: "closed" | "lost" | "open",
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
      if (end === "closed") controller.close();
      else signal.addEventListener("abort", () => controller.error(signal.reason));
    },
    pull(controller) {
      // Called once what was queued has been read: an error any earlier would drop it.
      if (end === "lost") controller.error(new TypeError("terminated"));
    },
  }, { highWaterMark: 0 });
}

export function sse(chunks: readonly (string | Uint8Array)[], end: "closed" | "lost" | "open" = "closed"): Behaviour {
  return (signal) => Promise.resolve(new Response(body(chunks, end, signal), { headers: { "Content-Type": "text/event-stream" } }));
}

/** One event with a piece of the reply. */
export function piece(content: string): string {
  return `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
}

export function answer(...pieces: readonly string[]): Behaviour {
  return sse([...pieces.map(piece), "data: [DONE]\n\n"]);
}

export function status(code: number, headers: { readonly [name: string]: string } = {}): Behaviour {
  return () => Promise.resolve(new Response("no", { status: code, headers }));
}

export const unconnected: Behaviour = () => Promise.reject(new TypeError("Failed to fetch"));

export const unanswered: Behaviour = (signal) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

export interface Story {
  readonly reply: Reply;
  readonly calls: readonly Call[];
  readonly texts: readonly string[];
  readonly retries: readonly (readonly [FailureKind, number])[];
  /** When the reply was there, in seconds since the test began. */
  readonly seconds: number;
  /** Timers still armed then. */
  readonly armed: number;
}

/**
 * Plays one question against the behaviours, one a call. Whenever nothing more happens by itself, the clock jumps to
 * the next timer. `stopAt`: the learner stops at that second. The day begins at 2026-01-01 00:00:00 UTC.
 */
export async function play(behaviours: readonly Behaviour[], options: { chance?: number; stopAt?: number } = {}): Promise<Story> {
  const dayBegins = Date.UTC(2026, 0, 1);
  let seconds = 0;
  let timers: { at: number; run: () => void }[] = [];
  const calls: Call[] = [];
  const texts: string[] = [];
  const retries: (readonly [FailureKind, number])[] = [];
  const control = new AbortController();
  const world: World = {
    fetch(input, init = {}) {
      calls.push({ url: String(input), init, at: seconds });
      const behaviour = behaviours[calls.length - 1];
      if (!behaviour) throw new Error(`call ${calls.length} was not expected`);
      return behaviour(init.signal ?? new AbortController().signal);
    },
    random: () => options.chance ?? 0,
    now: () => dayBegins + seconds * 1000,
    after(delay, run) {
      const timer = { at: seconds + delay, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  if (options.stopAt !== undefined) world.after(options.stopAt, () => control.abort());
  let reply: Reply | undefined;
  const asked = ask(QUESTION, passFor(QUESTION, world), world, control.signal, {
    onText: (text) => texts.push(text),
    onRetry: (kind, delay) => retries.push([kind, delay]),
  }).then((result) => {
    reply = result;
  });
  for (;;) {
    for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
    if (reply) break;
    const next = timers.sort((a, b) => a.at - b.at).shift();
    if (!next) throw new Error("nothing is under way, and no timer either");
    seconds = next.at;
    next.run();
  }
  await asked;
  return { reply, calls, texts, retries, seconds, armed: timers.length };
}

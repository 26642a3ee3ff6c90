// Work on a wire that fails: one step at a time, a pause after each failure, and no more once the LRS has closed the door.

import type { LrsAnswer } from "./connection.ts";
import type { Surroundings } from "./surroundings.ts";

/** more: a step succeeded, and there may be another. done: nothing is left to do. stopped: nothing can be done in this visit.
 * An answer: the step failed with it, and is tried again after a pause. */
export type Step = "more" | "done" | "stopped" | LrsAnswer;

export interface Rounds {
  /** There is work. It begins at once unless a step is under way, a pause is on, or all was stopped. */
  go(): void;
  /** Settles when no step is under way. */
  idle(): Promise<void>;
}

/** Runs steps, never two at a time. When the browser is online again, a pause is over. */
export function inRounds(step: () => Promise<Step>, surroundings: Pick<Surroundings, "later" | "random" | "whenOnline">): Rounds {
  let busy = false;
  let stopped = false;
  /** Work came while a step was under way, perhaps too late for it to see. */
  let more = false;
  let failures = 0;
  let endPause: (() => void) | null = null;
  let idlers: readonly (() => void)[] = [];

  const run = async (): Promise<void> => {
    busy = true;
    try {
      for (;;) {
        more = false;
        const came = await step();
        if (came === "more" || came === "done") failures = 0;
        if (came === "more" || (came === "done" && more)) continue;
        stopped = came === "stopped";
        if (typeof came === "object") {
          const asked = came.kind === "answer" ? came.retryAfterSeconds : null;
          endPause = surroundings.later(resume, pause(failures++, asked, surroundings.random));
        }
        return;
      }
    } finally {
      busy = false;
      for (const settle of idlers) settle();
      idlers = [];
    }
  };
  const go = (): void => {
    more = true;
    if (!busy && !stopped && !endPause) void run();
  };
  const resume = (): void => {
    if (!endPause) return;
    endPause();
    endPause = null;
    go();
  };
  surroundings.whenOnline(resume);
  return { go, idle: () => (busy ? new Promise((resolve) => (idlers = [...idlers, resolve])) : Promise.resolve()) };
}

const LONGEST_ASKED_SECONDS = 300;

/** Milliseconds until the next try: anything up to 1 s, 2 s, 4 s … 60 s, so that a class that lost its network together
 * does not come back together. What the LRS asks for is waited for first, five minutes at most. */
export function pause(failures: number, askedSeconds: number | null, random: () => number): number {
  const jitter = random() * Math.min(60, 2 ** failures) * 1000;
  if (askedSeconds === null) return Math.max(200, jitter);
  return Math.min(askedSeconds * 1000 + jitter / 4, LONGEST_ASKED_SECONDS * 1000);
}

// Where a quiz's slots stand among the `bits` of its contract.

import type { QuizContract } from "./contract.ts";

/** Viewed, attempt, submitted, counted points. */
const HEAD = 4;

/** One question's slots: its answer, then its hints and whether it was kept, each -1 where the quiz has no such thing. */
export interface QuestionPlaces {
  readonly answer: number;
  readonly hints: number;
  readonly kept: number;
  /** The first place that is the next question's. */
  readonly end: number;
}

/** Places are indices into `bits`; -1 for what the quiz does not have. */
export interface QuizPlaces {
  readonly ended: number;
  readonly started: number;
  readonly extra: number;
  /** How many slots are the quiz's own. */
  readonly head: number;
  readonly questions: readonly QuestionPlaces[];
}

const known = new WeakMap<QuizContract, QuizPlaces>();

export function placesIn(part: QuizContract): QuizPlaces {
  const found = known.get(part) ?? laidOut(part);
  known.set(part, found);
  return found;
}

function laidOut(part: QuizContract): QuizPlaces {
  const ended = part.cool_down ? HEAD : -1;
  const started = part.time_limit ? HEAD + Number(ended > 0) : -1;
  const head = HEAD + Number(ended > 0) + (started > 0 ? 2 : 0);
  const keeps = part.retry === "wrong";
  const questions: QuestionPlaces[] = [];
  for (let at = head; at < part.bits.length; ) {
    const hints = part.hints?.[questions.length] ? at + 1 : -1;
    const kept = keeps ? at + 1 + Number(hints > 0) : -1;
    const end = at + 1 + Number(hints > 0) + Number(keeps);
    questions.push({ answer: at, hints, kept, end });
    at = end;
  }
  return { ended, started, extra: started < 0 ? -1 : started + 1, head, questions };
}

/** How many questions one attempt asks. */
export function askedCount(part: QuizContract): number {
  const left = (part.draw ?? []).reduce((sum, { count, of }) => sum + of.length - count, 0);
  return placesIn(part).questions.length - left;
}

/** The smallest share of a point that answers can earn. */
export function pointUnits(part: QuizContract): number {
  return part.fraction ? 100 : 1;
}

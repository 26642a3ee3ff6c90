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
  const started = part.time_limit ? HEAD : -1;
  const ended = part.cool_down ? HEAD + 2 : -1;
  const head = ended > 0 ? ended + 1 : started > 0 ? HEAD + 2 : HEAD;
  const keeps = part.retry === "wrong";
  const questions: QuestionPlaces[] = [];
  for (let at = head; at < part.bits.length; ) {
    const hinted = Boolean(part.hints?.[questions.length]);
    const end = at + (hinted || keeps ? 3 : 1);
    questions.push({ answer: at, hints: hinted ? at + 1 : -1, kept: keeps ? at + 2 : -1, end });
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

// What a part's slots mean: its state as the numbers and texts that stand under its keys, and back.

import type { Granularity, PartContract, QuizContract } from "./contract.ts";
import { answersAtOnce, isQuiz, labFlags, labOf, quizOf } from "./parts.ts";
import type { Slot } from "./questions/types.ts";
import { askedCount, placesIn, pointUnits } from "./quiz-bits.ts";
import type { LabResult, PartState, QuizState, SessionState } from "./session.ts";

const RESULTS: readonly LabResult[] = ["none", "assistant", "reflection"];
/** What stood in for an assistant that was away, as the author has it now. */
const STAND_IN = 3;
/** The slot of a quiz with what counts: at granularity "question" its share of the points, which may change; else points. */
const COUNTS = 3;
/** Of a lab. */
const EXCHANGES = 1;
const RESULT = 2;
const SHARE_STEPS = 10000;
const EXCHANGE_BITS = 5;

/** How many bits tell so many states apart. */
const bitsFor = (states: number): number => Math.max(1, (states - 1).toString(2).length);

/** How finely what counts is kept: the slot holds 0 for none, else 1 + steps. */
function stepsOf(part: QuizContract, granularity: Granularity): number {
  return granularity === "question" ? SHARE_STEPS : part.points * pointUnits(part);
}

/** The widths of a part's slots in a state of this granularity. */
export function widthsOf(part: PartContract, granularity: Granularity): readonly number[] {
  const counts = isQuiz(part) ? bitsFor(stepsOf(part, granularity) + 2) : 0;
  const exchanges = part.kind === "lab" ? (granularity === "question" ? EXCHANGE_BITS : bitsFor(part.exchanges + 1)) : 0;
  return part.bits.map((width, place) => (isQuiz(part) && place === COUNTS ? counts : part.kind === "lab" && place === EXCHANGES ? exchanges : width));
}

/** True when no value is above what its slot can mean; `from`: the place of the first. What an answer can mean, only its key knows. */
export function isPossible(part: PartContract, granularity: Granularity, from: number, values: readonly Slot[]): boolean {
  const top = (place: number, most: number): boolean => place < from || Number(values[place - from] ?? 0) <= most;
  if (isQuiz(part)) return top(COUNTS, 1 + stepsOf(part, granularity));
  if (part.kind !== "lab") return true;
  return top(RESULT, STAND_IN) && (granularity === "question" || top(EXCHANGES, part.exchanges));
}

function resultNumber(result: LabResult): number {
  const number = RESULTS.indexOf(result);
  return number < 0 ? STAND_IN : number;
}

/** A part's slots in the order of its `bits`. */
export function slotsOf(part: PartContract, state: SessionState, granularity: Granularity): readonly Slot[] {
  const viewed = Number(state.parts[part.id]?.viewed ?? false);
  const quiz = quizOf(state, part.id);
  if (quiz && isQuiz(part)) return quizSlots(part, quiz, granularity);
  const lab = labOf(state, part.id);
  return lab ? [viewed, lab.exchanges, resultNumber(lab.result), ...lab.prompts.map(Number), ...lab.topics.map(Number)] : [viewed];
}

function quizSlots(part: QuizContract, quiz: QuizState, granularity: Granularity): readonly Slot[] {
  const { ended, started, extra, questions } = placesIn(part);
  const slots: Slot[] = part.bits.map(() => 0);
  [Number(quiz.viewed), quiz.attempt, Number(quiz.submitted)].forEach((value, place) => (slots[place] = value));
  const share = part.points > 0 ? (quiz.best ?? 0) / part.points : 1;
  slots[COUNTS] = quiz.best === null ? 0 : 1 + Math.round(share * stepsOf(part, granularity));
  if (ended > 0) slots[ended] = quiz.ended ?? 0;
  if (started > 0) slots[started] = quiz.started ?? 0;
  if (extra > 0) slots[extra] = quiz.extra ?? 0;
  questions.forEach((places, at) => {
    slots[places.answer] = quiz.slots[at] ?? 0;
    if (places.hints > 0) slots[places.hints] = quiz.hints?.[at] ?? 0;
    if (places.kept > 0) slots[places.kept] = Number(quiz.kept?.[at] ?? false);
  });
  return slots;
}

/** The part that the slots describe. Where a changed course or a lost run left them at odds with each other, the
 * answers stay and the attempt is open again, so that nobody is shut out. */
export function partState(part: PartContract, all: readonly Slot[], granularity: Granularity): PartState {
  if (isQuiz(part)) return quizState(part, all, granularity);
  const slots = all.map(Number);
  const viewed = (slots[0] ?? 0) > 0;
  if (part.kind !== "lab") return { viewed };
  const exchanges = Math.min(slots[EXCHANGES] ?? 0, part.exchanges);
  const flags = labFlags(part, slots);
  const [prompts, topics] = [flags.prompts.map(Boolean), flags.topics.map(Boolean)];
  const reflected = prompts.length > 0 && prompts.every(Boolean);
  const earned = exchanges >= part.exchanges && topics.every(Boolean) ? 1 : reflected ? 2 : 0;
  const standIn = part.fallback === "waive" ? "waived" : "scripted";
  return { viewed, exchanges, result: RESULTS[(slots[RESULT] ?? 0) || earned] ?? standIn, prompts, topics };
}

/** Points that count: whole hundredths at most, except where a share of other points was kept. */
function pointsOf(part: QuizContract, value: number, granularity: Granularity): number {
  const share = (value - 1) / Math.max(1, stepsOf(part, granularity));
  const [exact, whole] = [share * part.points, Math.round(share * part.points * pointUnits(part)) / pointUnits(part)];
  return Math.round((whole / part.points) * SHARE_STEPS) === Math.round(share * SHARE_STEPS) ? whole : exact;
}

function quizState(part: QuizContract, all: readonly Slot[], granularity: Granularity): QuizState {
  const { ended, started, extra, questions } = placesIn(part);
  const number = (place: number): number => Number(all[place] ?? 0) || 0;
  const answers = questions.map(({ answer }) => all[answer] ?? 0);
  const best = number(COUNTS) === 0 ? null : part.points === 0 ? 0 : pointsOf(part, number(COUNTS), granularity);
  const hints = questions.map((places, at) => (places.hints > 0 ? Math.min(number(places.hints), part.hints?.[at] ?? 0) : 0));
  const kept = questions.map((places, at) => places.kept > 0 && number(places.kept) > 0 && Boolean(answers[at]));
  // An attempt whose time was up is finished with questions open.
  const enough = answers.filter(Boolean).length >= askedCount(part) || Boolean(part.time_limit);
  const whole = best !== null && (!answersAtOnce(part) || enough);
  const begun = best !== null || answers.some(Boolean) || hints.some(Boolean) || (started > 0 && number(started) > 0);
  return {
    viewed: number(0) > 0,
    attempt: number(1) || Number(begun),
    submitted: number(2) > 0 && whole,
    best,
    slots: answers,
    ...(part.hints?.some(Boolean) ? { hints } : {}),
    ...(part.retry === "wrong" ? { kept } : {}),
    ...(ended > 0 ? { ended: number(ended) } : {}),
    ...(started > 0 ? { started: number(started), extra: Math.min(number(extra), part.extra_time?.length ?? 0) } : {}),
  };
}

/** What a former layout kept of the part, in the numbers of today's. */
export function converted(part: PartContract, slots: readonly Slot[], from: Granularity, to: Granularity): Slot[] {
  const own = [...slots];
  const value = Number(slots[COUNTS] ?? 0);
  if (isQuiz(part) && value > 0) own[COUNTS] = 1 + Math.round(((value - 1) / Math.max(1, stepsOf(part, from))) * stepsOf(part, to));
  return own;
}

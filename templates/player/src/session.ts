// The learner's state and the one way it changes: (state, event) -> state. No DOM, no LMS, no clock.

import type { CourseContract, LabContract, PartContract, QuizContract } from "./contract.ts";
import { outcome } from "./outcome.ts";
import { answersAtOnce, canRetry, isQuiz, isScored, labFlags, labOf, partsOf, quizOf, timeLimit } from "./parts.ts";
import { WIDEST_NUMBER } from "./bits.ts";
import type { Slot } from "./questions/types.ts";
import { askedCount, placesIn, pointUnits } from "./quiz-bits.ts";

/** A page or lesson. */
export interface ReadingState {
  readonly viewed: boolean;
}

/** A quiz or test. */
export interface QuizState {
  readonly viewed: boolean;
  /** The attempt under way, or finished last; 0 before the first answer; stays at 15 when more are taken. */
  readonly attempt: number;
  /** The attempt is finished: handed in, or (feedback at once) its last question answered. */
  readonly submitted: boolean;
  /** Points of the finished attempt that counts: the best, the last or the first, as the author has it. */
  readonly best: number | null;
  /** One a question, in the author's order; 0 and "" are unanswered. What a slot means is its question type's affair. */
  readonly slots: readonly Slot[];
  /** One a question: how many hints of this attempt were asked for. Only where the quiz has hints. */
  readonly hints?: readonly number[];
  /** One a question: its answer was right in the attempt before, and stays. Only where wrong ones alone are asked again. */
  readonly kept?: readonly boolean[];
  /** When the last attempt ended, in seconds of `EPOCH`, 0 before. Only with a cool-down. */
  readonly ended?: number;
  /** When this attempt was begun, in seconds of `EPOCH`, 0 before. Only with a time limit. */
  readonly started?: number;
  /** Which extra time this attempt has: 0 none, else 1 + its place. Only with a time limit. */
  readonly extra?: number;
}

/** How a lab came to be done, whichever was first: with the assistant, by its guided reflection, by prepared replies, or not at all
 * because the assistant was away and the author lets the learner go on. */
export type LabWay = "assistant" | "reflection" | "scripted" | "waived";
export type LabResult = "none" | LabWay;

export interface LabState {
  readonly viewed: boolean;
  /** Counted up to the lab's minimum. */
  readonly exchanges: number;
  readonly result: LabResult;
  /** One a reflection prompt, in the author's order. */
  readonly prompts: readonly boolean[];
  /** One a topic, in the author's order: the conversation touched it. */
  readonly topics: readonly boolean[];
}

export type PartState = ReadingState | QuizState | LabState;

export interface SessionState {
  readonly parts: { readonly [id: string]: PartState };
  /** The id of the part on the screen; "" before the first is opened. */
  readonly bookmark: string;
  /** Saves so far, modulo 4096. */
  readonly sequence: number;
  /** Latched: never taken back. */
  readonly completed: boolean;
  /** Latched: never taken back. */
  readonly passed: boolean;
  /** The best score of the part that gives the course its score, 0 to 1, four decimals; it never falls. */
  readonly best: number | null;
  readonly consented: boolean;
  /** How long the course was on the screen, up to what its rules ask for. Only where one asks. */
  readonly seconds?: number;
  /** The learner lets the labs' texts be kept with the course record; may be taken back. */
  readonly sharing: boolean;
  /** What a version of the course wrote that this one cannot read, as it stands in the saved state. */
  readonly others?: string;
}

/** `chosen` is an answer that may still change; `answered` is final for this attempt. `earned` is what all answers of this
 * attempt earn together, in points. `at` is in seconds of `EPOCH`, and needed only where the quiz has a cool-down or a time limit. */
export type SessionEvent =
  | { readonly type: "opened"; readonly part: string }
  /** A page or lesson that asks for more than being opened was read as it asks. */
  | { readonly type: "viewed"; readonly part: string }
  /** The course was on the screen for so many seconds more. */
  | { readonly type: "spent"; readonly seconds: number }
  /** A timed attempt is begun. `extra`: which extra time the learner takes, 0 none. */
  | { readonly type: "begun"; readonly part: string; readonly at: number; readonly extra: number }
  | { readonly type: "hinted"; readonly part: string; readonly question: number }
  | { readonly type: "chosen"; readonly part: string; readonly question: number; readonly slot: Slot }
  | { readonly type: "answered"; readonly part: string; readonly question: number; readonly slot: Slot; readonly earned: number; readonly at?: number }
  /** `late`: the time is up, so what is not answered stays so. */
  | { readonly type: "submitted"; readonly part: string; readonly earned: number; readonly at?: number; readonly late?: boolean }
  /** `keep`: the questions that were answered right and are not asked again. */
  | { readonly type: "retried"; readonly part: string; readonly at?: number; readonly keep?: readonly number[] }
  /** `topics` are the ids of those touched so far, null where nobody judges that; `way`: by whom the conversation was led. */
  | { readonly type: "exchanged"; readonly part: string; readonly topics: readonly string[] | null; readonly way: "assistant" | "scripted" }
  | { readonly type: "waived"; readonly part: string }
  | { readonly type: "reflected"; readonly part: string; readonly prompt: number }
  | { readonly type: "consented" }
  | { readonly type: "sharing"; readonly on: boolean }
  /** Another window of the same learner saved something meanwhile: `state` is this session's with it. */
  | { readonly type: "merged"; readonly state: SessionState };

type LabEvent = Extract<SessionEvent, { type: "exchanged" | "reflected" | "waived" }>;
type QuizEvent = Extract<SessionEvent, { type: "begun" | "hinted" | "chosen" | "answered" | "submitted" | "retried" }>;

const MAX_ATTEMPT = 15;
/** A submission is on its way for a moment, and clocks are not exact. */
const GRACE_SECONDS = 5;

/** Nothing seen, nothing done. */
export function begin(course: CourseContract): SessionState {
  const parts = [...partsOf(course)].map(([id, part]) => [id, untouched(part)] as const);
  return {
    parts: Object.fromEntries(parts),
    bookmark: "",
    sequence: 0,
    completed: false,
    passed: false,
    best: null,
    consented: false,
    sharing: false,
    ...(course.time ? { seconds: 0 } : {}),
  };
}

function untouched(part: PartContract): PartState {
  if (isQuiz(part)) {
    return { viewed: false, attempt: 0, submitted: false, best: null, ...emptied(part), ...(part.cool_down ? { ended: 0 } : {}) };
  }
  if (part.kind !== "lab") return { viewed: false };
  const { prompts, topics } = labFlags(part, part.bits);
  return { viewed: false, exchanges: 0, result: "none", prompts: prompts.map(() => false), topics: topics.map(() => false) };
}

/** What an attempt has at its beginning. */
function emptied(part: QuizContract): Pick<QuizState, "slots" | "hints" | "kept" | "started" | "extra"> {
  const { questions } = placesIn(part);
  return {
    slots: questions.map(({ answer }) => nothingIn(part, answer)),
    ...(part.hints?.some(Boolean) ? { hints: questions.map(() => 0) } : {}),
    ...(part.retry === "wrong" ? { kept: questions.map(() => false) } : {}),
    ...(part.time_limit ? { started: 0, extra: 0 } : {}),
  };
}

/** An unanswered slot: "" where the slot holds a text. */
function nothingIn(part: QuizContract, place: number): Slot {
  return (part.bits[place] ?? 0) > WIDEST_NUMBER ? "" : 0;
}

/** The state after the event. An event that is impossible or changes nothing returns the very same object.
 *
 * `mastery` is the score, 0 to 1, that the LMS asks for, where it hands one over. */
export function step(
  course: CourseContract,
  state: SessionState,
  event: SessionEvent,
  mastery?: number | null,
): SessionState {
  const next = applied(course, state, event);
  if (next === state) return state;
  const { completion, success, score } = outcome(course, next, mastery);
  return {
    ...next,
    completed: completion === "completed",
    passed: success === "passed",
    best: isScored(course) ? score : null,
  };
}

function applied(course: CourseContract, state: SessionState, event: SessionEvent): SessionState {
  if (event.type === "merged") return event.state;
  if (event.type === "spent") {
    const seconds = Math.min(course.time ?? 0, Math.round((state.seconds ?? 0) + Math.max(0, event.seconds)));
    return seconds === (state.seconds ?? 0) ? state : { ...state, seconds };
  }
  if (event.type === "sharing") return state.sharing === event.on ? state : { ...state, sharing: event.on };
  if (event.type === "consented") return state.consented ? state : { ...state, consented: true };
  const part = partsOf(course).get(event.part);
  const own = state.parts[event.part];
  if (!part || !own) return state;
  if (event.type === "opened") {
    const viewed = own.viewed || !asksToBeRead(part);
    if (own.viewed === viewed && state.bookmark === part.id) return state;
    return { ...changed(state, part.id, own, { viewed }), bookmark: part.id };
  }
  if (event.type === "viewed") return own.viewed ? state : changed(state, part.id, own, { viewed: true });
  if (event.type === "exchanged" || event.type === "reflected" || event.type === "waived") {
    const lab = labOf(state, part.id);
    const change = part.kind === "lab" && lab ? labChange(part, lab, event) : null;
    return change && lab ? changed(state, part.id, lab, change) : state;
  }
  const quiz = quizOf(state, part.id);
  const change = isQuiz(part) && quiz ? quizChange(part, quiz, event) : null;
  return change && quiz ? changed(state, part.id, quiz, change) : state;
}

/** True for a page or lesson that opening alone does not make viewed. */
export function asksToBeRead(part: PartContract): boolean {
  return (part.kind === "page" || part.kind === "lesson") && (part.viewed_when === "scrolled" || (part.dwell ?? 0) > 0);
}

function changed<P extends PartState>(state: SessionState, id: string, part: P, change: Partial<P>): SessionState {
  return { ...state, parts: { ...state.parts, [id]: { ...part, ...change } } };
}

function labChange(part: LabContract, lab: LabState, event: LabEvent): Partial<LabState> | null {
  const result = (done: boolean, way: LabWay): LabResult => (lab.result === "none" && done ? way : lab.result);
  if (event.type === "waived") {
    return part.fallback === "waive" && lab.result === "none" ? { result: "waived" } : null;
  }
  if (event.type === "reflected") {
    if (lab.prompts[event.prompt] !== false) return null;
    const prompts = replaced(lab.prompts, event.prompt, true);
    return { prompts, result: result(prompts.every(Boolean), "reflection") };
  }
  const exchanges = Math.min(lab.exchanges + 1, part.exchanges);
  const topics = lab.topics.map((touched, at) => touched || (event.topics?.includes(part.topics?.[at] ?? "") ?? false));
  // Where nobody judges the topics, nobody waits for them.
  const done = exchanges === part.exchanges && (event.topics === null || topics.every(Boolean));
  const next = { exchanges, topics, result: result(done, event.way) };
  const same = exchanges === lab.exchanges && next.result === lab.result && topics.every((touched, at) => touched === lab.topics[at]);
  return same ? null : next;
}

function quizChange(part: QuizContract, quiz: QuizState, event: QuizEvent): Partial<QuizState> | null {
  if (event.type === "retried") return canRetry(part, quiz, event.at) ? retried(part, quiz, event.keep ?? []) : null;
  if (quiz.submitted) return null;
  if (event.type === "begun") {
    if (quiz.started !== 0 || event.at <= 0 || event.extra < 0 || event.extra > (part.extra_time?.length ?? 0)) return null;
    return { attempt: quiz.attempt || 1, started: event.at, extra: event.extra };
  }
  // A timed attempt that was not begun takes no answers.
  if (quiz.started === 0) return null;
  if (event.type === "hinted") return hinted(part, quiz, event.question);
  const atOnce = answersAtOnce(part);
  const limit = timeLimit(part, quiz);
  const isLate = limit > 0 && event.type !== "chosen" && event.at !== undefined && event.at > (quiz.started ?? 0) + limit + GRACE_SECONDS;
  if (event.type === "submitted") {
    // At once, this happens only where the time is up, or where a new version of the course took the last open question away.
    const ready = atOnce ? allAnswered(part, quiz.slots) : quiz.slots.some(Boolean);
    const timeIsUp = event.late === true && limit > 0;
    return (ready || timeIsUp) && isEarned(part, event.earned) ? finished(part, quiz, event.earned, event.at) : null;
  }
  const { question, slot } = event;
  const before = quiz.slots[question];
  if (isLate || before === undefined || before === slot || quiz.kept?.[question] || !fitsIn(part, question, slot)) return null;
  const change = { attempt: quiz.attempt || 1, slots: replaced(quiz.slots, question, slot) };
  if (event.type === "chosen") return atOnce ? null : change;
  if (!atOnce || before || !isEarned(part, event.earned)) return null;
  return allAnswered(part, change.slots) ? { ...change, ...finished(part, quiz, event.earned, event.at) } : change;
}

function retried(part: QuizContract, quiz: QuizState, keep: readonly number[]): Partial<QuizState> {
  const fresh = emptied(part);
  const attempt = Math.min(quiz.attempt + 1, MAX_ATTEMPT);
  if (!fresh.kept) return { attempt, submitted: false, ...fresh };
  const stays = (at: number): boolean => keep.includes(at) && Boolean(quiz.slots[at]);
  return {
    attempt,
    submitted: false,
    ...fresh,
    slots: fresh.slots.map((slot, at) => (stays(at) ? (quiz.slots[at] ?? slot) : slot)),
    // A hint that was paid for stays paid for.
    ...(fresh.hints ? { hints: fresh.hints.map((none, at) => (stays(at) ? (quiz.hints?.[at] ?? none) : none)) } : {}),
    kept: fresh.kept.map((_, at) => stays(at)),
  };
}

function hinted(part: QuizContract, quiz: QuizState, question: number): Partial<QuizState> | null {
  const shown = quiz.hints?.[question];
  if (shown === undefined || shown >= (part.hints?.[question] ?? 0) || quiz.kept?.[question]) return null;
  if (answersAtOnce(part) && quiz.slots[question]) return null;
  return { attempt: quiz.attempt || 1, hints: replaced(quiz.hints ?? [], question, shown + 1) };
}

function allAnswered(part: QuizContract, slots: readonly Slot[]): boolean {
  return slots.filter(Boolean).length >= askedCount(part);
}

/** True when the slot is one that the saved state can hold: a number in its width, a text in its length. */
function fitsIn(part: QuizContract, question: number, slot: Slot): boolean {
  const width = part.bits[placesIn(part).questions[question]?.answer ?? -1] ?? 0;
  if (typeof slot === "string") return width > WIDEST_NUMBER && slot.length * 16 <= width && !slot.includes("\0");
  return width <= WIDEST_NUMBER && Number.isInteger(slot) && slot >= 0 && slot < 2 ** width;
}

function replaced<T>(items: readonly T[], place: number, by: T): readonly T[] {
  return items.map((item, at) => (at === place ? by : item));
}

function isEarned(part: QuizContract, points: number): boolean {
  const units = points * pointUnits(part);
  return Math.abs(units - Math.round(units)) < 1e-6 && points >= 0 && points <= part.points;
}

function finished(part: QuizContract, quiz: QuizState, earned: number, at = 0): Partial<QuizState> {
  const counted = { best: Math.max(quiz.best ?? 0, earned), last: earned, first: quiz.best ?? earned }[part.counts ?? "best"];
  return { submitted: true, best: counted, ...(part.cool_down ? { ended: at } : {}) };
}

// The learner's state and the one way it changes: (state, event) -> state. No DOM, no LMS, no clock.

import type { CourseContract, LabContract, PartContract, QuizContract } from "./contract.ts";
import { outcome } from "./outcome.ts";
import { answersAtOnce, canRetry, isQuiz, labFlags, labOf, partsOf, quizOf, scorePart } from "./parts.ts";

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
  /** Points of the best finished attempt. */
  readonly best: number | null;
  /** One a question, in the author's order; 0 is unanswered. What a slot means is its question type's affair. */
  readonly slots: readonly number[];
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
  /** The learner lets the labs' texts be kept with the course record; may be taken back. */
  readonly sharing: boolean;
}

/** `chosen` is an answer that may still change; `answered` is final for this attempt. `earned` is what all
 * answers of this attempt earn together, in points. */
export type SessionEvent =
  | { readonly type: "opened"; readonly part: string }
  | { readonly type: "chosen"; readonly part: string; readonly question: number; readonly slot: number }
  | { readonly type: "answered"; readonly part: string; readonly question: number; readonly slot: number; readonly earned: number }
  | { readonly type: "submitted"; readonly part: string; readonly earned: number }
  | { readonly type: "retried"; readonly part: string }
  /** `topics` are the ids of those touched so far, null where nobody judges that; `way`: by whom the conversation was led. */
  | { readonly type: "exchanged"; readonly part: string; readonly topics: readonly string[] | null; readonly way: "assistant" | "scripted" }
  | { readonly type: "waived"; readonly part: string }
  | { readonly type: "reflected"; readonly part: string; readonly prompt: number }
  | { readonly type: "consented" }
  | { readonly type: "sharing"; readonly on: boolean }
  /** Another window of the same learner saved something meanwhile: `state` is this session's with it. */
  | { readonly type: "merged"; readonly state: SessionState };

type LabEvent = Extract<SessionEvent, { type: "exchanged" | "reflected" | "waived" }>;
type QuizEvent = Extract<SessionEvent, { type: "chosen" | "answered" | "submitted" | "retried" }>;

const MAX_ATTEMPT = 15;
const QUIZ_HEAD = 4;

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
  };
}

function untouched(part: PartContract): PartState {
  if (isQuiz(part)) {
    const slots = part.bits.slice(QUIZ_HEAD).map(() => 0);
    return { viewed: false, attempt: 0, submitted: false, best: null, slots };
  }
  if (part.kind !== "lab") return { viewed: false };
  const { prompts, topics } = labFlags(part, part.bits);
  return { viewed: false, exchanges: 0, result: "none", prompts: prompts.map(() => false), topics: topics.map(() => false) };
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
    best: scorePart(course) ? score : null,
  };
}

function applied(course: CourseContract, state: SessionState, event: SessionEvent): SessionState {
  if (event.type === "merged") return event.state;
  if (event.type === "sharing") return state.sharing === event.on ? state : { ...state, sharing: event.on };
  if (event.type === "consented") return state.consented ? state : { ...state, consented: true };
  const part = partsOf(course).get(event.part);
  const own = state.parts[event.part];
  if (!part || !own) return state;
  if (event.type === "opened") {
    if (own.viewed && state.bookmark === part.id) return state;
    return { ...changed(state, part.id, own, { viewed: true }), bookmark: part.id };
  }
  if (event.type === "exchanged" || event.type === "reflected" || event.type === "waived") {
    const lab = labOf(state, part.id);
    const change = part.kind === "lab" && lab ? labChange(part, lab, event) : null;
    return change && lab ? changed(state, part.id, lab, change) : state;
  }
  const quiz = quizOf(state, part.id);
  const change = isQuiz(part) && quiz ? quizChange(part, quiz, event) : null;
  return change && quiz ? changed(state, part.id, quiz, change) : state;
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
  if (event.type === "retried") {
    if (!canRetry(part, quiz)) return null;
    return { attempt: Math.min(quiz.attempt + 1, MAX_ATTEMPT), submitted: false, slots: quiz.slots.map(() => 0) };
  }
  if (quiz.submitted) return null;
  const atOnce = answersAtOnce(part);
  if (event.type === "submitted") {
    // At once, this happens only where a new version of the course took the last open question away.
    const ready = atOnce ? quiz.slots.every(Boolean) : quiz.slots.some(Boolean);
    return ready && isEarned(part, event.earned) ? finished(quiz, event.earned) : null;
  }
  const { question, slot } = event;
  const width = part.bits[QUIZ_HEAD + question];
  const before = quiz.slots[question];
  if (width === undefined || before === undefined || before === slot) return null;
  if (!Number.isInteger(slot) || slot < 0 || slot >= 2 ** width) return null;
  const change = { attempt: quiz.attempt || 1, slots: replaced(quiz.slots, question, slot) };
  if (event.type === "chosen") return atOnce ? null : change;
  if (!atOnce || before !== 0 || !isEarned(part, event.earned)) return null;
  return change.slots.every(Boolean) ? { ...change, ...finished(quiz, event.earned) } : change;
}

function replaced<T>(items: readonly T[], place: number, by: T): readonly T[] {
  return items.map((item, at) => (at === place ? by : item));
}

function isEarned(part: QuizContract, points: number): boolean {
  return Number.isInteger(points) && points >= 0 && points <= part.points;
}

function finished(quiz: QuizState, earned: number): Partial<QuizState> {
  return { submitted: true, best: Math.max(quiz.best ?? 0, earned) };
}

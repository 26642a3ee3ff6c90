// A learner's visit to a course: the session as main.ts has it, reports as the tracker makes them.

import type { CourseContract, QuestionKey, QuizContract } from "../src/contract.ts";
import { attemptClock } from "../src/attempts.ts";
import { drawnQuestions } from "../src/draw.ts";
import { lockOf, outcome, partRecord } from "../src/outcome.ts";
import { answersAtOnce, canRetry, isQuiz, labOf, partsOf, quizOf } from "../src/parts.ts";
import { hundredths } from "../src/questions/credit.ts";
import { questionType } from "../src/questions/index.ts";
import type { Response, Slot } from "../src/questions/types.ts";
import { decode, encode, nextSave } from "../src/resume.ts";
import { asksToBeRead, step, type SessionEvent, type SessionState } from "../src/session.ts";
import type { AnswerRecord, AttemptRecord, ExchangeRecord, Launch, Report, SaveStatus, Transport } from "../src/transport.ts";

export const learner = "learner-7";

/** What a learner does, by places in lists that the course decides: the part, and numbers that are taken modulo what there is. */
export interface Act {
  readonly do: "open" | "answer" | "submit" | "retry" | "hint" | "begin" | "talk" | "reflect" | "wait" | "read" | "leave";
  readonly part: number;
  readonly n: number;
  readonly m: number;
}

export interface Meaning {
  readonly completion: string;
  readonly success: string;
  readonly score: number | null;
  readonly progress: number;
}

/** One of a question's responses: of those that can be chosen any, of those that are typed a right or a wrong one. */
function responseFor(key: QuestionKey, n: number): Response {
  switch (key.type) {
    case "short-text":
      return n % 2 ? [key.accepted.answers?.[0] ?? "x"] : ["quite wrong"];
    case "numeric":
      return [n % 2 ? String(key.answer) : "12345", key.units?.[0]?.name ?? ""];
    case "fill-in":
      return key.blanks.map(({ accepted, options = [] }, at) => ((n >> at) % 2 ? (accepted.answers?.[0] ?? "") : (options.find((option) => !accepted.answers?.includes(option)) ?? "no")));
    case "long-text":
      return ["Some words.", ...(key.rubric ?? []).filter((_criterion, at) => (n >> at) % 2).map(({ id }) => id)];
    case "multiple-choice":
      return key.choices.filter((_choice, at) => ((1 + (n % (2 ** key.choices.length - 1))) >> at) % 2).map(({ id }) => id);
    case "matching":
    case "categorise":
      return key.items.map(({ id, to }, at) => `${id}.${(n >> at) % 2 ? to : (key.targets[n % key.targets.length] ?? to)}`);
    case "ordering":
      return n % 2 ? key.items : [...key.items].reverse();
    case "likert":
      return [key.scale[n % key.scale.length] ?? ""];
    default:
      return [key.choices[n % key.choices.length]?.id ?? ""];
  }
}

/** A visit: the session as main.ts has it, reports as the tracker makes them. */
export class Visit {
  readonly course: CourseContract;
  readonly #keys: ReadonlyMap<string, readonly QuestionKey[]>;
  readonly #transport: Transport;
  readonly #mastery: number | null;
  readonly #clock: ReturnType<typeof attemptClock>;
  state: SessionState;
  #reported: SessionState;
  given = 0;
  /** What the transport said to each save. */
  readonly told: SaveStatus[] = [];

  constructor(course: CourseContract, keys: ReadonlyMap<string, readonly QuestionKey[]>, { transport, launch }: { transport: Transport; launch: Launch }) {
    this.course = course;
    this.#keys = keys;
    this.#transport = transport;
    this.#mastery = launch.masteryScore;
    const resumed = decode(course, launch.resumeData);
    if (resumed.dropped > 0) throw new Error(`the state was not read back: ${launch.resumeData}`);
    this.state = { ...resumed.state, passed: resumed.state.passed || launch.passed };
    this.#reported = this.state;
    this.#clock = attemptClock(course, this.#mastery);
  }

  meaning(): Meaning {
    const { completion, success, score, progress } = outcome(this.course, this.state, this.#mastery);
    return { completion, success, score, progress };
  }

  #report(happened: { answers?: readonly AnswerRecord[]; attempts?: readonly AttemptRecord[]; exchanges?: readonly ExchangeRecord[] } = {}): Report {
    this.state = nextSave(this.state);
    const { course, state } = this;
    const before = this.#reported;
    const parts = [...partsOf(course).keys()].filter((id) => state.parts[id] !== before.parts[id]).map((id) => partRecord(course, state, id, this.#mastery));
    const labs = parts.flatMap(({ part, way }) => (way && labOf(before, part)?.result === "none" ? [{ part, way, at: new Date() }] : []));
    this.#reported = state;
    return {
      outcome: outcome(course, state, this.#mastery),
      resumeData: encode(course, state),
      bookmark: state.bookmark,
      answers: happened.answers ?? [],
      attempts: happened.attempts ?? [],
      exchanges: happened.exchanges ?? [],
      labs,
      parts,
      sessionSeconds: 10,
    };
  }

  #dispatch(event: SessionEvent, answers: readonly AnswerRecord[] = []): void {
    const next = step(this.course, this.state, event, this.#mastery);
    const finished = this.#clock.heard(event, this.state, next, new Date());
    if (next === this.state) return;
    this.state = next;
    this.given += answers.length;
    this.told.push(this.#transport.save(this.#report({ answers, attempts: finished ? [finished] : [] })));
  }

  leave(): void {
    this.#transport.leave(this.#report(), true);
  }

  act({ do: what, part: place, n, m }: Act, now: number): void {
    const parts = [...partsOf(this.course).values()];
    const part = parts[place % parts.length];
    if (!part) return;
    const open = lockOf(this.course, this.state, part.id, this.#mastery) === null;
    if (what === "wait") return this.#dispatch({ type: "spent", seconds: n % 40 });
    if (!open) return;
    this.#dispatch({ type: "opened", part: part.id });
    if (what === "read" && asksToBeRead(part)) return this.#dispatch({ type: "viewed", part: part.id });
    if (part.kind === "lab") {
      if (what === "reflect") this.#dispatch({ type: "reflected", part: part.id, prompt: n % 4 });
      else if (what === "talk") this.#dispatch({ type: "exchanged", part: part.id, topics: n % 2 ? (part.topics ?? []) : null, way: "assistant" });
    } else if (isQuiz(part)) this.#ask(part, what, n, m, now);
  }

  #ask(part: QuizContract, what: Act["do"], n: number, m: number, now: number): void {
    const keys = this.#keys.get(part.id) ?? [];
    const quiz = quizOf(this.state, part.id);
    if (!quiz) return;
    const order = drawnQuestions(part, keys.map(({ id }) => id), learner, quiz.attempt, quiz.slots);
    const points = (question: number, slot: Slot): number => {
      const key = keys[question];
      if (!key || !slot) return 0;
      const type = questionType(key);
      return Math.max(0, hundredths(type.earned(key, type.response(key, slot)) - (quiz.hints?.[question] ?? 0) * (key.hint_cost ?? 0)));
    };
    const earned = (extra = 0): number => hundredths(order.reduce((sum, at) => sum + points(at, quiz.slots[at] ?? 0), 0) + extra);
    const record = (at: number, slot: Slot): AnswerRecord[] => {
      const key = keys[at];
      if (!key || !slot) return [];
      const type = questionType(key);
      const response = type.response(key, slot);
      const correct = key.points === 0 ? null : type.earned(key, response) === key.points;
      return [{ part: part.id, attempt: quiz.attempt || 1, key, response, given: type.given(key, response), correct, earned: points(at, slot), at: new Date(), latencySeconds: 1 }];
    };
    const question = order[n % order.length] ?? 0;
    if (what === "begin") this.#dispatch({ type: "begun", part: part.id, at: now, extra: m % ((part.extra_time?.length ?? 0) + 1) });
    if (what === "hint") this.#dispatch({ type: "hinted", part: part.id, question });
    if (what === "retry" && canRetry(part, quiz, now)) {
      const keep = part.retry === "wrong" ? order.filter((at) => points(at, quiz.slots[at] ?? 0) === keys[at]?.points) : [];
      this.#dispatch({ type: "retried", part: part.id, at: now, keep });
    }
    if (what === "submit" && !answersAtOnce(part) && !quiz.submitted && quiz.slots.some(Boolean)) {
      const answers = order.filter((at) => !quiz.kept?.[at]).flatMap((at) => record(at, quiz.slots[at] ?? 0));
      this.#dispatch({ type: "submitted", part: part.id, earned: earned(), at: now }, answers);
    }
    const key = keys[question];
    if (what !== "answer" || !key) return;
    const type = questionType(key);
    const slot = type.slot(key, responseFor(key, m));
    if (!slot) throw new Error(`no slot for ${key.id}`);
    if (!answersAtOnce(part)) this.#dispatch({ type: "chosen", part: part.id, question, slot });
    else if (!quiz.slots[question]) this.#dispatch({ type: "answered", part: part.id, question, slot, earned: earned(points(question, slot)), at: now }, record(question, slot));
  }
}

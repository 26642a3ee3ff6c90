// A learner's trace through a course, told to each kind of LMS and LRS, and what each of them then holds. Reads jobs as lines of
// JSON, answers each with a line: tests/properties/ runs it.

import { createInterface } from "node:readline";
import type { AnswerKey, CourseContract, QuestionKey, QuizContract } from "../src/contract.ts";
import { attemptClock } from "../src/attempts.ts";
import { drawnQuestions } from "../src/draw.ts";
import { lockOf, outcome, partRecord } from "../src/outcome.ts";
import { answersAtOnce, canRetry, isQuiz, labOf, partsOf, quizOf } from "../src/parts.ts";
import { hundredths } from "../src/questions/credit.ts";
import { furtherTypes } from "../src/questions/further.ts";
import { questionType } from "../src/questions/index.ts";
import type { Response, Slot } from "../src/questions/types.ts";
import { decode, encode, nextSave } from "../src/resume.ts";
import { asksToBeRead, begin, step, type SessionEvent, type SessionState } from "../src/session.ts";
import type { AnswerRecord, AttemptRecord, ExchangeRecord, Launch, Report, Transport } from "../src/transport.ts";
import { scorm12 } from "../src/transports/scorm12.ts";
import type { Statement } from "../src/xapi/statement.ts";
import { fakeLrs } from "./fake-lrs.ts";
import { lms, pageIn, store } from "./lms.ts";
import { launchCmi5, launchXapi, tokens, type Options } from "./lrs-launch.ts";
import { browser, turn } from "./lrs-world.ts";
import { deaf } from "./reports.ts";

globalThis.scormpackQuestions = furtherTypes;

/** What a learner does, by places in lists that the course decides: the part, and numbers that are taken modulo what there is. */
interface Act {
  readonly do: "open" | "answer" | "submit" | "retry" | "hint" | "begin" | "talk" | "reflect" | "wait" | "read" | "leave";
  readonly part: number;
  readonly n: number;
  readonly m: number;
}

interface Job {
  readonly courses: { readonly scorm12: CourseContract; readonly lrs: CourseContract };
  readonly keys: readonly AnswerKey[];
  readonly trace: readonly Act[];
}

interface Meaning {
  readonly completion: string;
  readonly success: string;
  readonly score: number | null;
  readonly progress: number;
}

/** One target: what launches it, and what it holds in the end. */
interface World {
  readonly course: CourseContract;
  launch(): Promise<{ readonly transport: Transport; readonly launch: Launch }>;
  settle(): Promise<void>;
  holds(): { readonly completed: boolean; readonly passed: boolean; readonly failed: boolean; readonly score: number | null; readonly progress: number | null; readonly answers: number };
}

const learner = "learner-7";

function scormWorld(course: CourseContract): World {
  const server = new Map<string, string>();
  const kept = store();
  return {
    course,
    async launch() {
      const transport = scorm12(course, { window: pageIn(lms(server)), store: kept, patienceMilliseconds: 0 });
      return { transport, launch: await transport.launch(deaf) };
    },
    settle: async () => undefined,
    holds() {
      const status = server.get("cmi.core.lesson_status") ?? "";
      const raw = server.get("cmi.core.score.raw");
      const answers = [...server].filter(([element, value]) => /^cmi\.interactions\.\d+\.type$/.test(element) && value !== "performance").length;
      return {
        completed: status === "completed" || status === "passed",
        passed: status === "passed",
        failed: status === "failed",
        score: raw === undefined ? null : Number(raw) / 100,
        progress: null,
        answers,
      };
    },
  };
}

function lrsWorld(course: CourseContract, open: typeof launchXapi | typeof launchCmi5): World {
  const lrs = fakeLrs();
  let own = browser(lrs.fetching);
  let visits = 0;
  return {
    course,
    async launch() {
      own = browser(lrs.fetching, { share: own });
      visits += 1;
      if (open === launchCmi5) tokens(lrs);
      const data: Options["data"] = {
        contextTemplate: { contextActivities: { grouping: [{ id: course.iri }] }, extensions: { "https://w3id.org/xapi/cmi5/context/extensions/sessionid": `session-${visits}` } },
        masteryScore: course.success || (!course.score && !course.shares?.length) ? undefined : Number(masteryOf(course).toFixed(4)),
      };
      const session = await open({ course, lrs, own, data });
      return { transport: session.transport, launch: session.launch };
    },
    async settle() {
      await turn(12);
      for (let round = 0; round < 6 && (await own.pass()) > 0; round++) await turn(8);
      await turn(8);
    },
    holds() {
      const told = (lrs.stored as unknown as readonly Statement[]).filter(({ object }) => [course.iri, "https://lms.example.org/activities/41"].includes(object.id));
      const of = (verb: string): readonly Statement[] => told.filter((statement) => statement.verb.id.endsWith(`/${verb}`));
      const scored = [...of("failed"), ...of("passed")].map(({ result }) => result?.score?.scaled).filter((score) => score !== undefined);
      const progress = of("progressed").map(({ result }) => Number(Object.values(result?.extensions ?? {})[0]));
      const answers = (lrs.stored as unknown as readonly Statement[]).filter(({ verb }) => verb.id.endsWith("/answered")).length;
      return {
        completed: of("completed").length === 1,
        passed: of("passed").length === 1,
        failed: of("failed").length > 0,
        score: scored.at(-1) ?? null,
        progress: progress.length > 0 ? Math.max(...progress) : 0,
        answers,
      };
    },
  };
}

function masteryOf(course: CourseContract): number {
  const part = partsOf(course).get(course.score ?? "");
  return (part && isQuiz(part) ? part.mastery_score : null) ?? course.mastery_score;
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
class Visit {
  readonly course: CourseContract;
  readonly #keys: ReadonlyMap<string, readonly QuestionKey[]>;
  readonly #transport: Transport;
  readonly #mastery: number | null;
  readonly #clock: ReturnType<typeof attemptClock>;
  state: SessionState;
  #reported: SessionState;
  given = 0;

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
    this.#transport.save(this.#report({ answers, attempts: finished ? [finished] : [] }));
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

async function tell(world: World, job: Job): Promise<unknown> {
  const keys = new Map(job.keys.flatMap(({ parts }) => Object.entries(parts)));
  let visit = new Visit(world.course, keys, await world.launch());
  let given = 0;
  let now = 1000;
  for (const act of job.trace) {
    now += 60;
    if (act.do !== "leave") {
      visit.act(act, now);
      continue;
    }
    visit.leave();
    await world.settle();
    const before = visit.meaning();
    given += visit.given;
    visit = new Visit(world.course, keys, await world.launch());
    const after = visit.meaning();
    if (JSON.stringify(before) !== JSON.stringify(after)) throw new Error(`a relaunch changed ${JSON.stringify(before)} into ${JSON.stringify(after)}`);
  }
  visit.leave();
  await world.settle();
  const { seconds, parts } = visit.state;
  return { said: visit.meaning(), held: world.holds(), given: given + visit.given, parts, seconds: seconds ?? null };
}

/** All that a learner of a small course can reach: by every move that helps or does not, from every state that they lead to. */
function explore(course: CourseContract): unknown {
  const opened = new Set<string>();
  const reached = { completed: false, passed: false };
  const fresh = begin(course);
  const seen = new Set([JSON.stringify(fresh)]);
  const waiting = [fresh];
  for (let state = waiting.pop(); state; state = waiting.pop()) {
    const { completion, success } = outcome(course, state);
    reached.completed ||= completion === "completed";
    reached.passed ||= success === "passed";
    const events: SessionEvent[] = course.time ? [{ type: "spent", seconds: course.time }] : [];
    for (const part of partsOf(course).values()) {
      if (lockOf(course, state, part.id) !== null) continue;
      opened.add(part.id);
      const id = part.id;
      events.push({ type: "opened", part: id }, { type: "viewed", part: id });
      if (part.kind === "lab") events.push({ type: "exchanged", part: id, topics: null, way: "assistant" });
      else if (isQuiz(part)) for (const earned of [0, part.points]) events.push({ type: "answered", part: id, question: 0, slot: 1, earned });
    }
    for (const event of events) {
      const next = step(course, state, event);
      const text = JSON.stringify(next);
      if (seen.has(text)) continue;
      seen.add(text);
      waiting.push(next);
    }
  }
  return { opened: [...opened], ...reached, states: seen.size };
}

/** A learner who does everything right, as far as parts open: what is left is what nobody can do. */
function perform({ course, keys: pages }: { readonly course: CourseContract; readonly keys: readonly AnswerKey[] }): unknown {
  const keys = new Map(pages.flatMap(({ parts }) => Object.entries(parts)));
  let state = begin(course);
  const does = (event: SessionEvent): void => void (state = step(course, state, event));
  for (let round = 0; round < 3; round++) {
    if (course.time) does({ type: "spent", seconds: course.time });
    for (const part of partsOf(course).values()) {
      if (lockOf(course, state, part.id) !== null) continue;
      does({ type: "opened", part: part.id });
      does({ type: "viewed", part: part.id });
      if (part.kind === "lab") for (let turns = 0; turns < part.exchanges; turns++) does({ type: "exchanged", part: part.id, topics: part.topics ?? [], way: "assistant" });
      const quiz = quizOf(state, part.id);
      const asked = keys.get(part.id);
      if (!isQuiz(part) || !quiz || quiz.submitted || !asked) continue;
      does({ type: "begun", part: part.id, at: 100, extra: 0 });
      let earned = 0;
      for (const at of drawnQuestions(part, asked.map(({ id }) => id), learner, quiz.attempt, quiz.slots)) {
        const key = asked[at];
        if (!key) continue;
        const type = questionType(key);
        const response = rightResponse(key);
        earned = hundredths(earned + type.earned(key, response));
        const told = { part: part.id, question: at, slot: type.slot(key, response) };
        does(answersAtOnce(part) ? { type: "answered", ...told, earned, at: 100 } : { type: "chosen", ...told });
      }
      does({ type: "submitted", part: part.id, earned, at: 100 });
    }
  }
  const locked = [...partsOf(course).keys()].filter((id) => lockOf(course, state, id) !== null);
  const quizzes = [...partsOf(course).values()].filter(isQuiz).map((part) => [part.id, quizOf(state, part.id)?.best === part.points] as const);
  return { ...outcome(course, state), locked, whole: Object.fromEntries(quizzes) };
}

/** The response that earns everything. */
function rightResponse(key: QuestionKey): Response {
  const [way] = key.type === "long-text" ? [["Some words.", ...(key.rubric ?? []).map(({ id }) => id)]] : questionType(key).given(key, []).right;
  if (key.type === "numeric") return [way?.[0] ?? "", key.units?.[0]?.name ?? ""];
  return way ?? (key.type === "likert" ? [key.scale[0] ?? ""] : []);
}

const lines = createInterface({ input: process.stdin });
for await (const line of lines) {
  const job = JSON.parse(line) as Job | { readonly explore: readonly CourseContract[] } | { readonly perform: Parameters<typeof perform>[0] };
  try {
    if ("explore" in job) console.log(JSON.stringify(job.explore.map(explore)));
    else if ("perform" in job) console.log(JSON.stringify(perform(job.perform)));
    else {
      const told: { [target: string]: unknown } = {};
      const { scorm12: own, lrs } = job.courses;
      for (const [name, world] of Object.entries({ scorm12: scormWorld(own), xapi: lrsWorld(lrs, launchXapi), cmi5: lrsWorld(lrs, launchCmi5) })) told[name] = await tell(world, job);
      console.log(JSON.stringify(told));
    }
  } catch (error) {
    console.log(JSON.stringify({ error: error instanceof Error ? error.stack : String(error) }));
  }
}

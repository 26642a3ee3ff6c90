// A learner's trace through a course, told to each kind of LMS and LRS, and what each of them then holds. Reads jobs as lines of
// JSON, answers each with a line: tests/properties/ runs it.

import { createInterface } from "node:readline";
import type { AnswerKey, CourseContract, FormerLayouts, QuestionKey } from "../src/contract.ts";
import { drawnQuestions } from "../src/draw.ts";
import { lockOf, outcome } from "../src/outcome.ts";
import { answersAtOnce, isQuiz, partsOf, quizOf } from "../src/parts.ts";
import { hundredths } from "../src/questions/credit.ts";
import { furtherTypes } from "../src/questions/further.ts";
import { questionType } from "../src/questions/index.ts";
import type { Response } from "../src/questions/types.ts";
import { decode, encode, nextSave } from "../src/resume.ts";
import { begin, step, type SessionEvent } from "../src/session.ts";
import type { Launch, Transport } from "../src/transport.ts";
import { scorm12 } from "../src/transports/scorm12.ts";
import type { Statement } from "../src/xapi/statement.ts";
import { fakeLrs } from "./fake-lrs.ts";
import { lms, pageIn, store } from "./lms.ts";
import { launchCmi5, launchXapi, tokens, type Options } from "./lrs-launch.ts";
import { browser, turn } from "./lrs-world.ts";
import { deaf } from "./reports.ts";
import { learner, Visit, type Act } from "./visit.ts";

globalThis.scormpackQuestions = furtherTypes;

interface Job {
  readonly courses: { readonly scorm12: CourseContract; readonly lrs: CourseContract };
  readonly keys: readonly AnswerKey[];
  readonly trace: readonly Act[];
}

/** One target: what launches it, and what it holds in the end. */
interface World {
  readonly course: CourseContract;
  launch(): Promise<{ readonly transport: Transport; readonly launch: Launch }>;
  settle(): Promise<void>;
  holds(): { readonly completed: boolean; readonly passed: boolean; readonly failed: boolean; readonly score: number | null; readonly progress: number | null; readonly answers: number };
}

function scormWorld(course: CourseContract): World {
  const server = new Map<string, string>();
  const kept = store();
  return {
    course,
    async launch() {
      const transport = scorm12(course, { window: pageIn(lms(server)), store: kept, patienceMilliseconds: 0, onWritten: () => undefined, isReachable: () => true });
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

interface Version {
  readonly course: CourseContract;
  readonly keys: readonly AnswerKey[];
  readonly former?: FormerLayouts;
}

/** What a version of a course makes of a state: in the ids of responses, and as it would save it. */
function read({ course, keys: pages, former }: Version, text: string): unknown {
  const keys = new Map(pages.flatMap(({ parts }) => Object.entries(parts)));
  const { state, dropped } = decode(course, text, former);
  const responses = [...keys].flatMap(([part, asked]) =>
    asked.map((key, at) => [key.id, questionType(key).response(key, quizOf(state, part)?.slots[at] ?? 0)] as const),
  );
  return { state, dropped, responses: Object.fromEntries(responses), text: encode(course, nextSave(state)) };
}

/** The state of a learner after a trace. */
async function learn({ course, keys: pages }: Version, trace: readonly Act[]): Promise<unknown> {
  const keys = new Map(pages.flatMap(({ parts }) => Object.entries(parts)));
  const visit = new Visit(course, keys, await scormWorld(course).launch());
  trace.forEach((act, at) => visit.act(act, 1000 + 60 * at));
  return read({ course, keys: pages }, encode(course, visit.state));
}

type Task =
  | Job
  | { readonly explore: readonly CourseContract[] }
  | { readonly perform: Parameters<typeof perform>[0] }
  | { readonly read: Version; readonly text: string }
  | { readonly learn: Version; readonly trace: readonly Act[] };

const lines = createInterface({ input: process.stdin });
for await (const line of lines) {
  const job = JSON.parse(line) as Task;
  try {
    if ("explore" in job) console.log(JSON.stringify(job.explore.map(explore)));
    else if ("perform" in job) console.log(JSON.stringify(perform(job.perform)));
    else if ("read" in job) console.log(JSON.stringify(read(job.read, job.text)));
    else if ("learn" in job) console.log(JSON.stringify(await learn(job.learn, job.trace)));
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

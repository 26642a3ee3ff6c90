import assert from "node:assert/strict";
import { test } from "node:test";
import type { PartContract, QuestionKey } from "../src/contract.ts";
import { quizOf } from "../src/parts.ts";
import { scorm12 } from "../src/transports/scorm12.ts";
import type { Listener, SaveStatus } from "../src/transport.ts";
import { lms, pageIn, store, type Lms } from "./lms.ts";
import { launchedWith } from "./launched.ts";
import { deaf } from "./reports.ts";
import { sampleCourse } from "./sample-course.ts";
import { furtherTypes } from "../src/questions/further.ts";
import { Visit, type Act } from "./visit.ts";

globalThis.scormpackQuestions = furtherTypes;

const course = sampleCourse();
const choice = (id: string, count: number): QuestionKey => ({
  type: "single-choice",
  id,
  points: 1,
  choices: Array.from({ length: count }, (_, at) => ({ id: `c${at}`, correct: at === 0 })),
});
const keys = new Map([
  ["quiz", [choice("q1", 4), choice("q2", 4), choice("q3", 2)]],
  ["exam", [choice("e1", 4), choice("e2", 4), choice("e3", 12)]],
]);
const PARTS = ["intro", "lesson", "quiz", "lab", "exam"];

/** A window of the course in a browser; its LMS page read the server when it was opened. */
class Tab {
  readonly own: Lms;
  readonly statuses: SaveStatus[] = [];
  #visit: Visit | null = null;
  hear: () => void = () => undefined;

  constructor(server: Map<string, string>, kept: ReturnType<typeof store>) {
    this.own = lms(server);
    this.kept = kept;
  }
  readonly kept: ReturnType<typeof store>;

  get visit(): Visit {
    assert.ok(this.#visit);
    return this.#visit;
  }

  async open(): Promise<this> {
    const listener: Listener = {
      status: (status) => void this.statuses.push(status),
      merged: (take) => void (this.visit.state = take(this.visit.state)),
    };
    const transport = scorm12(course, { window: pageIn(this.own), store: this.kept, patienceMilliseconds: 0, onWritten: (_key, run) => void (this.hear = run), isReachable: () => true });
    this.#visit = new Visit(course, keys, { transport, launch: await transport.launch(listener) });
    return this;
  }

  act(what: Act["do"], part: string, n = 0, m = 0): void {
    this.visit.act({ do: what, part: PARTS.indexOf(part), n, m }, 1000);
  }

  slots(part = "quiz"): readonly unknown[] {
    return quizOf(this.visit.state, part)?.slots ?? [];
  }
}

/** What a server holds: each interaction's id, by its index. */
function interactions(server: Map<string, string>): string[] {
  const found: string[] = [];
  for (const [element, value] of server) {
    const [, index = ""] = /^cmi\.interactions\.(\d+)\.id$/.exec(element) ?? [];
    if (index) found[Number(index)] = value;
  }
  return found;
}

function objectives(server: Map<string, string>): Map<string, string> {
  const ids = [...server].filter(([element]) => /^cmi\.objectives\.\d+\.id$/.test(element));
  return new Map(ids.map(([element, id]) => [id, server.get(element.replace(/id$/, "status")) ?? ""]));
}

test("two windows that answer by turns write over nothing of each other", async () => {
  const [server, kept] = [new Map<string, string>(), store()];
  const [one, other] = [await new Tab(server, kept).open(), await new Tab(server, kept).open()];
  one.act("answer", "quiz", 0, 0);
  other.act("answer", "quiz", 1, 1);
  one.act("answer", "quiz", 2, 0);
  assert.deepEqual(interactions(server), ["quiz_q1", "quiz_q2", "quiz_q3"]);
  assert.deepEqual(one.slots(), [1, 2, 1]);
  other.visit.leave();
  one.visit.leave();
  const later = await new Tab(server, kept).open();
  assert.deepEqual(later.slots(), [1, 2, 1]);
  assert.deepEqual(interactions(server), ["quiz_q1", "quiz_q2", "quiz_q3"]);
});

test("a window that is left untouched takes nothing back when it is closed last", async () => {
  const [server, kept] = [new Map<string, string>(), store()];
  const [idle, busy] = [await new Tab(server, kept).open(), await new Tab(server, kept).open()];
  idle.act("open", "intro");
  for (const [question, answer] of [[0, 0], [1, 0], [2, 0]] as const) busy.act("answer", "quiz", question, answer);
  busy.visit.leave();
  idle.visit.leave();
  const later = await new Tab(server, store()).open();
  assert.deepEqual(later.slots(), [1, 1, 1]);
});

test("a window shows what another one saves as soon as it hears of it, and sends nothing for that", async () => {
  const [server, kept] = [new Map<string, string>(), store()];
  const [one, other] = [await new Tab(server, kept).open(), await new Tab(server, kept).open()];
  one.act("answer", "quiz", 0, 0);
  const before = other.own.calls.length;
  other.hear();
  assert.deepEqual(other.slots(), [1, 0, 0]);
  assert.equal(other.own.calls.length, before);
  other.hear();
  assert.equal(other.own.calls.length, before);
});

test("what a window passed stays passed, whatever the other one says", async () => {
  const [server, kept] = [new Map<string, string>(), store()];
  const [one, other] = [await new Tab(server, kept).open(), await new Tab(server, kept).open()];
  for (const part of ["intro", "lesson"]) one.act("open", part);
  for (const question of [0, 1, 2]) one.act("answer", "quiz", question, 0);
  for (const _turn of [1, 2]) one.act("talk", "lab");
  for (const question of [0, 1, 2]) one.act("answer", "exam", question, 0);
  one.act("submit", "exam");
  const passed = server.get("cmi.core.lesson_status");
  other.act("open", "lesson");
  other.visit.leave();
  assert.equal(server.get("cmi.core.lesson_status"), passed);
  assert.equal(server.get("cmi.core.score.raw"), one.own.server.get("cmi.core.score.raw"));
});

test("objectives of two windows stand side by side", async () => {
  const [server, kept] = [new Map<string, string>(), store()];
  const [one, other] = [await new Tab(server, kept).open(), await new Tab(server, kept).open()];
  one.act("open", "intro");
  other.act("open", "lesson");
  one.act("open", "quiz");
  other.visit.leave();
  one.visit.leave();
  assert.deepEqual([...objectives(server).keys()].sort(), ["intro", "lesson", "quiz"]);
});

test("answers that an LMS took and lost are sent again at the next launch, in order and once", async () => {
  const [server, kept] = [new Map<string, string>(), store()];
  const first = await new Tab(server, kept).open();
  first.act("answer", "quiz", 0, 0);
  first.own.deaf = true;
  first.act("answer", "quiz", 1, 1);
  first.act("answer", "quiz", 2, 0);
  assert.deepEqual(interactions(server), ["quiz_q1"]);
  const second = await new Tab(server, kept).open();
  assert.deepEqual(second.slots(), [1, 2, 1]);
  second.act("open", "lesson");
  assert.deepEqual(interactions(server), ["quiz_q1", "quiz_q2", "quiz_q3"]);
  second.visit.leave();
  const third = await new Tab(server, kept).open();
  third.act("open", "intro");
  third.visit.leave();
  assert.deepEqual(interactions(server), ["quiz_q1", "quiz_q2", "quiz_q3"]);
});

test("an answer that stands in the LMS without its state is not sent twice", async () => {
  const [server, kept] = [new Map<string, string>(), store()];
  const first = await new Tab(server, kept).open();
  first.act("answer", "quiz", 0, 0);
  const before = server.get("cmi.suspend_data") ?? "";
  first.act("answer", "quiz", 1, 1);
  server.set("cmi.suspend_data", before); // An LMS that stores each value by itself, and a page that died between two.
  const second = await new Tab(server, kept).open();
  assert.deepEqual(second.slots(), [1, 2, 0]);
  second.act("answer", "quiz", 2, 0);
  assert.deepEqual(interactions(server), ["quiz_q1", "quiz_q2", "quiz_q3"]);
});

test("an LMS that cuts the state is told of, and the browser has all of it", async () => {
  const [server, kept] = [new Map<string, string>(), store()];
  const long: PartContract = { kind: "test", id: "long", bits: [1, 4, 1, 3, 16 * 120], points: 1, feedback: "after-quiz" };
  const wide = sampleCourse({}, [...(course.modules[0]?.parts ?? []), long]);
  const own = lms(server, {}, 255);
  const transport = scorm12(wide, { window: pageIn(own), store: kept, patienceMilliseconds: 0, onWritten: () => undefined, isReachable: () => true });
  const launch = await transport.launch(deaf);
  const key: QuestionKey = { type: "short-text", id: "w", points: 1, accepted: { answers: ["x"], longest: 120 } };
  const visit = new Visit(wide, new Map([["long", [key]]]), { transport, launch });
  visit.act({ do: "answer", part: 5, n: 0, m: 0 }, 1000);
  const held = server.get("cmi.suspend_data") ?? "";
  assert.equal(held.length, 255);
  assert.deepEqual(
    visit.told.map((status) => (status.state === "unsaved" ? status.trouble : status.state)),
    ["cut", "cut"],
  );
  const { launch: later } = await launchedWith(wide, lms(server), kept);
  assert.ok(later.resumeData.length > 255);
  assert.ok(later.resumeData.startsWith(held));
});

// How a lab comes to be done: topics, prepared replies, and what is waived.

import assert from "node:assert/strict";
import { test } from "node:test";

import type { LabContract } from "../src/contract.ts";
import { merge } from "../src/merge.ts";
import { outcome, partRecord } from "../src/outcome.ts";
import { labOf } from "../src/parts.ts";
import { decode, encode } from "../src/resume.ts";
import { begin, type LabState, type SessionEvent, type SessionState, step } from "../src/session.ts";
import { sampleCourse } from "./sample-course.ts";

const plain: LabContract = { kind: "lab", id: "lab", bits: [1, 2, 2, 1, 1], exchanges: 2 };
/** Two prompts, then two topics. */
const judged: LabContract = { ...plain, bits: [1, 2, 2, 1, 1, 1, 1], topics: ["tails", "labels"] };

const courseOf = (lab: LabContract): ReturnType<typeof sampleCourse> => sampleCourse({ score: null, completion: { op: "exchanges", of: "lab" } }, [lab]);
const exchanged = (topics: readonly string[] | null, way: "assistant" | "scripted" = "assistant"): SessionEvent => ({ type: "exchanged", part: "lab", topics, way });
const waived: SessionEvent = { type: "waived", part: "lab" };

function run(lab: LabContract, events: readonly SessionEvent[]): { readonly state: SessionState; readonly lab: LabState } {
  const course = courseOf(lab);
  const state = events.reduce((held, event) => step(course, held, event), begin(course));
  const own = labOf(state, "lab");
  assert.ok(own);
  return { state, lab: own };
}

test("with topics, the exchanges alone do not finish a lab", () => {
  const { lab, state } = run(judged, [exchanged([]), exchanged(["tails"])]);
  assert.deepEqual([lab.exchanges, lab.topics, lab.result], [2, [true, false], "none"]);
  assert.equal(outcome(courseOf(judged), state).completion, "unknown");
});

test("nor do the topics alone", () => {
  assert.equal(run(judged, [exchanged(["tails", "labels"])]).lab.result, "none");
});

test("the last topic finishes it, also after the last exchange that counts, and one that was touched stays so", () => {
  const { lab, state } = run(judged, [exchanged(["labels"]), exchanged([]), exchanged(["tails"])]);
  assert.deepEqual([lab.exchanges, lab.topics, lab.result], [2, [true, true], "assistant"]);
  assert.equal(outcome(courseOf(judged), state).completion, "completed");
});

test("where nobody judges the topics, nobody waits for them", () => {
  assert.equal(run(judged, [exchanged(null), exchanged(null)]).lab.result, "assistant");
  assert.equal(run(judged, [exchanged(["tails"]), exchanged(null)]).lab.result, "assistant");
});

test("a topic that the course does not have is nothing", () => {
  assert.deepEqual(run(judged, [exchanged(["other"])]).lab.topics, [false, false]);
  assert.deepEqual(run(plain, [exchanged(["other"])]).lab.topics, []);
});

test("an exchange that changes nothing is the same state", () => {
  const course = courseOf(judged);
  const { state } = run(judged, [exchanged(["tails"]), exchanged(["tails"])]);
  assert.equal(step(course, state, exchanged(["tails"])), state);
});

test("the reflection finishes a lab with topics as well", () => {
  const { lab } = run(judged, [{ type: "reflected", part: "lab", prompt: 0 }, { type: "reflected", part: "lab", prompt: 1 }]);
  assert.deepEqual([lab.result, lab.topics], ["reflection", [false, false]]);
});

test("a lab that the script led is done as such", () => {
  const { lab, state } = run({ ...plain, fallback: "scripted" }, [exchanged(null), exchanged(null, "scripted")]);
  assert.equal(lab.result, "scripted");
  assert.equal(partRecord(courseOf(plain), state, "lab").way, "scripted");
});

test("a lab is waived only where the author says so, and only while it is open", () => {
  assert.equal(run({ ...plain, fallback: "waive" }, [waived]).lab.result, "waived");
  for (const fallback of ["reflect", "scripted", "block"] as const) assert.equal(run({ ...plain, fallback }, [waived]).lab.result, "none");
  assert.equal(run({ ...plain, fallback: "waive" }, [exchanged(null), exchanged(null), waived]).lab.result, "assistant");
});

test("a waived lab completes the course, and the record says what it was", () => {
  const { state } = run({ ...plain, fallback: "waive" }, [waived]);
  assert.equal(outcome(courseOf(plain), state).completion, "completed");
  assert.deepEqual(partRecord(courseOf(plain), state, "lab"), { part: "lab", completion: "completed", success: "unknown", score: null, way: "waived" });
});

// viewed 1 bit, exchanges 2, result 2, two prompts, two topics: 0 10 00 0 0 1 0 = 010000 010(000) = 16 16 = QQ; 0 00 11 0 0 0 0 = 000110 000(000) = 6 0 = GA
for (const [name, lab, events, payload] of [
  ["two exchanges and the first topic", judged, [exchanged([]), exchanged(["tails"])], "lab__CQQ"],
  ["a waived lab", { ...judged, fallback: "waive" }, [waived], "lab__CGA"],
] as const) {
  test(`${name}: saved and read back whole`, () => {
    const course = courseOf(lab);
    const { state } = run(lab, events);
    const text = encode(course, state);
    assert.ok(text.endsWith(`.${payload}`), text);
    assert.deepEqual(decode(course, text), { state, dropped: 0 });
  });
}

test("what stood in for the assistant is named as the author has it now", () => {
  const { state } = run({ ...plain, fallback: "waive" }, [waived]);
  const later = courseOf({ ...plain, fallback: "scripted" });
  assert.equal(labOf(decode(later, encode(courseOf(plain), state)).state, "lab")?.result, "scripted");
});

test("all exchanges, but not all topics, is not done after a return either", () => {
  const course = courseOf(judged);
  const { state } = run(judged, [exchanged([]), exchanged(["tails"])]);
  assert.equal(labOf(decode(course, encode(course, state)).state, "lab")?.result, "none");
});

test("topics touched in two windows are touched", () => {
  const course = courseOf(judged);
  const merged = merge(course, run(judged, [exchanged(["tails"])]).state, run(judged, [exchanged(["labels"])]).state);
  assert.deepEqual(labOf(merged, "lab")?.topics, [true, true]);
});

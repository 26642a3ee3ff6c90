// Attempts, waits, time limits, hints, what counts, and what is asked again.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { CourseContract, QuizContract } from "../src/contract.ts";
import { outcome } from "../src/outcome.ts";
import { canRetry, partsOf, retryFrom, timeLimit } from "../src/parts.ts";
import { decode, encode } from "../src/resume.ts";
import { begin, type SessionEvent, type SessionState, step } from "../src/session.ts";
import { answered, chosen, quizIn, run, sampleCourse, submitted, withPart } from "./sample-course.ts";

const retriedAt = (at: number, keep: readonly number[] = []): SessionEvent => ({ type: "retried", part: "exam", at, keep });
const handedIn = (earned: number, at: number, late = false): SessionEvent => ({ type: "submitted", part: "exam", earned, at, ...(late ? { late } : {}) });
const begun = (at: number, extra = 0): SessionEvent => ({ type: "begun", part: "exam", at, extra });
const hinted = (question: number, part = "exam"): SessionEvent => ({ type: "hinted", part, question });

function refused(course: CourseContract, events: readonly SessionEvent[], last: SessionEvent): void {
  const state = run(course, events);
  assert.equal(step(course, state, last), state);
}

function survives(course: CourseContract, state: SessionState): void {
  const { state: back, dropped } = decode(course, encode(course, state));
  assert.equal(dropped, 0);
  assert.deepEqual(back, state);
}

for (const [counts, expected] of [["best", 3], ["last", 1], ["first", 2]] as const) {
  test(`of attempts that earn 2, 3 and 1 points, the ${counts} counts with ${expected}`, () => {
    const course = withPart("exam", { counts, attempts: 3 });
    const state = run(course, [chosen(0, 1), submitted(2), retriedAt(1), chosen(0, 1), submitted(3), retriedAt(2), chosen(0, 1), submitted(1)]);
    assert.equal(quizIn(state, "exam").best, expected);
    assert.equal(outcome(course, state).score, expected / 5);
    survives(course, state);
  });
}

test("where the last attempt counts, a score falls, and a pass does not", () => {
  const course = withPart("exam", { counts: "last", attempts: 0 });
  const failing = run(course, [chosen(0, 1), submitted(3), retriedAt(1), chosen(0, 1), submitted(1)]);
  assert.deepEqual([outcome(course, failing).score, outcome(course, failing).success], [0.2, "failed"]);
  const passing = run(course, [chosen(0, 1), submitted(5), retriedAt(1), chosen(0, 1), submitted(1)]);
  assert.deepEqual([outcome(course, passing).score, outcome(course, passing).success], [1, "passed"]);
});

test("where the first attempt counts, a fail is final though one may go on for practice", () => {
  const course = withPart("exam", { counts: "first", attempts: 3 });
  const state = run(course, [chosen(0, 1), submitted(1)]);
  assert.deepEqual([outcome(course, state).success, outcome(course, state).final], ["failed", true]);
  assert.equal(canRetry(partsOf(course).get("exam") as QuizContract, quizIn(state, "exam")), true);
});

const cooling = withPart("exam", { cool_down: 600, bits: [1, 4, 1, 3, 31, 2, 31, 3, 3, 4] });

test("a cool-down of ten minutes refuses a retry for ten minutes", () => {
  const first = [chosen(0, 1), handedIn(1, 5000)];
  refused(cooling, first, retriedAt(5000));
  refused(cooling, first, retriedAt(5599));
  assert.equal(quizIn(run(cooling, [...first, retriedAt(5600)]), "exam").attempt, 2);
  assert.equal(retryFrom(partsOf(cooling).get("exam") as QuizContract, quizIn(run(cooling, first), "exam")), 5600);
  survives(cooling, run(cooling, first));
});

const timed = withPart("exam", { time_limit: 1200, extra_time: [1.5, 2], bits: [1, 4, 1, 3, 31, 2, 3, 3, 4] });

test("a timed attempt takes no answers before it is begun", () => {
  refused(timed, [], chosen(0, 1));
  refused(timed, [], submitted(0));
  const state = run(timed, [begun(100), chosen(0, 1)]);
  assert.deepEqual([quizIn(state, "exam").attempt, quizIn(state, "exam").started, quizIn(state, "exam").slots], [1, 100, [1, 0, 0]]);
  survives(timed, state);
});

test("an attempt is begun once, with an extra time that the author grants", () => {
  refused(timed, [begun(100)], begun(200));
  refused(timed, [], begun(100, 3));
  refused(timed, [], begun(0));
  const part = partsOf(timed).get("exam") as QuizContract;
  assert.equal(timeLimit(part, quizIn(run(timed, [begun(100)]), "exam")), 1200);
  assert.equal(timeLimit(part, quizIn(run(timed, [begun(100, 1)]), "exam")), 1800);
  assert.equal(timeLimit(part, quizIn(run(timed, [begun(100, 2)]), "exam")), 2400);
  survives(timed, run(timed, [begun(100, 2)]));
});

test("when the time is up, what is there is handed in, also nothing at all", () => {
  const nothing = run(timed, [begun(100), handedIn(0, 1300, true)]);
  assert.deepEqual([quizIn(nothing, "exam").submitted, quizIn(nothing, "exam").best], [true, 0]);
  survives(timed, nothing);
  refused(timed, [begun(100)], handedIn(0, 1300));
});

test("the clock of the next attempt starts anew, and a finished one keeps its own", () => {
  const state = run(timed, [begun(100, 1), chosen(0, 1), handedIn(1, 400), retriedAt(500)]);
  assert.deepEqual([quizIn(state, "exam").started, quizIn(state, "exam").extra], [0, 0]);
});

test("with feedback at once, a timed quiz is over when the time is, with questions open", () => {
  const course = withPart("quiz", { time_limit: 60, bits: [1, 4, 1, 3, 31, 2, 3, 3, 2] });
  const events: SessionEvent[] = [{ type: "begun", part: "quiz", at: 10, extra: 0 }, answered(0, 1, 1)];
  const state = run(course, [...events, { type: "submitted", part: "quiz", earned: 1, at: 70, late: true }]);
  assert.deepEqual([quizIn(state, "quiz").submitted, quizIn(state, "quiz").best], [true, 1]);
  survives(course, state);
  refused(course, events, { type: "answered", part: "quiz", question: 1, slot: 1, earned: 2, at: 76 });
});

const hints = withPart("exam", { hints: [2, 0, 1], bits: [1, 4, 1, 3, 3, 3, 1, 3, 4, 3, 1] });

test("hints are counted up to what there is, and begin the attempt", () => {
  const state = run(hints, [hinted(0), hinted(0), hinted(0), hinted(1), hinted(2)]);
  assert.deepEqual([quizIn(state, "exam").hints, quizIn(state, "exam").attempt], [[2, 0, 1], 1]);
  survives(hints, state);
  refused(hints, [], hinted(1));
  refused(hints, [], hinted(7));
  refused(hints, [chosen(0, 1), submitted(1)], hinted(0));
});

const wrongOnly = withPart("exam", { retry: "wrong", bits: [1, 4, 1, 3, 3, 3, 1, 3, 3, 1, 4, 3, 1] });

test("only what was wrong is asked again: the rest stays, and cannot be changed", () => {
  const first = [chosen(0, 1), chosen(1, 2), chosen(2, 3), handedIn(3, 10)];
  const again = run(wrongOnly, [...first, retriedAt(20, [0, 2])]);
  assert.deepEqual([quizIn(again, "exam").slots, quizIn(again, "exam").kept], [[1, 0, 3], [true, false, true]]);
  survives(wrongOnly, again);
  refused(wrongOnly, [...first, retriedAt(20, [0, 2])], chosen(0, 2));
  assert.equal(quizIn(run(wrongOnly, [...first, retriedAt(20, [0, 2]), chosen(1, 4), handedIn(5, 30)]), "exam").best, 5);
});

test("what was not answered is not kept", () => {
  const again = run(wrongOnly, [chosen(0, 1), handedIn(1, 10), retriedAt(20, [0, 1])]);
  assert.deepEqual(quizIn(again, "exam").kept, [true, false, false]);
});

test("all is asked again where the author did not say otherwise", () => {
  const course = withPart("exam", {});
  assert.deepEqual(quizIn(run(course, [chosen(0, 1), submitted(1), retriedAt(1, [0])]), "exam").slots, [0, 0, 0]);
});

test("hundredths of points are kept where answers earn them, and refused where they do not", () => {
  const course = withPart("exam", { fraction: true, bits: [1, 4, 1, 9, 3, 3, 4] });
  const state = run(course, [chosen(0, 1), submitted(3.67)]);
  assert.equal(quizIn(state, "exam").best, 3.67);
  assert.equal(outcome(course, state).score, 0.734);
  survives(course, state);
  refused(course, [chosen(0, 1)], submitted(3.675));
  refused(withPart("exam", {}), [chosen(0, 1)], submitted(3.5));
});

test("an attempt at a draw of two of three is over when two are answered", () => {
  const course = withPart("quiz", { draw: [{ count: 2, of: [0, 1, 2] }], points: 2 });
  const state = run(course, [answered(0, 1, 1), answered(2, 1, 2)]);
  assert.deepEqual([quizIn(state, "quiz").submitted, quizIn(state, "quiz").best], [true, 2]);
  survives(course, state);
});

test("a text is kept as it was typed, in any script", () => {
  const course = withPart("exam", { bits: [1, 4, 1, 3, 3, 3, 16 * 8] });
  for (const text of ["Zürich", "北京", "שלום", "a😀b", "12345678", "\ud800"]) {
    const state = run(course, [chosen(0, 1), { type: "chosen", part: "exam", question: 2, slot: text }]);
    assert.equal(quizIn(state, "exam").slots[2], text);
    survives(course, state);
  }
  refused(course, [], { type: "chosen", part: "exam", question: 2, slot: "123456789" });
  refused(course, [], { type: "chosen", part: "exam", question: 2, slot: "a\0b" });
  refused(course, [], { type: "chosen", part: "exam", question: 2, slot: 7 });
  refused(course, [], { type: "chosen", part: "exam", question: 0, slot: "x" });
});

test("a number of 53 bits is kept exactly", () => {
  const course = withPart("exam", { bits: [1, 4, 1, 3, 3, 3, 53] });
  const state = run(course, [{ type: "chosen", part: "exam", question: 2, slot: 2 ** 53 - 1 }]);
  survives(course, state);
});

test("time is added up as far as a rule asks for it, and kept", () => {
  const course = sampleCourse({ completion: { op: "time_spent", seconds: 90 }, time: 90, layout: { granularity: "part", keys: ["intro", "lesso", "quiz_", "lab__", "exam_", "time_"], worst_case: 4096 } });
  const spent = (seconds: number): SessionEvent => ({ type: "spent", seconds });
  const state = run(course, [spent(40), spent(49)]);
  assert.deepEqual([state.seconds, outcome(course, state).completion], [89, "unknown"]);
  survives(course, state);
  const done = run(course, [spent(40), spent(49), spent(30)]);
  assert.deepEqual([done.seconds, outcome(course, done).completion], [90, "completed"]);
  survives(course, done);
  assert.equal(step(course, done, spent(5)), done);
  assert.equal(begin(sampleCourse()).seconds, undefined);
});

test("a lesson that is to be read to its end is viewed when it was", () => {
  const course = sampleCourse({}, [...partsOf(sampleCourse()).values()].map((part) => (part.id === "lesson" ? { kind: "lesson", id: "lesson", bits: [1], viewed_when: "scrolled" } : part)));
  const opened = run(course, [{ type: "opened", part: "lesson" }]);
  assert.deepEqual([opened.parts["lesson"], opened.bookmark, outcome(course, opened).completion], [{ viewed: false }, "lesson", "incomplete"]);
  assert.deepEqual(run(course, [{ type: "opened", part: "lesson" }, { type: "viewed", part: "lesson" }]).parts["lesson"], { viewed: true });
});

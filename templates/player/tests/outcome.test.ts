import assert from "node:assert/strict";
import { test } from "node:test";
import { outcome, partRecord, unlocked } from "../src/outcome.ts";
import { begin, step } from "../src/session.ts";
import { answered, chosen, examWith, exchanged, opened, retried, run, sampleCourse, withPart } from "./sample-course.ts";

const course = sampleCourse();
const quizDone = [answered(0, 1, 1), answered(1, 2, 1), answered(2, 3, 2)];
const everything = [opened("intro"), opened("lesson"), opened("quiz"), ...quizDone, opened("lab"), exchanged, exchanged, opened("exam")];

test("a course that was not opened is unknown", () => {
  const untouched = { completion: "unknown", success: "unknown", score: null, progress: 0, final: false };
  assert.deepEqual(outcome(course, begin(course)), untouched);
});

test("progress is the share of the rule's demands", () => {
  assert.equal(outcome(course, run(course, [opened("intro")])).progress, 0);
  assert.equal(outcome(course, run(course, [opened("lesson")])).progress, 0.25);
  assert.equal(outcome(course, run(course, everything)).progress, 0.75);
});

test("success is unknown until the scored test is done, whatever else is", () => {
  const { completion, success, score } = outcome(course, run(course, [...everything, chosen(0, 1)]));
  assert.deepEqual([completion, success, score], ["incomplete", "unknown", null]);
});

test("a test that reaches the mastery score exactly is passed", () => {
  const done = { completion: "completed", success: "passed", score: 0.8, progress: 1, final: true };
  assert.deepEqual(outcome(course, run(course, [...everything, ...examWith(4)])), done);
});

test("a failed test is final only when no attempts are left", () => {
  const once = [...everything, ...examWith(3)];
  const failed = { completion: "incomplete", success: "failed", score: 0.6, progress: 0.75, final: false };
  assert.deepEqual(outcome(course, run(course, once)), failed);
  assert.deepEqual(outcome(course, run(course, [...once, retried()])), failed, "the second attempt is under way");
  assert.deepEqual(outcome(course, run(course, [...once, retried(), ...examWith(1)])), { ...failed, final: true });
});

test("attempts without a limit are never final before a pass", () => {
  const endless = withPart("exam", { attempts: 0 });
  const events = Array.from({ length: 20 }, () => [...examWith(3), retried()]).flat();
  assert.equal(outcome(endless, run(endless, [...events, ...examWith(3)])).final, false);
});

test("a worse attempt after a pass takes nothing back", () => {
  const state = run(course, [...everything, ...examWith(5), retried(), ...examWith(0)]);
  assert.deepEqual(outcome(course, state), { completion: "completed", success: "passed", score: 1, progress: 1, final: true });
});

test("a score is equal to its threshold in spite of binary fractions", () => {
  // In binary, 0.1 + 0.2 + 0.4 is 0.7000000000000001 and so above 7 / 10.
  const tenths = withPart("exam", { points: 10, bits: [1, 4, 1, 4, 3, 3, 4], mastery_score: 0.1 + 0.2 + 0.4 });
  assert.equal(outcome(tenths, run(tenths, examWith(7))).success, "passed");
  assert.equal(outcome(tenths, run(tenths, examWith(6))).success, "failed");
});

test("rounding for the saved state passes nobody", () => {
  // 2 of 3 is 0.66667 and is saved as 0.6667.
  const strict = withPart("exam", { points: 3, mastery_score: 0.6667 });
  const state = run(strict, examWith(2));
  assert.equal(outcome(strict, state).score, 0.6667);
  assert.equal(outcome(strict, state).success, "failed");
});

test("a part's own mastery score wins over the course's, the LMS's over both", () => {
  const own = withPart("exam", { mastery_score: 0.5 });
  const state = run(own, [chosen(0, 1)]);
  const third = step(own, state, { type: "submitted", part: "exam", earned: 3 }, 0.7);
  assert.equal(outcome(own, third).success, "passed", "0.6 is over its own 0.5, under the course's 0.8");
  assert.equal(outcome(own, third, 0.7).success, "failed");
  assert.equal(outcome(own, third, null).success, "passed");
});

test("the LMS's mastery score is for the part that gives the score alone", () => {
  const state = run(course, [...quizDone], 0.5);
  assert.equal(partRecord(course, state, "quiz", 0.5).success, "failed", "2 of 3 is under the course's 0.8");
});

test("a mastery score of 0 is one", () => {
  const none = run(course, examWith(0), 0);
  assert.equal(outcome(course, none, 0).success, "passed");
});

test("a best score whose points a new version dropped still counts", () => {
  const state = { ...begin(course), best: 0.9 };
  const { success, score } = outcome(course, state);
  assert.deepEqual([success, score], ["passed", 0.9]);
  assert.deepEqual(outcome(course, { ...state, best: 0.7 }).success, "failed");
  assert.equal(partRecord(course, state, "exam").completion, "completed");
});

test("a pass from the LMS alone is a pass without a score", () => {
  const { success, score, final } = outcome(course, { ...begin(course), passed: true });
  assert.deepEqual([success, score, final], ["passed", null, true]);
});

test("without a scored part, completing is passing with a score of 1", () => {
  const reading = sampleCourse({ score: null, completion: { op: "viewed", of: ["intro", "lesson"] } });
  const half = { completion: "incomplete", success: "unknown", score: null, progress: 0.5, final: false };
  assert.deepEqual(outcome(reading, run(reading, [opened("intro")])), half);
  const whole = { completion: "completed", success: "passed", score: 1, progress: 1, final: true };
  assert.deepEqual(outcome(reading, run(reading, [opened("intro"), opened("lesson")])), whole);
});

test("a page is completed by being viewed and has no success and no score", () => {
  const state = run(course, [opened("intro")]);
  assert.deepEqual(partRecord(course, state, "intro"), { part: "intro", completion: "completed", success: "unknown", score: null, way: null });
  assert.deepEqual(partRecord(course, state, "lesson"), { part: "lesson", completion: "unknown", success: "unknown", score: null, way: null });
});

test("a quiz is incomplete once opened, completed once finished, and stays so in a retry", () => {
  const state = run(course, [opened("quiz"), answered(0, 1, 1)]);
  assert.deepEqual(partRecord(course, state, "quiz"), { part: "quiz", completion: "incomplete", success: "unknown", score: null, way: null });
  const done = { part: "quiz", completion: "completed", success: "failed", score: 0.6667, way: null };
  const finished = run(course, [opened("quiz"), ...quizDone]);
  assert.deepEqual(partRecord(course, finished, "quiz"), done);
  assert.deepEqual(partRecord(course, step(course, finished, retried("quiz")), "quiz"), done);
});

test("a lab is completed by its exchanges and has no success", () => {
  assert.equal(partRecord(course, run(course, [opened("lab"), exchanged]), "lab").completion, "incomplete");
  const state = run(course, [opened("lab"), exchanged, exchanged]);
  assert.deepEqual(partRecord(course, state, "lab"), { part: "lab", completion: "completed", success: "unknown", score: null, way: "assistant" });
});

test("a part that the course does not have is untouched", () => {
  const nothing = { part: "nowhere", completion: "unknown", success: "unknown", score: null, way: null };
  assert.deepEqual(partRecord(course, begin(course), "nowhere"), nothing);
});

test("free navigation opens every part of the course and no other", () => {
  const state = begin(course);
  for (const id of ["intro", "exam"]) assert.equal(unlocked(course, state, id), true);
  assert.equal(unlocked(course, state, "nowhere"), false);
});

test("sequential navigation opens a part when all before it are done", () => {
  const ordered = sampleCourse({ navigation: "sequential" });
  const order = ["intro", "lesson", "quiz", "lab", "exam"];
  const open = (events: Parameters<typeof run>[1]) => order.filter((id) => unlocked(ordered, run(ordered, events), id)).length;
  assert.equal(open([]), 1);
  assert.equal(open([opened("intro")]), 2);
  assert.equal(open([opened("lesson")]), 1, "the introduction is still to be read");
  assert.equal(open([opened("intro"), opened("lesson"), opened("quiz"), answered(0, 1, 1)]), 3, "the quiz is begun");
  const quizOver = [opened("intro"), opened("lesson"), ...quizDone];
  assert.equal(open(quizOver), 4);
  assert.equal(open([...quizOver, retried("quiz")]), 4, "finished once is enough");
  assert.equal(open([...quizOver, opened("lab"), exchanged]), 4);
  assert.equal(open([...quizOver, exchanged, exchanged]), 5);
  assert.equal(open([...quizOver, exchanged, exchanged, ...examWith(0)]), 5);
  assert.equal(unlocked(ordered, begin(ordered), "nowhere"), false);
});

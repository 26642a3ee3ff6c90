// What several parts, rules of the author's, locks and status policies make of a learner's work.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { CourseContract, StatusPolicy } from "../src/contract.ts";
import { attemptClock } from "../src/attempts.ts";
import { lockOf, outcome, partRecord, unlocked } from "../src/outcome.ts";
import { partsOf } from "../src/parts.ts";
import { begin, type SessionEvent } from "../src/session.ts";
import type { Outcome } from "../src/transport.ts";
import { lessonStatus } from "../src/transports/scorm12-values.ts";
import { answered, chosen, examWith, opened, retried, run, sampleCourse, submitted } from "./sample-course.ts";

const quizWith = (earned: number): readonly SessionEvent[] => [answered(0, 1, 0), answered(1, 1, 0), answered(2, 1, earned)];
/** The quiz (3 points) weighs 1, the exam (5 points) 3. */
const weighed = sampleCourse({ score: null, shares: [{ part: "quiz", weight: 1 }, { part: "exam", weight: 3 }], mastery_score: 0.75 });
const verdict = (course: CourseContract, events: readonly SessionEvent[], mastery?: number) => {
  const { success, score, final } = outcome(course, run(course, events, mastery), mastery);
  return [success, score, final];
};

test("a score from several parts: 3 of 3 and 3 of 5 weighed 1 to 3 are 0.7", () => {
  assert.deepEqual(verdict(weighed, [...quizWith(3), ...examWith(3)]), ["failed", 0.7, false]);
});

test("there is no score before all of its parts are done", () => {
  assert.deepEqual(verdict(weighed, []), ["unknown", null, false]);
  assert.deepEqual(verdict(weighed, quizWith(3)), ["unknown", null, false]);
  assert.deepEqual(verdict(weighed, examWith(4)), ["unknown", null, false]);
});

test("a mark that is reached without the rest is a pass at once: 5 of 5 of the exam alone are 0.75", () => {
  assert.deepEqual(verdict(weighed, examWith(5)), ["passed", 0.75, true]);
  assert.deepEqual(verdict(weighed, [...examWith(5), ...quizWith(3)]), ["passed", 1, true]);
});

test("a fail over several parts is final when none of them has an attempt left", () => {
  const limited = { ...weighed, modules: weighed.modules.map(({ id, parts }) => ({ id, parts: parts.map((part) => (part.id === "quiz" ? { ...part, attempts: 1 } : part)) })) };
  const both = [...quizWith(1), ...examWith(1)];
  assert.deepEqual(verdict(limited, both), ["failed", 0.2333, false]);
  assert.deepEqual(verdict(limited, [...both, retried("exam"), chosen(0, 1), submitted(1)]), ["failed", 0.2333, true]);
});

test("the LMS's own mark is the mark of the score from several parts", () => {
  assert.deepEqual(verdict(weighed, [...quizWith(3), ...examWith(3)], 0.7), ["passed", 0.7, true]);
});

const ruled = sampleCourse({ success: { op: "all", rules: [{ op: "score_at_least", of: ["quiz"], score: 0.6 }, { op: "score_at_least", of: ["exam"], score: 0.4 }] } });

test("a rule for success decides in the place of the mark", () => {
  assert.deepEqual(verdict(ruled, examWith(5)), ["failed", 1, false]);
  assert.deepEqual(verdict(ruled, [...examWith(2), ...quizWith(2)]), ["passed", 0.4, true]);
});

test("a pass by the author's rule has a score at once, what is not done counting as nothing", () => {
  const course = { ...ruled, success: { op: "answered" as const, of: ["quiz"] } };
  assert.deepEqual(verdict(course, quizWith(1)), ["passed", 0, true]);
  assert.deepEqual(verdict(course, [...quizWith(1), ...examWith(3)]), ["passed", 0.6, true]);
});

test("a rule for success is lost when what it still asks of has no attempt left", () => {
  const twice = [...examWith(1), retried("exam"), chosen(0, 1), submitted(1)];
  assert.deepEqual(verdict(ruled, [...twice, ...quizWith(3)]), ["failed", 0.2, true]);
  assert.deepEqual(verdict(ruled, twice), ["failed", 0.2, false], "the quiz is still to be done");
});

test("without a part that gives the score, a rule for success stands apart from completion", () => {
  const course = sampleCourse({ score: null, completion: { op: "viewed", of: ["lesson"] }, success: { op: "answered", of: ["quiz"] } });
  assert.deepEqual(verdict(course, [opened("lesson")]), ["unknown", 1, false]);
  assert.deepEqual(verdict(course, [opened("lesson"), ...quizWith(0)]), ["passed", 1, true]);
});

test("passed stays, whatever the rule says later", () => {
  const state = { ...run(ruled, [...examWith(2), ...quizWith(2)]) };
  const stricter = { ...ruled, success: { op: "score_at_least" as const, of: ["exam"], score: 1 } };
  assert.equal(outcome(stricter, state).success, "passed");
});

const locked = (requires: CourseContract["completion"], navigation: CourseContract["navigation"] = "free"): CourseContract =>
  sampleCourse({ navigation }, [...partsOf(sampleCourse()).values()].map((part) => (part.id === "exam" ? { ...part, requires } : part)));

test("a lock names the first thing that is still to be done", () => {
  const course = locked({ op: "all", rules: [{ op: "viewed", of: ["lesson"] }, { op: "passed", of: ["quiz"] }] });
  assert.deepEqual(lockOf(course, begin(course), "exam"), { part: "lesson", op: "viewed", score: null, met: false });
  const read = run(course, [opened("lesson")]);
  assert.deepEqual(lockOf(course, read, "exam"), { part: "quiz", op: "passed", score: 0.8, met: false });
  const passed = run(course, [opened("lesson"), ...quizWith(3)]);
  assert.equal(lockOf(course, passed, "exam"), null);
  assert.equal(unlocked(course, passed, "exam"), true);
});

test("a lock beside sequential navigation: both must be open", () => {
  const course = locked({ op: "score_at_least", of: ["quiz"], score: 0.5 }, "sequential");
  assert.equal(lockOf(course, begin(course), "exam")?.part, "intro");
  const through: SessionEvent[] = [opened("intro"), opened("lesson"), ...quizWith(1), opened("lab"), { type: "reflected", part: "lab", prompt: 0 }, { type: "reflected", part: "lab", prompt: 1 }];
  assert.deepEqual(lockOf(course, run(course, through), "exam"), { part: "quiz", op: "score_at_least", score: 0.5, met: false });
});

test("a survey is done when it was answered, has no score, and is neither passed nor failed", () => {
  const course = sampleCourse({}, [...partsOf(sampleCourse()).values()].map((part) => (part.id === "quiz" ? { ...part, points: 0 } : part)) as CourseContract["modules"][number]["parts"]);
  const before = run(course, [answered(0, 1, 0), answered(1, 1, 0)]);
  const last = answered(2, 1, 0);
  const after = run(course, [answered(0, 1, 0), answered(1, 1, 0), last]);
  assert.deepEqual(partRecord(course, after, "quiz"), { part: "quiz", completion: "completed", success: "unknown", score: null, way: null });
  assert.equal(attemptClock(course, null).heard(last, before, after, new Date(0)), null);
});

/** completion, success, score, final -> the status under each policy. */
const STATUSES: readonly (readonly [Outcome["completion"], Outcome["success"], number | null, boolean, { readonly [policy in StatusPolicy]: string }])[] = [
  ["unknown", "unknown", null, false, { "passed-failed": "incomplete", "passed-incomplete": "incomplete", "completed-incomplete": "incomplete" }],
  ["incomplete", "passed", 0.9, true, { "passed-failed": "incomplete", "passed-incomplete": "incomplete", "completed-incomplete": "incomplete" }],
  ["incomplete", "failed", 0.2, false, { "passed-failed": "incomplete", "passed-incomplete": "incomplete", "completed-incomplete": "incomplete" }],
  ["incomplete", "failed", 0.2, true, { "passed-failed": "failed", "passed-incomplete": "incomplete", "completed-incomplete": "incomplete" }],
  ["completed", "passed", 0.9, true, { "passed-failed": "passed", "passed-incomplete": "passed", "completed-incomplete": "completed" }],
  ["completed", "failed", 0.2, false, { "passed-failed": "completed", "passed-incomplete": "incomplete", "completed-incomplete": "completed" }],
  ["completed", "failed", 0.2, true, { "passed-failed": "failed", "passed-incomplete": "incomplete", "completed-incomplete": "completed" }],
  ["completed", "unknown", null, false, { "passed-failed": "incomplete", "passed-incomplete": "incomplete", "completed-incomplete": "incomplete" }],
  ["completed", "unknown", 1, false, { "passed-failed": "completed", "passed-incomplete": "incomplete", "completed-incomplete": "completed" }],
];

for (const [completion, success, score, final, statuses] of STATUSES) {
  for (const policy of ["passed-failed", "passed-incomplete", "completed-incomplete"] as const) {
    test(`${policy}: ${completion}, ${success}, ${score ?? "no score"}${final ? ", final" : ""} is ${statuses[policy]}`, () => {
      assert.equal(lessonStatus({ completion, success, score, final, progress: 0 }, policy), statuses[policy]);
    });
  }
}

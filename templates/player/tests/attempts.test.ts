import assert from "node:assert/strict";
import { test } from "node:test";
import { attemptClock } from "../src/attempts.ts";
import type { CourseContract } from "../src/contract.ts";
import { begin, step, type SessionEvent, type SessionState } from "../src/session.ts";

const course: CourseContract = {
  format: 1,
  id: "loops",
  iri: "https://courses.example.org/loops",
  version: "1.0.0",
  language: "en",
  navigation: "free",
  completion: { op: "passed", of: ["exam"] },
  score: "exam",
  mastery_score: 0.5,
  lab_proxy: null,
  layout: { granularity: "part", keys: ["AAAAA", "BBBBB"], worst_case: 40 },
  pages: [],
  modules: [
    {
      id: "m1",
      parts: [
        { kind: "quiz", id: "warm", bits: [1, 4, 1, 3, 2, 2], points: 2 },
        { kind: "test", id: "exam", bits: [1, 4, 1, 3, 2, 2], points: 2, feedback: "after-quiz" },
      ],
    },
  ],
};

/** Plays events at these seconds, and gives what each has finished. */
function play(mastery: number | null, events: readonly (readonly [number, SessionEvent])[]) {
  const clock = attemptClock(course, mastery);
  let state: SessionState = begin(course);
  return events.map(([second, event]) => {
    const next = step(course, state, event, mastery);
    const finished = clock.heard(event, state, next, new Date(second * 1000));
    state = next;
    return finished;
  });
}

test("a quiz with feedback at once is finished by its last answer", () => {
  const [, first, second] = play(null, [
    [10, { type: "opened", part: "warm" }],
    [20, { type: "answered", part: "warm", question: 0, slot: 1, earned: 1 }],
    [52.5, { type: "answered", part: "warm", question: 1, slot: 2, earned: 1 }],
  ]);
  assert.equal(first, null);
  assert.deepEqual(second, { part: "warm", attempt: 1, earned: 1, passed: true, at: new Date(52500), durationSeconds: 42.5 });
});

test("a test is finished when it is handed in, and measured by the mark of the LMS", () => {
  const finished = play(1, [
    [0, { type: "opened", part: "exam" }],
    [1, { type: "chosen", part: "exam", question: 0, slot: 1 }],
    [5, { type: "submitted", part: "exam", earned: 1 }],
  ]);
  assert.deepEqual(finished.at(-1), { part: "exam", attempt: 1, earned: 1, passed: false, at: new Date(5000), durationSeconds: 5 });
});

test("a second attempt has its own number and its own time", () => {
  const finished = play(null, [
    [0, { type: "opened", part: "exam" }],
    [1, { type: "chosen", part: "exam", question: 0, slot: 1 }],
    [5, { type: "submitted", part: "exam", earned: 0 }],
    [100, { type: "retried", part: "exam" }],
    [101, { type: "chosen", part: "exam", question: 0, slot: 2 }],
    [130, { type: "submitted", part: "exam", earned: 2 }],
  ]);
  assert.deepEqual(finished.at(-1), { part: "exam", attempt: 2, earned: 2, passed: true, at: new Date(130000), durationSeconds: 30 });
});

test("a second click on submit finishes nothing more", () => {
  const finished = play(null, [
    [0, { type: "opened", part: "exam" }],
    [1, { type: "chosen", part: "exam", question: 0, slot: 1 }],
    [5, { type: "submitted", part: "exam", earned: 1 }],
    [6, { type: "submitted", part: "exam", earned: 2 }],
  ]);
  assert.equal(finished.at(-1), null);
});

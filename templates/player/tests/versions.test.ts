import assert from "node:assert/strict";
import { test } from "node:test";
import type { CourseContract, FormerLayouts, PartContract, QuizContract } from "../src/contract.ts";
import { decode, encode } from "../src/resume.ts";
import { begin, type SessionState } from "../src/session.ts";
import { sampleCourse } from "./sample-course.ts";

const quiz: QuizContract = { kind: "quiz", id: "quiz", bits: [1, 4, 1, 14, 3, 3], points: 5 };
const lab: PartContract = { kind: "lab", id: "lab", bits: [1, 5, 2, 1, 1], exchanges: 3 };
const page: PartContract = { kind: "page", id: "page", bits: [1] };

/** At granularity "question" unless another is named; keys are five letters of the caller's. */
function courseOf(parts: readonly PartContract[], keys: readonly string[], changes: Partial<CourseContract["layout"]> = {}): CourseContract {
  return sampleCourse({ score: null, layout: { granularity: "question", keys, worst_case: 100, ...changes } }, parts);
}

const now = courseOf([quiz], ["quiz1", "ques1", "ques2"]);
const answered = (changes: object): SessionState => ({ ...begin(now), parts: { quiz: { viewed: true, attempt: 1, submitted: true, best: 4, slots: [1, 2], ...changes } } });

test("four of five points stay four fifths, whatever the points are in another version", () => {
  const text = encode(now, answered({}));
  for (const [points, best] of [[5, 4], [10, 8], [6, 4.8], [4, 3.2], [1, 0.8]] as const) {
    const later = courseOf([{ ...quiz, points }], ["quiz1", "ques1", "ques2"]);
    const { state, dropped } = decode(later, text);
    assert.equal(dropped, 0);
    const found = (state.parts["quiz"] as { best: number }).best;
    assert.ok(Math.abs(found - best) < 1e-9, `${found} of ${points}`);
    assert.equal(encode(later, state), text, "and stay so when they are saved again");
  }
});

test("every number of points comes back as it was, whole or in hundredths", () => {
  for (const [points, fraction] of [[1, false], [7, false], [15, false], [99, true], [600, false]] as const) {
    const course = courseOf([{ ...quiz, points, fraction }], ["quiz1", "ques1", "ques2"]);
    const units = fraction ? 100 : 1;
    for (let earned = 0; earned <= points * units; earned += fraction ? 37 : 1) {
      const state = answered({ best: earned / units });
      assert.deepEqual(decode(course, encode(course, state)).state.parts, state.parts);
    }
  }
});

test("answers stay when hints, a clock or retrying what was wrong come to a quiz, and when they go", () => {
  const clocked: QuizContract = { ...quiz, bits: [1, 4, 1, 14, 31, 2, 31, 3, 3, 1, 3, 3, 1], cool_down: 60, time_limit: 600, retry: "wrong", hints: [2, 0] };
  const later = courseOf([clocked], ["quiz1", "ques1", "ques2"]);
  const forth = decode(later, encode(now, answered({ submitted: false, best: null })));
  assert.equal(forth.dropped, 0);
  assert.deepEqual(forth.state.parts["quiz"], { viewed: true, attempt: 1, submitted: false, best: null, slots: [1, 2], hints: [0, 0], kept: [false, false], ended: 0, started: 0, extra: 0 });
  const busy = { ...forth.state, parts: { quiz: { viewed: true, attempt: 2, submitted: false, best: 3, slots: [1, 2], hints: [2, 0], kept: [true, false], ended: 7, started: 9, extra: 0 } } };
  assert.deepEqual(decode(later, encode(later, busy)).state, busy);
  const back = decode(now, encode(later, busy));
  assert.equal(back.dropped, 0);
  assert.deepEqual(back.state.parts["quiz"], { viewed: true, attempt: 2, submitted: false, best: 3, slots: [1, 2] });
});

test("a lab that asks for more exchanges, or fewer, keeps those that there were", () => {
  const course = courseOf([lab], ["lab-1", "prom1", "prom2"]);
  const state: SessionState = { ...begin(course), parts: { lab: { viewed: true, exchanges: 2, result: "none", prompts: [true, false], topics: [] } } };
  const text = encode(course, state);
  const more = courseOf([{ ...lab, exchanges: 9 } as PartContract], ["lab-1", "prom1", "prom2"]);
  assert.deepEqual(decode(more, text).state.parts, state.parts);
  const fewer = courseOf([{ ...lab, exchanges: 1 } as PartContract], ["lab-1", "prom1", "prom2"]);
  assert.deepEqual(decode(fewer, text).state.parts["lab"], { viewed: true, exchanges: 1, result: "assistant", prompts: [true, false], topics: [] });
  const turned = courseOf([{ ...lab, bits: [1, 5, 2, 1, 1, 1] } as PartContract], ["lab-1", "newer", "prom2", "prom1"]);
  assert.deepEqual(decode(turned, text).state.parts["lab"], { viewed: true, exchanges: 2, result: "none", prompts: [false, false, true], topics: [] });
});

test("what a version cannot read is kept for the one that can", () => {
  const before = courseOf([page, quiz], ["page1", "quiz1", "ques1", "ques2"]);
  const after = courseOf([page], ["page1"]);
  const state: SessionState = { ...answered({}), bookmark: "page" };
  const without = decode(after, encode(before, state));
  assert.equal(without.dropped, 3);
  assert.ok(without.state.others);
  const saved = encode(after, { ...without.state, parts: { page: { viewed: true } } });
  const second = decode(after, saved);
  assert.equal(second.dropped, 0, "it is told once");
  const again = decode(before, encode(after, second.state));
  assert.equal(again.dropped, 0);
  assert.deepEqual(again.state.parts, { ...state.parts, page: { viewed: true } });
  assert.equal(again.state.others, undefined);
});

test("what another version wrote makes way where there is no room for it, run by run", () => {
  const course = courseOf([page], ["page1"], { limit: 40 });
  const state: SessionState = { ...begin(course), bookmark: "page", parts: { page: { viewed: true } }, others: "first" + "B" + "A" + "secon" + "K" + "A".repeat(10) + "third" + "B" + "A" };
  // 1.AAAAAA.page.page1Bg are 21 characters, the dot is one, a run of one character 7: 29 and 36 fit, 16 more do not.
  assert.equal(encode(course, state), "1.AAAAAA.page.page1Bg.firstBAthirdBA");
});

test("nothing that is no run is kept", () => {
  const course = courseOf([page], ["page1"]);
  for (const text of ["1.AAAAAA..otherB!", "1.AAAAAA..öüäxyBA", "1.AAAAAA..otherZA", "1.AAAAAA..page1BB"]) {
    const { state, dropped } = decode(course, text);
    assert.equal(state.others, undefined, text);
    assert.equal(dropped, 1, text);
  }
});

// --- other layouts of the same course ------------------------------------------------------------------------------

const coarse: QuizContract = { ...quiz, bits: [1, 4, 1, 3, 3, 3] };
const coarseLab: PartContract = { ...lab, bits: [1, 2, 2, 1, 1] } as PartContract;
const layouts = {
  question: { granularity: "question", keys: ["page1", "quiz1", "ques1", "ques2", "lab-1", "prom1", "prom2"] },
  part: { granularity: "part", keys: ["PAGE1", "QUIZ1", "LAB-1"] },
  module: { granularity: "module", keys: ["MODUL"] },
} as const;
const courses = {
  question: courseOf([page, quiz, lab], layouts.question.keys),
  part: courseOf([page, coarse, coarseLab], layouts.part.keys, { granularity: "part" }),
  module: courseOf([page, coarse, coarseLab], layouts.module.keys, { granularity: "module" }),
};
const done: SessionState = {
  ...begin(courses.question),
  bookmark: "lab",
  parts: {
    page: { viewed: true },
    quiz: { viewed: true, attempt: 3, submitted: true, best: 4, slots: [4, 2] },
    lab: { viewed: true, exchanges: 3, result: "reflection", prompts: [true, true], topics: [] },
  },
};

for (const from of ["question", "part", "module"] as const) {
  for (const to of ["question", "part", "module"] as const) {
    test(`a state with a key for each ${from} is read whole by a version with a key for each ${to}`, () => {
      const former: FormerLayouts = { layouts: Object.values(layouts).filter(({ granularity }) => granularity !== to) };
      const { state, dropped } = decode(courses[to], encode(courses[from], done), former);
      assert.equal(dropped, 0);
      assert.deepEqual(state, done);
    });
  }
}

test("where both a former key and today's are there, today's says what holds", () => {
  const renamed = courseOf([page, quiz], ["page1", "quiz1", "ques1", "ques2"]);
  const former: FormerLayouts = { layouts: [{ granularity: "question", keys: ["page1", "quiz0", "ques0", "ques2"] }] };
  const { state } = decode(renamed, "1.AAAAAA..ques1BIques0Bgquiz0EiAAA", former);
  assert.deepEqual(state.parts["quiz"], { viewed: true, attempt: 1, submitted: false, best: null, slots: [1, 0] });
  assert.equal(state.others, undefined);
});

test("a part that was renamed is still the one that the learner left", () => {
  const course = courseOf([{ ...page, id: "new", renamed_from: ["old", "older"] } as PartContract], ["page1"]);
  for (const id of ["old", "older", "new"]) assert.equal(decode(course, `1.AAAAAA.${id}.`).state.bookmark, "new");
});

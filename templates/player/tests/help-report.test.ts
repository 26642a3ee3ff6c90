import assert from "node:assert/strict";
import { test } from "node:test";
import { standing } from "../src/help-key.ts";
import { helpReport, type HelpFacts } from "../src/help-report.ts";
import { decode } from "../src/resume.ts";
import { begin, type SessionState } from "../src/session.ts";
import { sampleCourse } from "./sample-course.ts";

const course = sampleCourse();
const facts: HelpFacts = {
  ...standing(course, { ...begin(course), bookmark: "quiz", sequence: 12 }, null),
  mode: "normal",
  standard: "SCORM 1.2",
  now: { state: "saved" },
  trouble: null,
  waiting: 0,
  openSeconds: 61.4,
  online: true,
  keeps: true,
};
const lines = (changes: Partial<HelpFacts> = {}): { [name: string]: string } =>
  Object.fromEntries(helpReport({ ...facts, ...changes }).split("\n").map((line) => [line.slice(0, 14).trim(), line.slice(14)]));

test("a report says what a help desk asks first, a fact a line", () => {
  assert.deepEqual(lines(), {
    course: "sample 1.0.0",
    player: "scormpack 0.1.0, SCORM 1.2",
    mode: "normal",
    result: "incomplete, unknown, no score; 0 of 4 done",
    "on the screen": "quiz",
    saves: "12 so far, now saved",
    "last trouble": "none in this visit",
    waiting: "0 not confirmed",
    "open for": "61 s, online",
    "this browser": "keeps a copy of what is not saved",
    state: "1.AMAAAA.quiz.",
  });
});

test("what was not saved stands there with the LMS's code, also after it was", () => {
  const unsaved = { state: "unsaved", trouble: "unreachable", code: "101", detail: "LMSCommit was refused" } as const;
  const told = lines({ now: unsaved, trouble: { status: unsaved, secondsAgo: 3.2 }, waiting: 2, online: false, keeps: false });
  assert.equal(told["saves"], "12 so far, now not saved: unreachable, error 101, LMSCommit was refused");
  assert.equal(told["last trouble"], "3 s ago, not saved: unreachable, error 101, LMSCommit was refused");
  assert.equal(told["waiting"], "2 not confirmed");
  assert.equal(told["open for"], "61 s, offline");
  assert.equal(told["this browser"], "keeps nothing: its storage is closed to this page");
  assert.equal(lines({ trouble: { status: { ...unsaved, code: "" }, secondsAgo: 60 } })["saves"], "12 so far, now saved");
});

test("nothing that was typed stands in it, and the rest of the state does", () => {
  const typed = sampleCourse({}, [{ kind: "quiz", id: "quiz", bits: [1, 4, 1, 3, 3, 16 * 20], points: 2 }]);
  const state: SessionState = { ...begin(typed), parts: { quiz: { viewed: true, attempt: 2, submitted: false, best: null, slots: [3, "My name is Ada"] } }, others: "otherDabc" };
  const report = helpReport({ ...facts, ...standing(typed, state, null) });
  const held = decode(typed, report.split("state         ")[1] ?? "").state.parts["quiz"];
  assert.deepEqual(held, { viewed: true, attempt: 2, submitted: false, best: null, slots: [3, ""] });
  assert.ok(!report.includes("other"));
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  cmiIdentifier, cmiMastery, cmiScore, cmiTime, cmiTimespan, interactionFields, lessonStatus, objectiveFields,
} from "../src/transports/scorm12-values.ts";
import type { ChoiceKey, QuestionKey } from "../src/contract.ts";
import type { Completion, Outcome, Success } from "../src/transport.ts";
import { furtherTypes } from "../src/questions/further.ts";
import { answer, multiple, part, single } from "./reports.ts";

test("a timespan has four digits of hours and two decimals", () => {
  assert.equal(cmiTimespan(0), "0000:00:00.00");
  assert.equal(cmiTimespan(12.345), "0000:00:12.35");
  assert.equal(cmiTimespan(3661.5), "0001:01:01.50");
});

test("a timespan carries a rounding up into the next minute", () => {
  assert.equal(cmiTimespan(59.999), "0000:01:00.00");
  assert.equal(cmiTimespan(3599.996), "0001:00:00.00");
});

test("a timespan never leaves its type: what is no time is 0, what is too long is the longest", () => {
  assert.equal(cmiTimespan(-5), "0000:00:00.00");
  assert.equal(cmiTimespan(Number.NaN), "0000:00:00.00");
  assert.equal(cmiTimespan(Number.POSITIVE_INFINITY), "9999:59:59.99");
  assert.equal(cmiTimespan(36_000_000), "9999:59:59.99");
});

test("a time is the learner's wall clock", () => {
  assert.equal(cmiTime(new Date(2026, 2, 1, 9, 5, 7)), "09:05:07");
  assert.equal(cmiTime(new Date(2026, 2, 1, 23, 59, 59, 999)), "23:59:59");
});

test("an identifier has only printable ASCII without spaces, 1 to 255 characters", () => {
  assert.equal(cmiIdentifier("quiz-1", "q1-loop"), "quiz-1_q1-loop");
  assert.equal(cmiIdentifier("a b", "é"), "a-b_-");
  assert.equal(cmiIdentifier("x".repeat(300)).length, 255);
  assert.equal(cmiIdentifier(""), "-");
});

test("a score is 0 to 100 with at most two decimals", () => {
  assert.equal(cmiScore(0, 0.8), "0");
  assert.equal(cmiScore(1, 0.8), "100");
  assert.equal(cmiScore(0.29, 0.8), "29");
  assert.equal(cmiScore(2 / 3, 0.8), "66.67");
  assert.equal(cmiScore(1.2, 0.8), "100");
  assert.equal(cmiScore(-1, 0.8), "0");
});

test("a score below the mark is never shown at the mark", () => {
  assert.equal(cmiScore(0.79999, 0.8), "79.99");
  assert.equal(cmiScore(0.8, 0.8), "80");
  assert.equal(cmiScore(0.8 - 1e-12, 0.8), "80"); // as good as the mark: it passed
  assert.equal(cmiScore(0.66664, 2 / 3), "66.66");
  assert.equal(cmiScore(0.999999, 1), "99.99");
});

test("a mastery score is 0 to 100 as 0 to 1, and all else is none", () => {
  assert.equal(cmiMastery("80"), 0.8);
  assert.equal(cmiMastery("0"), 0);
  assert.equal(cmiMastery("100.0"), 1);
  for (const text of ["", " ", "101", "-1", "eighty", "0x50", "1e1", "NaN"]) assert.equal(cmiMastery(text), null, text);
});

const wire = (key: QuestionKey, response: readonly string[], name: string): string | undefined =>
  new Map(interactionFields(answer({ key, response }))).get(name);

test("choices are letters in the author's order, whatever order they were chosen in", () => {
  assert.equal(wire(multiple, ["copying", "drift"], "student_response"), "a,c");
  assert.equal(wire(multiple, ["copying", "drift"], "correct_responses.0.pattern"), "a,c");
  assert.equal(wire(single, ["sometimes"], "student_response"), "c");
});

test("the 27th choice is the digit 0, and a 37th has no letter", () => {
  const choices: ChoiceKey[] = Array.from({ length: 37 }, (_, index) => ({ id: `c${index}` }));
  const key = { ...multiple, choices };
  assert.equal(wire(key, ["c26"], "student_response"), "0");
  assert.equal(wire(key, ["c35"], "student_response"), "9");
  assert.equal(wire(key, ["c36"], "student_response"), undefined);
});

test("all 36 letters together stay within the 255 characters of a response", () => {
  const choices: ChoiceKey[] = Array.from({ length: 36 }, (_, index) => ({ id: `c${index}` }));
  const key: QuestionKey = { type: "multiple-choice", id: "m", points: 1, choices };
  assert.equal(wire(key, choices.map(({ id }) => id), "student_response")?.length, 71);
});

test("an interaction says id, type, time, weighting, pattern, response, result and latency, type before pattern and response", () => {
  assert.deepEqual(interactionFields(answer({ key: multiple, response: ["drift", "luck"], correct: false })), [
    ["id", "exam_q2-causes"],
    ["type", "choice"],
    ["time", "09:05:07"],
    ["weighting", "2"],
    ["correct_responses.0.pattern", "a,c"],
    ["student_response", "a,b"],
    ["result", "wrong"],
    ["latency", "0000:00:12.35"],
  ]);
});

interface Row {
  readonly name: string;
  readonly question: QuestionKey;
  readonly response: readonly string[];
  readonly earned: number;
  readonly scorm12: { readonly type: string; readonly correct_pattern?: string; readonly patterns?: readonly string[]; readonly student_response: string; readonly result: string };
}

globalThis.scormpackQuestions = furtherTypes;
const TYPES = ["single-choice", "multiple-choice", "true-false", "short-text", "numeric", "matching", "ordering", "fill-in", "categorise", "likert", "long-text"];

for (const type of TYPES) {
  test(`every vector of ${type} has its strings on the wire`, () => {
    const rows = JSON.parse(readFileSync(new URL(`../../../tests/vectors/${type}.json`, import.meta.url), "utf8")) as Row[];
    assert.ok(rows.length > 0);
    for (const { name, question, response, earned, scorm12 } of rows) {
      const correct = question.points === 0 ? null : earned === question.points;
      const fields = new Map(interactionFields(answer({ key: question, response, correct, earned })));
      const patterns = scorm12.patterns ?? [scorm12.correct_pattern];
      assert.equal(fields.get("type"), scorm12.type, name);
      assert.deepEqual([...fields].filter(([field]) => field.endsWith(".pattern")), patterns.map((pattern, at) => [`correct_responses.${at}.pattern`, pattern]), name);
      assert.equal(fields.get("student_response") ?? "", scorm12.student_response, name);
      assert.equal(fields.get("result"), scorm12.result, name);
    }
  });
}

test("an empty response is left out, since no letter stands for nothing", () => {
  assert.ok(!interactionFields(answer({ response: [], correct: false })).some(([name]) => name === "student_response"));
});

test("an objective has a score only where its part has one", () => {
  assert.deepEqual(objectiveFields(part(), 0.8), [["id", "intro"], ["status", "completed"]]);
  assert.deepEqual(objectiveFields(part({ part: "exam", success: "failed", score: 0.79999 }), 0.8), [
    ["id", "exam"], ["score.raw", "79.99"], ["score.min", "0"], ["score.max", "100"], ["status", "failed"],
  ]);
});

test("an objective's status is passed or failed where that is known, else completed or incomplete", () => {
  const status = (completion: Completion, success: Success) =>
    objectiveFields(part({ completion, success }), 0.8).find(([name]) => name === "status")?.[1];
  assert.equal(status("completed", "passed"), "passed");
  assert.equal(status("completed", "failed"), "failed");
  assert.equal(status("incomplete", "unknown"), "incomplete");
  assert.equal(status("unknown", "unknown"), undefined);
});

const outcome = (completion: Completion, success: Success, score: number | null, final: boolean): Outcome => ({
  completion, success, score, final, progress: 0,
});

test("completion and success fold into one status", () => {
  const rows: [Completion, Success, number | null, boolean, string][] = [
    ["unknown", "unknown", null, false, "incomplete"],
    ["incomplete", "unknown", null, false, "incomplete"],
    ["incomplete", "passed", 0.9, false, "incomplete"],
    ["incomplete", "failed", 0.5, false, "incomplete"],
    ["incomplete", "failed", 0.5, true, "failed"],
    ["completed", "unknown", null, false, "incomplete"],
    ["completed", "unknown", 0.5, false, "completed"],
    ["completed", "failed", 0.5, false, "completed"],
    ["completed", "failed", 0.5, true, "failed"],
    ["completed", "passed", 0.9, false, "passed"],
    ["completed", "passed", 0.9, true, "passed"],
  ];
  for (const [completion, success, score, final, expected] of rows) {
    assert.equal(lessonStatus(outcome(completion, success, score, final)), expected, `${completion} ${success} ${score} ${final}`);
  }
});

// The response, success and score of every vector as a statement has them (xAPI 1.0.3 Data, appendix C).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { QuestionKey } from "../src/contract.ts";
import { furtherTypes } from "../src/questions/further.ts";
import { ofAnswer, type Voice } from "../src/xapi/statements.ts";
import { answer } from "./reports.ts";
import { sampleCourse } from "./sample-course.ts";

interface Row {
  readonly name: string;
  readonly question: QuestionKey;
  readonly response: readonly string[];
  readonly earned: number;
  readonly xapi?: { readonly response: string; readonly success: boolean | null; readonly scaled: number | null };
}

globalThis.scormpackQuestions = furtherTypes;

const course = sampleCourse();
const voice: Voice = {
  course,
  actor: { objectType: "Agent", account: { homePage: "https://lms.example.org", name: "ada" } },
  registration: null,
  activityId: course.iri,
  platform: "",
  grouping: [],
  owner: "owner",
  session: "session",
  define: () => undefined,
  frame: (context) => context,
};

for (const type of ["multiple-choice", "true-false", "short-text", "numeric", "matching", "ordering", "fill-in", "categorise", "likert", "long-text"]) {
  test(`every vector of ${type} has its result in a statement`, () => {
    const rows = (JSON.parse(readFileSync(new URL(`../../../tests/vectors/${type}.json`, import.meta.url), "utf8")) as Row[]).filter(({ xapi }) => xapi);
    assert.ok(rows.length >= 12);
    for (const { name, question, response, earned, xapi } of rows) {
      const correct = question.points === 0 ? null : earned === question.points;
      const { result } = ofAnswer(voice, answer({ part: "quiz", key: question, response, correct, earned }));
      assert.equal(result?.response, xapi?.response, name);
      assert.equal(result?.success ?? null, xapi?.success, name);
      assert.equal(result?.score?.scaled ?? null, xapi?.scaled, name);
      assert.equal(result?.score?.raw ?? null, question.points === 0 ? null : earned, name);
      assert.equal(result?.score?.max ?? null, question.points === 0 ? null : question.points, name);
    }
  });
}

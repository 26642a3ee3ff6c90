// A small course and what its learner reports.

import assert from "node:assert/strict";

import type { CourseContract, QuestionKey } from "../src/contract.ts";
import { questionType } from "../src/questions/index.ts";
import type { AnswerRecord, Outcome, PartRecord, Report, Listener } from "../src/transport.ts";

export const course: CourseContract = {
  format: 1,
  id: "loops",
  iri: "https://courses.example.org/loops",
  version: "1.0.0",
  language: "en",
  navigation: "free",
  completion: { op: "passed", of: ["exam"] },
  score: "exam",
  mastery_score: 0.8,
  lab_proxy: null,
  layout: { granularity: "part", keys: ["AAAAA", "BBBBB"], worst_case: 40 },
  pages: [],
  modules: [
    {
      id: "m",
      parts: [
        { kind: "page", id: "intro", bits: [1] },
        { kind: "test", id: "exam", bits: [1, 4, 1, 3, 3, 4], points: 3 },
      ],
    },
  ],
};

export const single: QuestionKey = {
  type: "single-choice",
  id: "q1-loop",
  points: 1,
  choices: [{ id: "never" }, { id: "always", correct: true }, { id: "sometimes" }],
};

export const multiple: QuestionKey = {
  type: "multiple-choice",
  id: "q2-causes",
  points: 2,
  choices: [{ id: "drift", correct: true }, { id: "luck" }, { id: "copying", correct: true }],
};

export const answer = (over: Partial<AnswerRecord> = {}): AnswerRecord =>
  told({ part: "exam", attempt: 1, key: single, response: ["always"], correct: true, at: new Date(2026, 2, 1, 9, 5, 7), latencySeconds: 12.345, ...over });

/** A record with what follows from its key and response, where nothing else is said. */
export function told(record: Omit<AnswerRecord, "given" | "earned"> & Partial<AnswerRecord>): AnswerRecord {
  const { key, response, correct } = record;
  return { given: questionType(key).given(key, response), earned: correct ? key.points : 0, ...record };
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** A saved state under this number. */
export const saved = (sequence: number, rest = "intro.AAAAABg"): string =>
  `1.${LETTERS[Math.floor(sequence / 64)]}${LETTERS[sequence % 64]}AAAA.${rest}`;

export const begun: Outcome = { completion: "incomplete", success: "unknown", score: null, progress: 0, final: false };
export const passed: Outcome = { completion: "completed", success: "passed", score: 1, progress: 1, final: false };
export const missed: Outcome = { completion: "incomplete", success: "failed", score: 0.5, progress: 0, final: false };

export const part = (over: Partial<PartRecord> = {}): PartRecord => ({
  part: "intro",
  completion: "completed",
  success: "unknown",
  score: null,
  way: null,
  ...over,
});

let sequence = 0;
/** The next report: as the session does, each has a number of its own, and here a state of its own too. */
export const report = (over: Partial<Report> = {}): Report => {
  sequence += 1;
  return {
    outcome: begun,
    resumeData: saved(sequence, `intro.AAAAABg${LETTERS[sequence % 64]}`),
    bookmark: "intro",
    answers: [],
    attempts: [],
    exchanges: [],
    labs: [],
    parts: [],
    sessionSeconds: 90,
    ...over,
  };
};

/** For a wire that answers at once and so has nothing to say later. */
export const deaf: Listener = {
  status: () => assert.fail("nothing is said later"),
  merged: () => assert.fail("nothing is merged"),
};

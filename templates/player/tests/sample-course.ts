// A course with one part of every kind, small enough to do its sums by hand.

import type { CourseContract, PartContract, QuizContract } from "../src/contract.ts";
import { begin, type LabState, type QuizState, type SessionEvent, type SessionState, step } from "../src/session.ts";

/** Three questions, feedback at once, 3 points. */
export const quiz: QuizContract = { kind: "quiz", id: "quiz", bits: [1, 4, 1, 3, 3, 3, 2], points: 3 };
/** Three questions, handed in as a whole, 5 points, two attempts. */
export const exam: QuizContract = {
  kind: "test",
  id: "exam",
  bits: [1, 4, 1, 3, 3, 3, 4],
  points: 5,
  attempts: 2,
  feedback: "after-quiz",
};

const PARTS: readonly PartContract[] = [
  { kind: "page", id: "intro", bits: [1] },
  { kind: "lesson", id: "lesson", bits: [1] },
  quiz,
  { kind: "lab", id: "lab", bits: [1, 2, 2, 1, 1], exchanges: 2 },
  exam,
];

/** The keys are the parts' ids, filled up to five characters. */
export function sampleCourse(changes: Partial<CourseContract> = {}, parts = PARTS): CourseContract {
  return {
    format: 1,
    id: "sample",
    iri: "https://courses.example.org/sample",
    version: "1.0.0",
    language: "en",
    navigation: "free",
    completion: {
      op: "all",
      rules: [
        { op: "viewed", of: "lesson" },
        { op: "answered", of: "quiz" },
        { op: "exchanges", of: "lab" },
        { op: "passed", of: ["exam"] },
      ],
    },
    score: "exam",
    mastery_score: 0.8,
    lab_proxy: null,
    layout: { granularity: "part", keys: parts.map(({ id }) => `${id}_____`.slice(0, 5)), worst_case: 4096 },
    pages: [{ file: "index.html", first: parts[0]?.id ?? "", answers: null }],
    modules: [{ id: "module", parts }],
    ...changes,
  };
}

/** The sample course with other fields for one of its parts. */
export function withPart(id: string, changes: Partial<QuizContract>): CourseContract {
  return sampleCourse(
    {},
    PARTS.map((part) => (part.id === id ? ({ ...part, ...changes } as PartContract) : part)),
  );
}

export function run(course: CourseContract, events: readonly SessionEvent[], mastery?: number | null): SessionState {
  return events.reduce((state, event) => step(course, state, event, mastery), begin(course));
}

export const opened = (part: string): SessionEvent => ({ type: "opened", part });
export const chosen = (question: number, slot: number, part = "exam"): SessionEvent => ({ type: "chosen", part, question, slot });
export const submitted = (earned: number, part = "exam"): SessionEvent => ({ type: "submitted", part, earned });
export const retried = (part = "exam"): SessionEvent => ({ type: "retried", part });
export const exchanged: SessionEvent = { type: "exchanged", part: "lab", topics: null, way: "assistant" };
export const answered = (question: number, slot: number, earned: number, part = "quiz"): SessionEvent => ({
  type: "answered",
  part,
  question,
  slot,
  earned,
});
/** One attempt at the exam. */
export const examWith = (earned: number): readonly SessionEvent[] => [chosen(0, 1), submitted(earned)];

export function quizIn(state: SessionState, id: string): QuizState {
  return state.parts[id] as QuizState;
}

export function labIn(state: SessionState): LabState {
  return state.parts["lab"] as LabState;
}

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rule } from "../src/contract.ts";
import { demands, outcome } from "../src/outcome.ts";
import { answered, examWith, exchanged, opened, run, sampleCourse } from "./sample-course.ts";

type Events = Parameters<typeof run>[1];
const quizWith = (earned: number): Events => [answered(0, 1, 0), answered(1, 1, 0), answered(2, 1, earned)];

/** "part op", with a star where it is met. */
function asked(completion: Rule, events: Events, mastery?: number): readonly string[] {
  const course = sampleCourse({ completion });
  return demands(course, run(course, events), mastery).map(({ part, op, met }) => `${part} ${op}${met ? "*" : ""}`);
}

function isMet(completion: Rule, events: Events, mastery?: number): boolean {
  const course = sampleCourse({ completion });
  return outcome(course, run(course, events, mastery), mastery).completion === "completed";
}

test("viewed is met by each of its parts", () => {
  const rule: Rule = { op: "viewed", of: ["intro", "exam"] };
  assert.deepEqual(asked(rule, [opened("exam")]), ["intro viewed", "exam viewed*"]);
  assert.equal(isMet(rule, [opened("exam")]), false);
  assert.equal(isMet(rule, [opened("exam"), opened("intro")]), true);
});

test("a kind stands for all parts of that kind", () => {
  assert.deepEqual(asked({ op: "viewed", of: "lesson" }, []), ["lesson viewed"]);
  assert.deepEqual(asked({ op: "answered", of: "test" }, []), ["exam answered"]);
});

test("answered is met by a finished attempt, however poor, and not by a begun one", () => {
  const rule: Rule = { op: "answered", of: ["quiz"] };
  assert.equal(isMet(rule, [opened("quiz"), answered(0, 1, 1)]), false);
  assert.equal(isMet(rule, quizWith(0)), true);
  assert.equal(isMet({ op: "answered", of: ["exam"] }, examWith(0)), true);
});

test("exchanges is met by the assistant or by the reflection", () => {
  const rule: Rule = { op: "exchanges", of: "lab" };
  assert.equal(isMet(rule, [exchanged]), false);
  assert.equal(isMet(rule, [exchanged, exchanged]), true);
  assert.equal(isMet(rule, [{ type: "reflected", part: "lab", prompt: 1 }]), false);
  assert.equal(isMet(rule, [0, 1].map((prompt) => ({ type: "reflected", part: "lab", prompt }) as const)), true);
});

test("passed is met at the part's mastery score", () => {
  const rule: Rule = { op: "passed", of: ["quiz", "exam"] };
  assert.deepEqual(asked(rule, [...quizWith(3), ...examWith(3)]), ["quiz passed*", "exam passed"]);
  assert.deepEqual(asked(rule, [...quizWith(2), ...examWith(4)]), ["quiz passed", "exam passed*"]);
  assert.deepEqual(asked(rule, [...quizWith(2), ...examWith(3)], 0.6), ["quiz passed", "exam passed*"], "the LMS asks 0.6 of the exam");
});

test("score_at_least is met at its own score", () => {
  const rule: Rule = { op: "score_at_least", of: ["quiz", "exam"], score: 0.6 };
  assert.deepEqual(asked(rule, [...quizWith(2), ...examWith(3)], 1), ["quiz score_at_least*", "exam score_at_least*"]);
  assert.deepEqual(asked(rule, [...quizWith(1), ...examWith(2)]), ["quiz score_at_least", "exam score_at_least"]);
});

test("score_at_least 0 still asks for a finished attempt", () => {
  assert.equal(isMet({ op: "score_at_least", of: ["quiz"], score: 0 }, [opened("quiz")]), false);
  assert.equal(isMet({ op: "score_at_least", of: ["quiz"], score: 0 }, quizWith(0)), true);
});

test("a demand says which score is to be reached", () => {
  const rules: Rule[] = [{ op: "passed", of: ["quiz", "exam"] }, { op: "score_at_least", of: ["quiz"], score: 0.5 }, { op: "viewed", of: ["intro"] }];
  const course = sampleCourse({ completion: { op: "all", rules } });
  assert.deepEqual(demands(course, run(course, []), 0.7).map(({ score }) => score), [0.8, 0.7, 0.5, null]);
});

test("all asks everything of every rule, each thing once", () => {
  const rules: Rule[] = [{ op: "viewed", of: ["intro", "lesson"] }, { op: "all", rules: [{ op: "viewed", of: "lesson" }, { op: "answered", of: "quiz" }] }];
  assert.deepEqual(asked({ op: "all", rules }, [opened("lesson")]), ["intro viewed", "lesson viewed*", "quiz answered"]);
});

test("any is met by one way, and asks the one of which least is left", () => {
  const rule: Rule = { op: "any", rules: [{ op: "viewed", of: ["intro", "lesson"] }, { op: "exchanges", of: "lab" }, { op: "answered", of: "quiz" }] };
  assert.deepEqual(asked(rule, []), ["lab exchanges"], "one is less than two, and the first of equals");
  assert.deepEqual(asked(rule, [opened("intro"), opened("lesson")]), ["intro viewed*", "lesson viewed*"]);
  assert.equal(isMet(rule, [opened("intro")]), false);
  assert.equal(isMet(rule, quizWith(0)), true);
});

test("at least so many: asks those of which least is left, in the author's order", () => {
  const rule: Rule = {
    op: "at_least",
    count: 2,
    rules: [{ op: "viewed", of: ["intro", "lesson"] }, { op: "exchanges", of: ["lab"] }, { op: "answered", of: ["quiz"] }],
  };
  // Two parts are left of the first way, one of each other.
  assert.deepEqual(asked(rule, []), ["lab exchanges", "quiz answered"]);
  assert.deepEqual(asked(rule, [opened("lesson")]), ["intro viewed", "lesson viewed*", "lab exchanges"]);
  assert.deepEqual(asked(rule, [opened("lesson"), opened("intro")]), ["intro viewed*", "lesson viewed*", "lab exchanges"]);
  assert.deepEqual(asked(rule, [exchanged, exchanged]), ["lab exchanges*", "quiz answered"]);
  assert.equal(isMet(rule, [exchanged, exchanged]), false);
  assert.equal(isMet(rule, [exchanged, exchanged, opened("lesson"), opened("intro")]), true);
});

test("at least one is any, and at least all is all", () => {
  const rules: readonly Rule[] = [{ op: "viewed", of: ["intro"] }, { op: "exchanges", of: ["lab"] }];
  const stories: readonly Events[] = [[], [opened("intro")], [exchanged, exchanged], [opened("intro"), exchanged, exchanged]];
  for (const events of stories) {
    assert.deepEqual(asked({ op: "at_least", count: 1, rules }, events), asked({ op: "any", rules }, events));
    assert.deepEqual(asked({ op: "at_least", count: 2, rules }, events), asked({ op: "all", rules }, events));
  }
});

test("any inside all is one way among what is asked", () => {
  const any: Rule = { op: "any", rules: [{ op: "passed", of: ["exam"] }, { op: "exchanges", of: "lab" }] };
  const rule: Rule = { op: "all", rules: [any, { op: "viewed", of: ["intro"] }] };
  assert.deepEqual(asked(rule, [exchanged, exchanged]), ["lab exchanges*", "intro viewed"]);
  assert.equal(isMet(rule, [exchanged, exchanged]), false);
  assert.equal(isMet(rule, [exchanged, exchanged, opened("intro")]), true);
});

test("a rule that asks of a part what it cannot do is not met", () => {
  const events = [opened("intro"), ...quizWith(3), exchanged, exchanged];
  for (const op of ["answered", "exchanges", "passed"] as const) assert.equal(isMet({ op, of: ["intro"] }, events), false);
  assert.equal(isMet({ op: "answered", of: ["lab"] }, events), false);
  assert.equal(isMet({ op: "exchanges", of: ["quiz"] }, events), false);
  assert.equal(isMet({ op: "score_at_least", of: ["lab"], score: 0 }, events), false);
});

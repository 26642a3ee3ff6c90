import assert from "node:assert/strict";
import { test } from "node:test";
import type { QuizContract } from "../src/contract.ts";
import { drawnQuestions } from "../src/draw.ts";
import { askedCount } from "../src/quiz-bits.ts";

const ids = Array.from({ length: 10 }, (_, at) => `q${at}`);
/** Two of the first five, three of the next four; the last is always asked. */
const part: QuizContract = {
  kind: "quiz", id: "pool", bits: [1, 4, 1, 3, ...ids.map(() => 3)], points: 6,
  draw: [{ count: 2, of: [0, 1, 2, 3, 4] }, { count: 3, of: [5, 6, 7, 8] }],
};
const none = ids.map(() => 0);

test("an attempt asks as many of each pool as its draw says, and all that no draw names", () => {
  assert.equal(askedCount(part), 6);
  for (let attempt = 1; attempt < 15; attempt++) {
    const drawn = drawnQuestions(part, ids, "ann", attempt, none);
    assert.equal(drawn.length, 6);
    assert.equal(drawn.filter((at) => at < 5).length, 2);
    assert.equal(drawn.filter((at) => at >= 5 && at < 9).length, 3);
    assert.ok(drawn.includes(9));
    assert.deepEqual(drawn, [...drawn].sort((a, b) => a - b));
  }
});

test("a draw is the same at every visit, also before the first answer, and another for another attempt or learner", () => {
  const first = drawnQuestions(part, ids, "ann", 1, none);
  assert.deepEqual(drawnQuestions(part, ids, "ann", 1, none), first);
  assert.deepEqual(drawnQuestions(part, ids, "ann", 0, none), first);
  const others = [2, 3, 4, 5].map((attempt) => drawnQuestions(part, ids, "ann", attempt, none).join());
  assert.ok(others.some((drawn) => drawn !== first.join()));
  const learners = ["bob", "cem", "dee", "eve"].map((learner) => drawnQuestions(part, ids, learner, 1, none).join());
  assert.ok(new Set(learners).size > 1);
});

test("what has an answer stays drawn", () => {
  for (let at = 0; at < 9; at++) {
    const slots = ids.map((_id, place) => Number(place === at));
    assert.ok(drawnQuestions(part, ids, "ann", 3, slots).includes(at));
  }
});

test("a question that a new version adds takes the place of one at most", () => {
  for (let attempt = 1; attempt < 30; attempt++) {
    const before = drawnQuestions(part, ids, "ann", attempt, none).map((at) => ids[at]);
    const more = ["new", ...ids];
    const wider: QuizContract = { ...part, bits: [...part.bits, 3], draw: [{ count: 2, of: [0, 1, 2, 3, 4, 5] }, { count: 3, of: [6, 7, 8, 9] }] };
    const after = drawnQuestions(wider, more, "ann", attempt, more.map(() => 0)).map((at) => more[at]);
    assert.ok(before.filter((id) => !after.includes(id)).length <= 1);
  }
});

test("every question is drawn about as often as any other: of 5,000 learners, 2,000 each, give or take 150", () => {
  const times = ids.map(() => 0);
  for (let learner = 0; learner < 5000; learner++) for (const at of drawnQuestions(part, ids, `learner-${learner}`, 1, none)) times[at] = (times[at] ?? 0) + 1;
  // The standard deviation is sqrt(5000 x 0.4 x 0.6) = 35.
  for (const at of [0, 1, 2, 3, 4]) assert.ok(Math.abs((times[at] ?? 0) - 2000) < 150, `${ids[at]}: ${times[at]}`);
  for (const at of [5, 6, 7, 8]) assert.ok(Math.abs((times[at] ?? 0) - 3750) < 150, `${ids[at]}: ${times[at]}`);
});

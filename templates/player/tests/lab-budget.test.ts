import assert from "node:assert/strict";
import { test } from "node:test";

import { sentTurns, tokensOf } from "../src/lab/budget.ts";
import type { Turn } from "../src/lab/conversation.ts";

const learner = (text: string): Turn => ({ by: "learner", text });
const assistant = (text: string): Turn => ({ by: "assistant", text });
const texts = (turns: readonly Turn[]): readonly string[] => turns.map(({ text }) => text);

// Four tokens a message, and one for each four ASCII characters, two of other alphabets, one ideograph or emoji.
for (const [text, tokens] of [["", 4], ["abcd", 5], ["abcde", 6], ["naïv", 6], ["Жизнь", 7], ["数据", 6], ["🙂", 5], ["a".repeat(400), 104]] as const) {
  test(`${[...text].length} characters beginning ${JSON.stringify([...text].slice(0, 5).join(""))} are taken as ${tokens} tokens`, () => {
    assert.equal(tokensOf(text), tokens);
  });
}

test("the end of the conversation is sent, as much as the budget holds", () => {
  const turns = [learner("a".repeat(400)), assistant("b".repeat(400)), learner("c".repeat(400))]; // 104 tokens each
  assert.equal(sentTurns(turns, 312).length, 3);
  assert.deepEqual(texts(sentTurns(turns, 311)), ["b".repeat(400), "c".repeat(400)]);
  assert.deepEqual(texts(sentTurns(turns, 207)), ["c".repeat(400)]);
});

test("the newest turn is sent whatever it costs, and then it alone", () => {
  assert.deepEqual(texts(sentTurns([learner("a"), assistant("b"), learner("c".repeat(40_000))], 500)), ["c".repeat(40_000)]);
});

test("a small turn before one that does not fit is not sent: no hole in the conversation", () => {
  assert.deepEqual(texts(sentTurns([learner("a"), assistant("b".repeat(4000)), learner("c")], 500)), ["c"]);
});

test("a hundred messages are sent at most", () => {
  const turns = Array.from({ length: 150 }, (_, i) => (i % 2 ? assistant("x") : learner("x")));
  assert.equal(sentTurns(turns, 100_000).length, 100);
});

test("an empty conversation sends nothing", () => {
  assert.deepEqual(sentTurns([], 500), []);
});

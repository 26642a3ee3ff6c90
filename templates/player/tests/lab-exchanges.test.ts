import assert from "node:assert/strict";
import { test } from "node:test";

import type { Turn } from "../src/lab/conversation.ts";
import { isOfSubstance, judge, normalised } from "../src/lab/exchanges.ts";

const GREETING: Turn = { by: "assistant", text: "Hello." };
const talk = (...texts: readonly string[]): readonly Turn[] => [
  GREETING,
  ...texts.map((text, i): Turn => ({ by: i % 2 ? "assistant" : "learner", text })),
];

test("a turn of substance with a delivered reply counts", () => {
  assert.equal(judge(talk("What is it?", "Data.")), "counts");
  assert.equal(judge(talk("What is it?", "Data.", "Why?", "Because.")), "counts");
});

test("a word of two letters, in any script, is substance", () => {
  for (const text of ["no", "  ok  ", "数据", "नहीं", "да", "1 is it 2", "é́à"]) assert.equal(isOfSubstance(text), true, text);
});

test("signs, digits and single letters are no substance", () => {
  for (const text of ["", "   ", "?", "!!!", "42", "a", "a b c", "x1y2", "👍👍", "…", "_ _"]) assert.equal(isOfSubstance(text), false, text);
  assert.equal(judge(talk("?", "Yes?")), "slight");
});

test("a repeat of an answered turn does not count, however it is dressed", () => {
  for (const again of ["What is it?", "what is it", "  WHAT   is\nit ?!", "Ｗhat is it"]) {
    assert.equal(judge(talk("What is it?", "Data.", again, "As I said.")), "repeat", again);
  }
  assert.equal(judge(talk("What is it?", "Data.", "Why?", "So.", "What is it?", "Data.")), "repeat");
});

test("a turn that says something else is no repeat", () => {
  assert.equal(judge(talk("What is it?", "Data.", "What is it for?", "Training.")), "counts");
  assert.notEqual(normalised("resume"), normalised("résumé"));
});

test("nothing counts before the reply is delivered", () => {
  assert.equal(judge([]), "undelivered");
  assert.equal(judge([GREETING]), "undelivered");
  assert.equal(judge(talk("What is it?")), "undelivered");
  assert.equal(judge(talk("What is it?", "  ")), "undelivered");
});

test("a reply that broke off or was stopped does not count", () => {
  for (const mark of ["broken", "stopped"] as const) {
    assert.equal(judge([...talk("What is it?"), { by: "assistant", text: "Da", mark }]), "undelivered", mark);
  }
});

test("the same turn counts once its reply is delivered after a fragment", () => {
  const fragment: Turn = { by: "assistant", text: "Da", mark: "broken" };
  assert.equal(judge([...talk("What is it?"), fragment, { by: "assistant", text: "Data." }]), "counts");
  assert.equal(judge([...talk("What is it?"), fragment, ...talk("What is it?", "Data.").slice(1)]), "counts");
});

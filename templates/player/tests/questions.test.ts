import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { QuestionKey } from "../src/contract.ts";
import { furtherTypes } from "../src/questions/further.ts";
import { questionType } from "../src/questions/index.ts";

interface Row {
  readonly name: string;
  readonly question: QuestionKey;
  readonly response: readonly string[];
  readonly earned: number;
  readonly slot?: number | string;
  /** What reading the slot back gives, where that is something else than the response. */
  readonly back?: readonly string[];
}

interface Input {
  readonly value: string;
  checked: boolean;
}

globalThis.scormpackQuestions = furtherTypes;

/** As much of a fieldset as `read` and `show` of choices touch. */
function fieldset(values: readonly string[]): { field: HTMLElement; inputs: readonly Input[] } {
  const inputs = values.map((value): Input => ({ value, checked: false }));
  const field = { querySelectorAll: (selector: string) => (selector === "input" ? inputs : []) };
  return { field: field as unknown as HTMLElement, inputs };
}

function rowsOf(type: string): readonly Row[] {
  return JSON.parse(readFileSync(new URL(`../../../tests/vectors/${type}.json`, import.meta.url), "utf8")) as Row[];
}

const TYPES: readonly QuestionKey["type"][] = [
  "single-choice", "multiple-choice", "true-false", "short-text", "numeric", "matching", "ordering", "fill-in", "categorise", "likert", "long-text",
];
/** Of these, a response is a set: the order in which it is told means nothing. */
const SETS = ["single-choice", "multiple-choice", "true-false", "matching", "categorise"];

for (const type of TYPES) {
  for (const { name, question, response, earned, slot, back } of rowsOf(type)) {
    test(`${type}: ${name}`, () => {
      assert.equal(question.type, type);
      const of = questionType(question);
      assert.equal(of.earned(question, response), earned);
      const kept = of.slot(question, response);
      if (slot !== undefined) assert.equal(kept, slot);
      assert.deepEqual(of.response(question, kept), back ?? response);
      if (!SETS.includes(type)) return;
      const backwards = [...response].reverse();
      assert.equal(of.earned(question, backwards), earned);
      assert.equal(of.slot(question, backwards), kept);
    });

    if (!("choices" in question)) continue;
    const { choices } = question;
    test(`${type} on the screen in another order: ${name}`, () => {
      const of = questionType(question);
      const { field, inputs } = fieldset(choices.map(({ id }) => id).reverse());
      for (const input of inputs) input.checked = true;
      of.show(field, response, question);
      assert.deepEqual(inputs.filter(({ checked }) => checked).map(({ value }) => value), [...response].reverse());
      assert.deepEqual(of.read(field, question), response);
    });
  }
}

const single: QuestionKey = { type: "single-choice", id: "s", points: 1, choices: [{ id: "b", correct: true }, { id: "a" }] };
const multiple: QuestionKey = { type: "multiple-choice", id: "m", points: 1, choices: [{ id: "b", correct: true }, { id: "a" }] };

test("a choice that is not marked as right is wrong", () => {
  for (const key of [single, multiple]) assert.equal(questionType(key).earned(key, ["a"]), 0);
});

test("ids that the question does not have earn nothing and leave no trace", () => {
  for (const key of [single, multiple]) {
    const of = questionType(key);
    for (const response of [["c"], ["b", "c"], ["constructor"], [""]]) {
      assert.equal(of.earned(key, response), 0);
      assert.equal(of.slot(key, response), 0);
    }
  }
});

test("two answers to a single choice are none", () => {
  const of = questionType(single);
  assert.equal(of.earned(single, ["b", "a"]), 0);
  assert.equal(of.slot(single, ["b", "a"]), 0);
});

test("a slot that the question cannot have is no response", () => {
  for (const slot of [-1, 0, 3, 7, 0.5, NaN]) assert.deepEqual(questionType(single).response(single, slot), []);
  for (const slot of [-1, 0, 4, 2 ** 31, 2 ** 32 + 1, NaN]) assert.deepEqual(questionType(multiple).response(multiple, slot), []);
});

test("every slot of a question comes back from its response", () => {
  for (const slot of [1, 2]) assert.equal(questionType(single).slot(single, questionType(single).response(single, slot)), slot);
  for (const slot of [1, 2, 3]) assert.equal(questionType(multiple).slot(multiple, questionType(multiple).response(multiple, slot)), slot);
});

test("an input that is none of the choices is not read", () => {
  const { field, inputs } = fieldset(["a", "note", "b"]);
  for (const input of inputs) input.checked = true;
  assert.deepEqual(questionType(multiple).read(field, multiple), ["b", "a"]);
});

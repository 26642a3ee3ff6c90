// How what learners type is read: numbers in the ways people write them, texts evened out.

import assert from "node:assert/strict";
import { test } from "node:test";
import { decimalText, readNumber } from "../src/questions/numeric.ts";
import { clipped, evened, isAccepted } from "../src/questions/texts.ts";
import { clockText } from "../src/clock.ts";
import { duration } from "../src/phrases.ts";

/** As typed; read where the point is decimal, and where the comma is; "" is no number. */
const NUMBERS: readonly (readonly [string, string, string])[] = [
  ["42", "42", "42"],
  [" 42 ", "42", "42"],
  ["+7", "7", "7"],
  ["-3", "-3", "-3"],
  ["\u22123", "-3", "-3"],
  ["3.5", "3.5", "3.5"],
  ["3,5", "3.5", "3.5"],
  ["0,75", "0.75", "0.75"],
  [".5", "0.5", "0.5"],
  ["5.", "5", "5"],
  ["1,234", "1234", "1.234"],
  ["1.234", "1.234", "1234"],
  ["0.125", "0.125", "0.125"],
  ["0,125", "0.125", "0.125"],
  ["1,234.5", "1234.5", "1234.5"],
  ["1.234,5", "1234.5", "1234.5"],
  ["1,234,567", "1234567", "1234567"],
  ["1.234.567", "1234567", "1234567"],
  ["1 234 567", "1234567", "1234567"],
  ["1\u00a0234,5", "1234.5", "1234.5"],
  ["1'234.5", "1234.5", "1234.5"],
  ["1e3", "1000", "1000"],
  ["2.5E-3", "0.0025", "0.0025"],
  ["007", "7", "7"],
  ["-0", "0", "0"],
  ["", "", ""],
  ["abc", "", ""],
  ["12 apples", "", ""],
  ["1/2", "", ""],
  ["--3", "", ""],
  ["1e999", "", ""],
  ["Infinity", "", ""],
  ["0x1F", "", ""],
];

for (const [typed, point, comma] of NUMBERS) {
  test(`"${typed}" is ${point || "no number"} with a decimal point, ${comma || "no number"} with a decimal comma`, () => {
    assert.equal(readNumber(typed, false), point);
    assert.equal(readNumber(typed, true), comma);
  });
}

test("a decimal has no exponent and no digit that says nothing", () => {
  for (const [value, text] of [[0.1 + 0.2, "0.3"], [1e-7, "0.0000001"], [1e20, "100000000000000000000"], [1e21, ""], [-2.50, "-2.5"], [1e30, ""]] as const) assert.equal(decimalText(value), text);
});

/** Two texts, and whether they are the same answer. */
const TEXTS: readonly (readonly [string, string, boolean])[] = [
  ["Paris", "paris", true],
  ["Paris", "  PARIS  ", true],
  ["New York", "new \u00a0 york", true],
  ["Paris", "Paris.", true],
  ["etc.", "etc", true],
  ["...", "..", false],
  ["don't", "don\u2019t", true],
  ['say "yes"', "say \u201cyes\u201d", true],
  ["co-operate", "co\u2010operate", true],
  ["Stra\u00dfe", "STRASSE", true],
  ["\u039f\u03b4\u03cc\u03c2", "\u039f\u0394\u038c\u03a3", true],
  ["\uff21\uff22\uff23", "abc", true],
  ["caf\u00e9", "cafe\u0301", true],
  ["caf\u00e9", "cafe", false],
  ["Paris", "Pari", false],
  ["ab", "a b", false],
];

for (const [answer, text, same] of TEXTS) {
  test(`"${text}" is ${same ? "" : "not "}the answer "${answer}"`, () => {
    assert.equal(isAccepted({ answers: [answer], longest: 40 }, text), same);
  });
}

test("case and accents as the author has them", () => {
  assert.equal(isAccepted({ answers: ["NaCl"], match_case: true, longest: 9 }, "nacl"), false);
  assert.equal(isAccepted({ answers: ["NaCl"], match_case: true, longest: 9 }, " NaCl."), true);
  assert.equal(isAccepted({ answers: ["café"], ignore_accents: true, longest: 9 }, "CAFE"), true);
  assert.equal(isAccepted({ answers: ["cafe"], ignore_accents: true, longest: 9 }, "café"), true);
});

test("a pattern takes the whole answer or nothing, in any case unless it matters", () => {
  const accepted = { patterns: ["colou?rs?"], longest: 20 };
  for (const text of ["color", "Colours", " colour. "]) assert.equal(isAccepted(accepted, text), true, text);
  for (const text of ["colorful", "my color", ""]) assert.equal(isAccepted(accepted, text), false, text);
  assert.equal(isAccepted({ patterns: ["a|b"], longest: 9 }, "ab"), false);
  assert.equal(isAccepted({ patterns: ["("], longest: 9 }, "("), false, "a pattern that this browser cannot read takes nothing");
});

test("a text is clipped between characters", () => {
  assert.equal(clipped("ab😀", 3), "ab");
  assert.equal(clipped("ab😀", 4), "ab😀");
  assert.equal(clipped("a\0b", 4), "ab");
  assert.equal(evened(" x "), "x");
});

test("times in words and on a clock", () => {
  for (const [seconds, text] of [[1, "1 second"], [59, "59 seconds"], [60, "1 minute"], [90, "1 minute"], [3600, "1 hour"], [7500, "2 hours 5 minutes"]] as const) assert.equal(duration(seconds), text);
  for (const [seconds, text] of [[0, "0:00"], [-4, "0:00"], [5, "0:05"], [65, "1:05"], [3905, "1:05:05"]] as const) assert.equal(clockText(seconds), text);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { digit, lengthText, pack, toNumber, toText, unpack } from "../src/bits.ts";

test("the alphabet is A-Z, a-z, 0-9, - and _", () => {
  const values = { A: 0, Z: 25, a: 26, z: 51, "0": 52, "9": 61, "-": 62, _: 63 };
  for (const [character, value] of Object.entries(values)) assert.equal(digit(character), value);
});

test("what is not one character of the alphabet is no digit", () => {
  for (const text of [undefined, "", "!", ".", "é", "\0"]) assert.equal(digit(text), -1);
});

test("numbers are written with the most significant character first", () => {
  assert.equal(toText(0, 3), "AAA");
  assert.equal(toText(64, 2), "BA");
  assert.equal(toText(10001, 3), "CcR");
  assert.equal(toNumber("CcR"), 10001);
  assert.equal(toNumber("C!R"), -1);
  assert.equal(toNumber("!AA"), -1);
});

test("a length takes a character for every five bits, the low ones first", () => {
  assert.equal(lengthText(0), "A");
  assert.equal(lengthText(31), "f");
  assert.equal(lengthText(32), "gB"); // 0 + 32 for more, then 1
  assert.equal(lengthText(1023), "_f"); // 31 + 32, then 31
  assert.equal(lengthText(1024), "ggB"); // 0, 0, 1
});

test("slots are packed most significant bit first and padded with zeros", () => {
  assert.equal(pack([1, 2, 5], [1, 2, 4]), "yg"); // 1 10 0101 = 110010 1(00000) = 50 32
});

test("slots that fill their characters need no padding", () => {
  assert.equal(pack([63, 0], [6, 6]), "_A");
  assert.deepEqual(unpack("_A", [6, 6]), [63, 0]);
});

test("a slot may be as wide as 26 choices", () => {
  // 2^26 - 1 in 26 bits: four characters of ones, then 11(0000) = 48.
  assert.equal(pack([67108863], [26]), "____w");
  assert.deepEqual(unpack("____w", [26]), [67108863]);
});

test("a text of another length, a foreign character or a bit in the padding is refused", () => {
  assert.deepEqual(unpack("g", [1]), [1]);
  for (const text of ["", "gA", "!", "h"]) assert.equal(unpack(text, [1]), null);
});

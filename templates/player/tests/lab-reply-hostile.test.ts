// Replies that mean harm, as blocks and spans. What a browser makes of them: tests/browser/test_hostile_replies.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { blocksOf, spansOf } from "../src/lab/reply.ts";
import type { Span } from "../src/lab/reply.ts";

/** A block's kind, "- " or its number for an item, and its spans. */
type Line = readonly [string, ...Span[]];

const read = (text: string): readonly Line[] =>
  blocksOf(text).map((block) => [block.kind === "item" ? String(block.number ?? "-") : block.kind, ...(block.kind === "code" ? [block.text] : spansOf(block.text))]);

const CASES: readonly (readonly [claim: string, text: string, ...expected: Line[]])[] = [
  ["emphasis that ends inside a link's words", "**[x**](javascript:hit())", ["paragraph", ["strong", ["[x"]], "](javascript:hit())"]],
  ["emphasis around a link, and inside its address", "*[x](javascript:_hit_())*", ["paragraph", ["em", ["[x](javascript:", ["em", ["hit"]], "())"]]]],
  ["an element's name in bold", "<**a** href=javascript:hit()>", ["paragraph", "<", ["strong", ["a"]], " href=javascript:hit()>"]],
  ["an image inside a link", "[![a](//b/c?d)](e)", ["paragraph", "[![a](//b/c?d)](e)"]],
  ["a definition and its use", "[x]\n\n[x]: javascript:hit() \"t\"", ["paragraph", "[x]"], ["paragraph", "[x]: javascript:hit() \"t\""]],
  ["a tag opened in code and closed outside", "`<b>`</b>", ["paragraph", ["code", "<b>"], "</b>"]],
  ["emphasis takes no part in code", "`**a` b**", ["paragraph", ["code", "**a"], " b**"]],
  ["a lone end of two kinds", "*a _b `c* d_` e*", ["paragraph", ["em", ["a _b `c"]], " d_` e*"]],
  ["a handler beside a fence", "```\" onclick=\"hit()\nx\n```", ["code", "x"]],
  ["a backtick beside a fence makes it none", "```js`x\ny", ["paragraph", "```js`x\ny"]],
  ["a shorter fence inside a longer", "````\n```\n````\n<b>", ["code", "```"], ["paragraph", "<b>"]],
  ["a fence of tildes ends at a longer one alone", "~~~a`b\n~~\n~~~ c\n~~~~\nd", ["code", "~~\n~~~ c"], ["paragraph", "d"]],
  ["a fence inside an item", "- ```html\n  x\n  ```", ["-", "```html\nx"], ["code", ""]],
  ["a heading in a quotation", "> # <svg onload=hit()>", ["heading", "<svg onload=hit()>"]],
  ["a table", "|a|\n|---|\n|**b**|", ["paragraph", "|a|\n|---|\n|", ["strong", ["b"]], "|"]],
  ["a heading underlined", "a\n===\nb\n---\nc", ["paragraph", "a\n===\nb"], ["paragraph", "c"]],
  ["a number of ten digits is none", "000000000. a\n1234567890. b", ["0", "a\n1234567890. b"]],
  ["emphasis ends with its paragraph", "**a\n\nb**", ["paragraph", "**a"], ["paragraph", "b**"]],
  ["marks taken back before a tag", "\\*\\*a\\*\\* \\<b\\>", ["paragraph", "**a** <b>"]],
  ["entities and escapes stay as they are", "&lt;b&gt; &#60; %3C \\x3c \\u003c", ["paragraph", "&lt;b&gt; &#60; %3C \\x3c \\u003c"]],
  ["words that objects inherit", "__proto__\n1. constructor", ["paragraph", ["strong", ["proto"]]], ["1", "constructor"]],
  ["events of a stream", "data: [DONE]\n\ndata: {\"a\":1}", ["paragraph", "data: [DONE]"], ["paragraph", "data: {\"a\":1}"]],
  ["half a pair of surrogates", "\ud83d**\ude00** `\ud83d`", ["paragraph", "\ud83d", ["strong", ["\ude00"]], " ", ["code", "\ud83d"]]],
  ["a character that is zero", "\0*\0*`\0`", ["paragraph", "\0", ["em", ["\0"]], ["code", "\0"]]],
  ["a line separator ends no item", "- a\u2028<b>\n2) c\u2029d", ["-", "a\u2028<b>"], ["2", "c\u2029d"]],
  ["a line separator ends no heading", "# a\u2028<b>", ["heading", "a\u2028<b>"]],
  ["a line separator ends no fence's line", "~~~a\u2028b\nc", ["code", "c"]],
];

for (const [claim, text, ...expected] of CASES) {
  test(`${claim}: nothing but text, bold, italics and code`, () => assert.deepEqual(read(text), expected));
}

const nested = (depth: number, inmost: Span): Span => (depth === 0 ? inmost : ["strong", [nested(depth - 1, inmost)]]);

for (const n of [10_000, 20_000]) {
  const run = (mark: string, times = n): string => mark.repeat(times);
  const runs: readonly (readonly [string, ...Line[]])[] = [
    [`${run("*")}a`, ["paragraph", nested(4, run("*", n - 16)), "a"]], // Four pairs of double stars, as deep as spans go.
    [`${run("_")}a`, ["paragraph", `${run("_")}a`]],
    [`${run("`")}a`, ["code", ""]],
    [`a${run("`")}`, ["paragraph", `a${run("`")}`]],
    [`${run("~")}\u2028`, ["code", ""]],
    [`a${run("~")}`, ["paragraph", `a${run("~")}`]],
    [run("#"), ["paragraph", run("#")]],
    [`#${run(" ")}\u2028a`, ["heading", "\u2028a"]],
    [run(">"), ["paragraph", run(">", n - 1)]],
    [run(" ")],
    [`-${run(" ")}a`, ["-", "a"]],
    [run("- ")], // A rule.
    [`${run("- ")}a`, ["-", `${run("- ", n - 1)}a`]],
    [run("- a\n"), ...Array.from({ length: n }, (): Line => ["-", "a"])],
    [run("\\*"), ["paragraph", run("*")]],
    [run("["), ["paragraph", run("[")]],
    // Stars side by side are double ones: between the first and the last star every second letter is bold.
    [run("*a*"), ["paragraph", ["em", [...Array.from({ length: n / 2 - 1 }, (): Span[] => ["a", ["strong", ["a"]]]).flat(), "a**a"]]]],
  ];
  for (const [text, ...expected] of runs) {
    const name = JSON.stringify(`${text.slice(0, 5)}…${text.slice(-3)}`);
    test(`${name} of ${text.length} characters is read to its end`, () => assert.deepEqual(read(text), expected));
  }
}

/** How many characters are looked at one by one or searched through while the text is read. */
function workFor(text: string): number {
  const { charAt, indexOf } = String.prototype;
  let work = 0;
  String.prototype.charAt = function (at) {
    work += 1;
    return charAt.call(this, at);
  };
  String.prototype.indexOf = function (mark, from = 0) {
    const found = indexOf.call(this, mark, from);
    work += Math.max(1, (found < 0 ? this.length : found) - from);
    return found;
  };
  try {
    for (const { text: held } of blocksOf(text)) spansOf(held);
  } finally {
    Object.assign(String.prototype, { charAt, indexOf });
  }
  return work;
}

/** Runs of one backtick, two, three and so on, up to so many characters. */
function growing(size: number): string {
  let text = "";
  for (let ticks = 1; text.length < size; ticks++) text += `a${"`".repeat(ticks)}`;
  return text;
}

test("twice the text is at most twice the work, whatever is never closed", () => {
  const units = ["*", "_", "*a ", "**a ", "_a ", "__a ", "`a ", "a_ ", "a* ", "*a", "_a", "**a*b_c`d", "***a", "``a`", "*a **b `c ", "[*a](", "\\*a", "**`a` *b"];
  for (const bit of units) {
    const [once, twice] = [workFor(`x${bit.repeat(2_000)}`), workFor(`x${bit.repeat(4_000)}`)];
    assert.ok(once > 0 && twice <= 2.1 * once, `${bit}: ${once}, then ${twice}`);
  }
  const [once, twice] = [workFor(growing(20_000)), workFor(growing(40_000))];
  assert.ok(once > 0 && twice <= 2.1 * once, `longer and longer runs: ${once}, then ${twice}`);
});

test("runs of up to nine backticks hold code, longer ones are text", () => {
  const [nine, ten] = ["`".repeat(9), "`".repeat(10)];
  assert.deepEqual(spansOf(`${nine}a${nine} b`), [["code", "a"], " b"]);
  assert.deepEqual(spansOf(`${ten}a${ten} b`), [`${ten}a${ten} b`]);
});

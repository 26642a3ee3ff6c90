import assert from "node:assert/strict";
import { test } from "node:test";

import { blocksOf, spansOf } from "../src/lab/reply.ts";
import type { Block } from "../src/lab/reply.ts";

/** One word a block: its kind, an item's depth and number, and its text. */
function outline(text: string): readonly string[] {
  return blocksOf(text).map((block: Block) =>
    block.kind === "item" ? `${"  ".repeat(block.depth)}${block.number ?? "-"} ${block.text}` : `${block.kind}: ${block.text}`,
  );
}

test("a blank line parts paragraphs, a line break is kept", () => {
  assert.deepEqual(outline("One\ntwo\r\n\r\n\r\nThree"), ["paragraph: One\ntwo", "paragraph: Three"]);
});

test("bulleted, numbered and nested lists keep their depth and numbers", () => {
  assert.deepEqual(outline("List:\n- a\n- b\n  - c\n    more\n- d\n\n3. x\n4) y\n   * z"), [
    "paragraph: List:", "- a", "- b", "  - c\nmore", "- d", "3 x", "4 y", "  - z",
  ]);
});

test("a list item may stand after a blank line, and a paragraph ends the list", () => {
  assert.deepEqual(outline("1. a\n\n2. b\n\nEnd.\n- c"), ["1 a", "2 b", "paragraph: End.", "- c"]);
});

test("a year at the start of a line is no list", () => {
  assert.deepEqual(outline("It began in\n1986. A good year."), ["paragraph: It began in\n1986. A good year."]);
});

test("fenced code is kept to the letter, also before its end has arrived", () => {
  assert.deepEqual(outline("Try:\n```python\nif a:\n    b = '**'\n\n- c\n```\nDone."), [
    "paragraph: Try:", "code: if a:\n    b = '**'\n\n- c", "paragraph: Done.",
  ]);
  assert.deepEqual(outline("~~~\nx = 1"), ["code: x = 1"]);
  assert.deepEqual(outline("- a\n  ```\n  b\n    c\n  ```"), ["- a", "code: b\n  c"]);
});

test("headings become headings, rules vanish, quotations read as what they quote", () => {
  assert.deepEqual(outline("## Title\ntext\n\n---\n\n> said\n> so"), ["heading: Title", "paragraph: text", "paragraph: said\nso"]);
});

test("bold, italics and code are spans, one inside another", () => {
  assert.deepEqual(spansOf("a **b *c*** `d**` _e_ __f__"), [
    "a ", ["strong", ["b ", ["em", ["c"]]]], " ", ["code", "d**"], " ", ["em", ["e"]], " ", ["strong", ["f"]],
  ]);
});

test("marks without a partner, inside words or beside spaces are text", () => {
  for (const text of ["2 * 3 * 4", "snake_case_name", "**open", "a ` b", "5*", "* a *", "__init"]) assert.deepEqual(spansOf(text), [text], text);
});

test("a backslash takes a mark's meaning away", () => {
  assert.deepEqual(spansOf("\\*a\\* \\`b\\` c\\d"), ["*a* `b` c\\d"]);
});

test("code may hold backticks between longer ones", () => {
  assert.deepEqual(spansOf("`` a`b `` c"), [["code", "a`b"], " c"]);
});

test("markup, links and images stay the text they are written as", () => {
  for (const text of [
    "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "[click](javascript:alert(1))", "[a](https://evil.example)",
    "![a](https://evil.example/?q=secret)", "<https://evil.example>", "https://evil.example", "&lt;b&gt;", "[x]: https://evil.example",
  ]) {
    assert.deepEqual(blocksOf(text), [{ kind: "paragraph", text, depth: 0, number: null }], text);
    assert.deepEqual(spansOf(text), [text], text);
  }
});

test("a hostile reply of 100,000 characters is read in linear time", () => {
  const size = 100_000;
  for (const bit of ["*", "_", "`", "**a ", "*a ", "_a", "`a``", "[", "- ", " ", "#", "# ", "> ", "\\", "~", "1. ", "- - ", "*a**b", "\n- ", "a\n"]) {
    const text = bit.repeat(size / bit.length);
    const begun = performance.now();
    for (const block of blocksOf(text)) spansOf(block.text);
    for (const block of blocksOf(` ${text}x`)) spansOf(block.text);
    const milliseconds = performance.now() - begun;
    assert.ok(milliseconds < 2_000, `${JSON.stringify(bit)}: ${Math.round(milliseconds)} ms`);
  }
});

test("lists as deep as a line is long nest only so far", () => {
  const text = Array.from({ length: 40 }, (_, i) => `${" ".repeat(2 * i)}- x`).join("\n");
  const depths = blocksOf(text).map((block) => (block.kind === "item" ? block.depth : -1));
  assert.deepEqual(depths.slice(0, 7), [0, 1, 2, 3, 4, 5, 5]);
  assert.equal(Math.max(...depths), 5);
});

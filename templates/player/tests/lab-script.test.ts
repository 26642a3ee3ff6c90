// Prepared replies: the same in the player and in the rehearsal assistant.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import type { Turn } from "../src/lab/conversation.ts";
import { scriptedReply, type Script } from "../src/lab/script.ts";

interface Row {
  readonly name: string;
  readonly script: readonly { readonly when?: readonly string[]; readonly say: string; readonly touches?: readonly string[] }[];
  readonly topics: readonly string[];
  readonly turns: readonly string[];
  readonly reply: string;
  readonly touched: readonly string[];
}

const rows = JSON.parse(readFileSync(new URL("../../../tests/vectors/lab-rehearsal.json", import.meta.url), "utf8")) as readonly Row[];

for (const row of rows.filter(({ script }) => script.length > 0)) {
  test(`rehearsal vector: ${row.name}`, () => {
    const script: Script = row.script.map(({ when = [], say, touches = [] }) => ({ when, say, touches }));
    const turns = row.turns.map((text): Turn => ({ by: "learner", text }));
    const { text, topics } = scriptedReply(script, turns);
    assert.equal(text, row.reply);
    assert.deepEqual(row.topics.filter((id) => (topics ?? []).includes(id)), row.touched);
  });
}

test("a script that touches no topic judges none", () => {
  const turns: readonly Turn[] = [{ by: "learner", text: "x" }];
  assert.equal(scriptedReply([{ when: [], say: "Yes.", touches: [] }], turns).topics, null);
  assert.deepEqual(scriptedReply([{ when: ["y"], say: "No.", touches: ["t"] }, { when: [], say: "Yes.", touches: [] }], turns).topics, []);
});

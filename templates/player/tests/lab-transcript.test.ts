import assert from "node:assert/strict";
import { test } from "node:test";

import { keep, recall, transcriptKey } from "../src/lab/transcript.ts";
import type { Shelf, Transcript } from "../src/lab/transcript.ts";

const EMPTY: Transcript = { turns: [], draft: "", notes: {} };
const KEPT: Transcript = {
  turns: [{ by: "learner", text: "Ünï 漢 🙂" }, { by: "assistant", text: "Da", mark: "broken" }],
  draft: "Half a thou",
  notes: { "lab-1-r1": "My own words" },
};

function shelf(held: { [key: string]: string } = {}): Shelf {
  return {
    getItem: (key) => held[key] ?? null,
    setItem(key, value) {
      held[key] = value;
    },
  };
}

test("what is kept is recalled", () => {
  const here = shelf();
  keep(here, "k", KEPT);
  assert.deepEqual(recall(here, "k"), KEPT);
  assert.deepEqual(recall(here, "other"), EMPTY);
});

test("each course, lab and learner has a key, which does not spell the learner out", () => {
  const keys = [
    transcriptKey("c", "lab-1", "ann@example.org"), transcriptKey("c", "lab-2", "ann@example.org"),
    transcriptKey("d", "lab-1", "ann@example.org"), transcriptKey("c", "lab-1", "bob@example.org"), transcriptKey("c", "lab-1", ""),
  ];
  assert.equal(new Set(keys).size, keys.length);
  for (const key of keys) assert.doesNotMatch(key, /ann|bob|@/);
});

test("the key's hash is FNV-1a, so that a later player finds what an earlier one kept", () => {
  // Published vectors: "" is 811c9dc5, "a" is e40c292c.
  assert.equal(transcriptKey("c", "l", ""), `scormpack:lab:c:l:${0x811c9dc5.toString(36)}`);
  assert.equal(transcriptKey("c", "l", "a"), `scormpack:lab:c:l:${0xe40c292c.toString(36)}`);
});

test("storage that is missing, refused, full or tampered with costs the transcript only", () => {
  const refusing: Shelf = {
    getItem() {
      throw new Error("SecurityError");
    },
    setItem() {
      throw new Error("QuotaExceededError");
    },
  };
  assert.deepEqual(recall(null, "k"), EMPTY);
  assert.deepEqual(recall(refusing, "k"), EMPTY);
  keep(null, "k", KEPT);
  keep(refusing, "k", KEPT);
  for (const text of ["", "{", "null", "7", "[]", "{}", '{"turns":[7],"draft":""}', '{"turns":[null],"draft":""}', '{"turns":[],"draft":7}', '{"turns":[{"by":"learner"}],"draft":""}']) {
    assert.deepEqual(recall(shelf({ k: text }), "k"), EMPTY, text);
  }
});

test("the last 200 turns are kept", () => {
  const here = shelf();
  keep(here, "k", { ...EMPTY, turns: Array.from({ length: 205 }, (_, i) => ({ by: "learner", text: String(i) })) });
  const { turns } = recall(here, "k");
  assert.deepEqual([turns.length, turns[0]?.text], [200, "5"]);
});

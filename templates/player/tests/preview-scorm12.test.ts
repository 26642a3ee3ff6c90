// The preview's SCORM 1.2 run-time against the letter of the standard (Run-Time Environment, 3.3 and 3.4).

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Call, Scorm12 } from "../../preview/src/lms/scorm12.ts";
import type { Held } from "../../preview/src/lms/scorm12-model.ts";

interface World {
  readonly api: Scorm12;
  readonly calls: Call[];
  readonly trouble: { refuses: boolean; isAway: boolean };
  stored(): Held | null;
}

function world(saved: Held | null = null, initial: Held = {}): World {
  const calls: Call[] = [];
  const trouble = { refuses: false, isAway: false };
  let kept = saved;
  const api = new Scorm12({
    initial,
    saved,
    refuses: () => trouble.refuses,
    isAway: () => trouble.isAway,
    heard: (call) => void calls.push(call),
    stored: (held) => (kept = held),
  });
  return { api, calls, trouble, stored: () => kept };
}

function running(saved: Held | null = null, initial: Held = {}): World {
  const made = world(saved, initial);
  assert.equal(made.api.LMSInitialize(""), "true");
  return made;
}

test("nothing is answered before the session begins, and it begins once", () => {
  const { api } = world();
  assert.deepEqual([api.LMSGetValue("cmi.core.entry"), api.LMSGetLastError()], ["", "301"]);
  assert.deepEqual([api.LMSSetValue("cmi.core.exit", "suspend"), api.LMSGetLastError()], ["false", "301"]);
  assert.deepEqual([api.LMSInitialize("x"), api.LMSGetLastError()], ["false", "201"]);
  assert.equal(api.LMSInitialize(""), "true");
  assert.deepEqual([api.LMSInitialize(""), api.LMSGetLastError()], ["false", "101"]);
});

test("each element is read and written as section 3.4 allows, with the code that it names", () => {
  const { api } = running();
  const rows: readonly (readonly [string, unknown, string])[] = [
    ["cmi.core.lesson_status", "passed", "0"],
    ["cmi.core.lesson_status", "done", "405"],
    ["cmi.core.lesson_status", "not attempted", "405"],
    ["cmi.core.score.raw", "100", "0"],
    ["cmi.core.score.raw", "101", "405"],
    ["cmi.core.score.raw", 80, "405"],
    ["cmi.core.student_id", "x", "403"],
    ["cmi.core._children", "x", "402"],
    ["cmi.core.session_time", "00:00:07.5", "0"],
    ["cmi.core.session_time", "7", "405"],
    ["cmi.suspend_data", "x".repeat(4096), "0"],
    ["cmi.suspend_data", "x".repeat(4097), "405"],
    ["cmi.interactions.1.id", "q", "201"],
    ["cmi.interactions.0.id", "q", "0"],
    ["cmi.interactions.0.student_response", "a", "405"],
    ["cmi.interactions.0.type", "choice", "0"],
    ["cmi.interactions.0.student_response", "a", "0"],
    ["cmi.interactions.0.student_response", "alpha", "405"],
    ["cmi.completion_status", "completed", "201"],
  ];
  for (const [element, value, error] of rows) {
    assert.deepEqual([api.LMSSetValue(element, value), api.LMSGetLastError()], [String(error === "0"), error], element);
  }
  assert.deepEqual([api.LMSGetValue("cmi.interactions._count"), api.LMSGetLastError()], ["1", "0"]);
  assert.deepEqual([api.LMSGetValue("cmi.interactions.0.id"), api.LMSGetLastError()], ["", "404"]);
  assert.equal(api.LMSGetValue("cmi.core.score._children"), "raw,min,max");
});

test("only what was committed is kept, and a session that was suspended is resumed", () => {
  const first = running();
  first.api.LMSSetValue("cmi.suspend_data", "one");
  assert.equal(first.stored(), null);
  first.api.LMSCommit("");
  first.api.LMSSetValue("cmi.suspend_data", "two");
  assert.equal(first.stored()?.["cmi.suspend_data"], "one");
  first.api.LMSSetValue("cmi.core.exit", "suspend");
  first.api.LMSSetValue("cmi.core.session_time", "00:01:30.00");
  assert.equal(first.api.LMSFinish(""), "true");
  const second = running(first.stored());
  assert.equal(second.api.LMSGetValue("cmi.suspend_data"), "two");
  assert.equal(second.api.LMSGetValue("cmi.core.entry"), "resume");
  assert.equal(second.api.LMSGetValue("cmi.core.total_time"), "0000:01:30.00");
});

test("at the end an untouched status counts as done, and a mastery score decides", () => {
  const untouched = running();
  untouched.api.LMSFinish("");
  assert.equal(untouched.stored()?.["cmi.core.lesson_status"], "completed");
  const judged = running(null, { "cmi.student_data.mastery_score": "80" });
  judged.api.LMSSetValue("cmi.core.lesson_status", "completed");
  judged.api.LMSSetValue("cmi.core.score.raw", "79");
  judged.api.LMSFinish("");
  assert.equal(judged.stored()?.["cmi.core.lesson_status"], "failed");
});

test("an LMS that fails refuses what is written, and one whose server is away what is to be stored", () => {
  const { api, trouble, stored } = running();
  trouble.refuses = true;
  assert.deepEqual([api.LMSSetValue("cmi.suspend_data", "x"), api.LMSGetLastError()], ["false", "101"]);
  assert.deepEqual([api.LMSCommit(""), api.LMSGetLastError()], ["false", "101"]);
  Object.assign(trouble, { refuses: false, isAway: true });
  assert.equal(api.LMSSetValue("cmi.suspend_data", "x"), "true");
  assert.deepEqual([api.LMSCommit(""), api.LMSGetLastError()], ["false", "101"]);
  assert.equal(stored(), null);
  trouble.isAway = false;
  assert.equal(api.LMSCommit(""), "true");
  assert.equal(stored()?.["cmi.suspend_data"], "x");
});

test("a review has no credit", () => {
  const { api } = running(null, { "cmi.core.lesson_mode": "review" });
  assert.equal(api.LMSGetValue("cmi.core.credit"), "no-credit");
});

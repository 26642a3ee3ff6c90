import assert from "node:assert/strict";
import { test } from "node:test";
import { unrecorded } from "../src/transports/unrecorded.ts";
import { store } from "./lms.ts";
import { course, report, saved, deaf } from "./reports.ts";

test("without an LMS a reload keeps the answers", async () => {
  const kept = store();
  const first = unrecorded(course, kept);
  assert.deepEqual(await first.launch(deaf), { mode: "unrecorded", learner: "", resumeData: "", masteryScore: null, passed: false, returnUrl: null });
  assert.deepEqual(first.save(report({ resumeData: saved(1) })), { state: "saved" });
  assert.deepEqual(first.leave(report({ resumeData: saved(2) }), true), { state: "saved" });
  assert.equal((await unrecorded(course, kept).launch(deaf)).resumeData, saved(2));
});

test("another course of the same origin has a state of its own", async () => {
  const kept = store();
  unrecorded(course, kept).save(report());
  assert.equal((await unrecorded({ ...course, id: "mirrors" }, kept).launch(deaf)).resumeData, "");
});

test("a browser that keeps nothing still lets the course run", async () => {
  const no = (): never => {
    throw new Error("SecurityError");
  };
  for (const broken of [{ getItem: no, setItem: no, removeItem: no }, null]) {
    const transport = unrecorded(course, broken);
    assert.equal((await transport.launch(deaf)).resumeData, "");
    assert.deepEqual(transport.save(report()), { state: "saved" });
  }
});

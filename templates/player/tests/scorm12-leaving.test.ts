import assert from "node:assert/strict";
import { test } from "node:test";
import { launched } from "./launched.ts";
import { answer, multiple, passed, report, saved } from "./reports.ts";

test("the exit is suspend to the end, also when the course is passed", async () => {
  const { own, transport } = await launched();
  transport.save(report({ outcome: passed }));
  transport.leave(report({ outcome: passed }), true);
  assert.equal(own.server.get("cmi.core.exit"), "suspend");
  assert.equal(own.server.get("cmi.core.lesson_status"), "passed");
});

test("hidden and then left counts the time of the session once", async () => {
  const { own, transport } = await launched();
  transport.leave(report({ sessionSeconds: 60 }), false);
  transport.leave(report({ sessionSeconds: 80 }), true);
  assert.equal(own.server.get("session_time"), "0000:01:20.00");
});

test("a page that is hidden after it was left does not open the session again", async () => {
  const { own, transport } = await launched();
  transport.leave(report({ resumeData: saved(3) }), true);
  own.clear();
  transport.leave(report({ resumeData: saved(4) }), false);
  assert.deepEqual(own.calls, []);
});

test("a page that comes back after it was left opens the session again, and counts only the time since", async () => {
  const { own, transport } = await launched();
  transport.leave(report({ answers: [answer()], sessionSeconds: 60 }), true);
  assert.deepEqual(transport.save(report({ answers: [answer({ key: multiple })], sessionSeconds: 100 })), { state: "saved" });
  transport.leave(report({ sessionSeconds: 130 }), true);
  assert.equal(own.server.get("cmi.interactions.1.id"), "exam_q2-causes");
  assert.equal(own.count("LMSGetValue cmi.interactions._count"), 2);
  assert.equal(own.server.get("session_time"), "0000:00:30.00");
  assert.equal(own.count("LMSFinish"), 2);
});

test("a page that comes back to an LMS that does not open again says so, and loses nothing should it open later", async () => {
  const { own, transport } = await launched();
  transport.leave(report(), true);
  own.refuse = (call) => (call === "LMSInitialize" ? "101" : "");
  assert.deepEqual(transport.save(report({ answers: [answer()] })), {
    state: "unsaved", trouble: "unreachable", code: "301", detail: "the session with the LMS is closed and does not open again",
  });
  own.refuse = () => "";
  assert.equal(transport.save(report()).state, "saved");
  assert.equal(own.server.get("cmi.interactions.0.id"), "exam_q1-loop");
});

test("a learner's name for the LMS stands in nothing that is kept in the browser", async () => {
  const { transport, kept } = await launched();
  transport.save(report());
  assert.equal(kept.entries.size, 1);
  assert.ok(![...kept.entries].flat().join().includes("learner-7"));
});

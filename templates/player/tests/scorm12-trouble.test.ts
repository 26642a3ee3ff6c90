import assert from "node:assert/strict";
import { test } from "node:test";
import { scorm12 } from "../src/transports/scorm12.ts";
import { lms, pageIn, store, type Lms } from "./lms.ts";
import { answer, course, missed, multiple, part, passed, report, saved, deaf } from "./reports.ts";

async function launched(own: Lms = lms(), kept = store()) {
  const transport = scorm12(course, { window: pageIn(own), store: kept, patienceMilliseconds: 0, onWritten: () => undefined, isReachable: () => true });
  const launch = await transport.launch(deaf);
  own.clear();
  return { own, transport, launch, kept };
}

const refusing = (start: string, code: string) => (call: string) => (call.startsWith(start) ? code : "");
const noCommit = refusing("LMSCommit", "101");
const responses = (own: Lms, ...indices: number[]) => indices.map((index) => own.server.get(`cmi.interactions.${index}.student_response`));

test("a failed commit is unsaved with the LMS's code", async () => {
  const { own, transport } = await launched();
  own.refuse = noCommit;
  assert.deepEqual(transport.save(report()), { state: "unsaved", trouble: "unreachable", code: "101", detail: "LMSCommit was refused" });
});

test("an answer whose commit failed arrives whole with the next save, though Moodle takes it for sent", async () => {
  const { own, transport } = await launched();
  own.refuse = noCommit;
  transport.save(report({ answers: [answer({ key: multiple, response: ["drift", "luck"], correct: false })] }));
  assert.ok(!own.server.has("cmi.interactions.0.id"));
  own.refuse = () => "";
  assert.deepEqual(transport.save(report({ answers: [answer()] })), { state: "saved" });
  const at = (name: string) => own.server.get(`cmi.interactions.0.${name}`);
  assert.deepEqual(
    ["id", "type", "time", "weighting", "correct_responses.0.pattern", "student_response", "result", "latency"].map(at),
    ["exam_q2-causes", "choice", "09:05:07", "2", "a,c", "a,b", "wrong", "0000:00:12.35"],
  );
  assert.equal(own.server.get("cmi.interactions.1.id"), "exam_q1-loop");
});

test("a pass whose first commit failed arrives as completed, then as passed, with its score", async () => {
  const { own, transport } = await launched();
  own.refuse = noCommit;
  assert.equal(transport.save(report({ outcome: passed })).state, "unsaved");
  assert.equal(own.server.get("cmi.core.lesson_status"), "incomplete");
  own.refuse = () => "";
  assert.equal(transport.save(report({ outcome: passed })).state, "saved");
  assert.equal(own.server.get("cmi.core.lesson_status"), "passed");
  assert.equal(own.server.get("cmi.core.score.raw"), "100");
  assert.equal(own.server.get("cmi.core.score.max"), "100");
});

test("a pass whose second commit failed is told as completed and as passed again", async () => {
  const { own, transport } = await launched();
  let commits = 0;
  own.refuse = (call) => (call === "LMSCommit" && ++commits === 2 ? "101" : "");
  assert.equal(transport.save(report({ outcome: passed })).state, "unsaved");
  assert.equal(own.server.get("cmi.core.lesson_status"), "completed");
  own.clear();
  assert.equal(transport.save(report({ outcome: passed })).state, "saved");
  assert.deepEqual(own.sets().filter((set) => set.startsWith("cmi.core.lesson_status")), [
    "cmi.core.lesson_status=completed",
    "cmi.core.lesson_status=passed",
  ]);
  assert.equal(own.server.get("cmi.core.lesson_status"), "passed");
});

test("whatever failed, the same true record stands in the end", async () => {
  const reports = [
    report({ parts: [part()], bookmark: "exam" }),
    report({ bookmark: "exam", answers: [answer({ response: ["never"], correct: false })] }),
    report({ bookmark: "exam", answers: [answer({ key: multiple, response: ["luck"], correct: false })], outcome: missed }),
    report({ bookmark: "exam", parts: [part({ part: "exam", success: "failed", score: 0.5 })], outcome: missed }),
    report({ bookmark: "exam", answers: [answer()], outcome: passed, parts: [part({ part: "exam", success: "passed", score: 1 })] }),
  ];
  const last = report({ outcome: passed, resumeData: saved(4000) });
  const record = async (isBad: (commit: number) => boolean) => {
    const { own, transport } = await launched();
    let commits = 0;
    own.refuse = (call) => (call === "LMSCommit" && isBad(commits++) ? "101" : "");
    for (const each of reports) transport.save(each);
    own.refuse = () => "";
    transport.leave(last, false);
    transport.leave({ ...last, parts: [], answers: [] }, true);
    own.server.delete("session_time");
    return [...own.server].sort();
  };
  const whole = await record(() => false);
  assert.equal(new Map(whole).get("cmi.core.lesson_status"), "passed");
  // Every way in which each of the first eight commits can fail or not.
  for (let pattern = 1; pattern < 256; pattern++) {
    assert.deepEqual(await record((commit) => ((pattern >> commit) & 1) === 1), whole, `failing ${pattern.toString(2)}`);
  }
});

test("completed and passed never arrive before their score, whichever commits fail", async () => {
  for (let pattern = 0; pattern < 64; pattern++) {
    const { own, transport } = await launched();
    const arrived = new Map<string, string>();
    const check = () => {
      for (const share of own.commits.splice(0)) {
        for (const [element, value] of share) arrived.set(element, value);
        const status = arrived.get("cmi.core.lesson_status");
        assert.notEqual(status, "failed");
        if (status === "completed" || status === "passed") assert.ok(arrived.has("cmi.core.score.raw"), `failing ${pattern.toString(2)}`);
      }
    };
    let commits = 0;
    own.refuse = (call) => (call === "LMSCommit" && (pattern >> commits++) & 1 ? "101" : "");
    transport.save(report({ outcome: missed }));
    check();
    for (let turn = 0; turn < 3; turn++) {
      transport.save(report({ outcome: passed }));
      check();
    }
  }
});

test("a launch whose commit failed still launches, and the next save heals it", async () => {
  const own = lms();
  own.refuse = noCommit;
  const { transport, launch } = await launched(own);
  assert.equal(launch.mode, "normal");
  own.refuse = () => "";
  assert.deepEqual(transport.save(report({ outcome: passed })), { state: "saved" });
  assert.equal(own.server.get("cmi.core.lesson_status"), "passed");
});

test("a status that was refused at launch is set with the next save", async () => {
  const own = lms();
  own.refuse = refusing("LMSSetValue cmi.core.lesson_status", "101");
  const { transport } = await launched(own);
  own.refuse = () => "";
  transport.save(report());
  assert.equal(own.server.get("cmi.core.lesson_status"), "incomplete");
});

test("a refused set does not stop the others", async () => {
  const { own, transport } = await launched();
  own.refuse = refusing("LMSSetValue cmi.suspend_data", "405");
  assert.deepEqual(transport.save(report({ answers: [answer()], outcome: missed })), {
    state: "unsaved", trouble: "unreachable", code: "405", detail: "LMSSetValue cmi.suspend_data was refused",
  });
  assert.equal(own.server.get("cmi.interactions.0.id"), "exam_q1-loop");
  assert.equal(own.server.get("cmi.core.score.raw"), "50");
});

test("a refused state is sent again with the next save", async () => {
  const { own, transport } = await launched();
  own.refuse = refusing("LMSSetValue cmi.suspend_data", "101");
  transport.save(report({ resumeData: saved(5) }));
  own.refuse = () => "";
  assert.deepEqual(transport.save(report({ resumeData: saved(5) })), { state: "saved" });
  assert.equal(own.server.get("cmi.suspend_data"), saved(5));
});

test("answers that could not be set stay queued, in order", async () => {
  const { own, transport } = await launched();
  own.refuse = refusing("LMSSetValue cmi.interactions", "101");
  transport.save(report({ answers: [answer({ response: ["never"], correct: false })] }));
  transport.save(report({ answers: [answer({ response: ["sometimes"], correct: false })] }));
  own.refuse = () => "";
  transport.save(report({ answers: [answer()] }));
  assert.deepEqual(responses(own, 0, 1, 2, 3), ["a", "c", "b", undefined]);
});

test("one element of an interaction that was refused for a while is sent again, and no other", async () => {
  const { own, transport } = await launched();
  own.refuse = refusing("LMSSetValue cmi.interactions.0.result", "101");
  assert.equal(transport.save(report({ answers: [answer()] })).state, "unsaved");
  own.refuse = () => "";
  own.clear();
  assert.equal(transport.save(report({ answers: [answer({ key: multiple })] })).state, "saved");
  assert.deepEqual(own.sets().filter((set) => set.startsWith("cmi.interactions.0")), ["cmi.interactions.0.result=correct"]);
});

test("an element that the LMS does not implement is tried once and is no failure", async () => {
  const { own, transport } = await launched();
  own.refuse = (call) => (/interactions\.\d+\.latency/.test(call) ? "401" : "");
  assert.deepEqual(transport.save(report({ answers: [answer()] })), { state: "saved" });
  assert.deepEqual(transport.save(report({ answers: [answer()] })), { state: "saved" });
  assert.equal(own.sets().filter((set) => set.includes("latency")).length, 1);
  assert.deepEqual(responses(own, 0, 1), ["b", "b"]);
});

test("an LMS without interactions or objectives is asked for them once", async () => {
  const { own, transport } = await launched();
  own.refuse = (call) => (/interactions|objectives/.test(call) ? "401" : "");
  for (let turn = 0; turn < 3; turn++) {
    assert.deepEqual(transport.save(report({ answers: [answer()] })), { state: "saved" });
    assert.deepEqual(transport.save(report({ parts: [part()] })), { state: "saved" });
  }
  assert.deepEqual(own.calls.filter((call) => /interactions|objectives/.test(call)), [
    "LMSGetValue cmi.interactions._count",
    "LMSGetValue cmi.objectives._count",
  ]);
});

test("an LMS that counts interactions and then does not take them is asked for them once", async () => {
  const { own, transport } = await launched();
  own.refuse = refusing("LMSSetValue cmi.interactions", "401");
  for (let turn = 0; turn < 3; turn++) assert.deepEqual(transport.save(report({ answers: [answer()] })), { state: "saved" });
  assert.equal(own.sets().filter((set) => set.includes("interactions")).length, 1);
});

test("an answer that the LMS will never take is told of and does not hold up the next one", async () => {
  const { own, transport } = await launched();
  own.refuse = (call) => (call.endsWith(".id=exam_q2-causes") ? "405" : "");
  assert.equal(transport.save(report({ answers: [answer({ key: multiple }), answer()] })).state, "unsaved");
  assert.equal(transport.save(report()).state, "unsaved");
  assert.equal(transport.save(report()).state, "saved");
  assert.equal(own.server.get("cmi.interactions.0.id"), "exam_q1-loop");
});

test("a state over 4096 characters is refused before the LMS sees it, and the rest is sent", async () => {
  const { own, transport } = await launched();
  const resumeData = saved(3) + "A".repeat(4097 - saved(3).length);
  assert.deepEqual(transport.save(report({ resumeData, answers: [answer()] })), {
    state: "unsaved", trouble: "unreachable", code: "", detail: "the saved state has 4097 characters, 4096 fit",
  });
  assert.ok(!own.sets().some((set) => set.startsWith("cmi.suspend_data")));
  assert.deepEqual(responses(own, 0), ["b"]);
  assert.deepEqual(transport.save(report({ resumeData: resumeData.slice(0, 4096) })), { state: "saved" });
});

test("a session that the LMS lost is opened again with the next save", async () => {
  const { own, transport } = await launched();
  own.api.LMSFinish("");
  assert.deepEqual(transport.save(report({ answers: [answer()] })), {
    state: "unsaved", trouble: "unreachable", code: "301", detail: "LMSGetValue cmi.interactions._count was refused",
  });
  assert.equal(transport.save(report()).state, "saved");
  assert.deepEqual(responses(own, 0, 1), ["b", undefined]);
});

test("an LMS that throws is unsaved and no exception, and gets everything when it is back", async () => {
  const { own, transport } = await launched();
  own.refuse = () => "throw";
  assert.equal(transport.save(report({ answers: [answer()], outcome: missed })).state, "unsaved");
  assert.equal(transport.leave(report({ outcome: missed }), false).state, "unsaved");
  own.refuse = () => "";
  assert.equal(transport.save(report({ outcome: missed })).state, "saved");
  assert.deepEqual(responses(own, 0), ["b"]);
  assert.equal(own.server.get("cmi.core.score.raw"), "50");
});

test("a finish that was refused is unsaved", async () => {
  const { own, transport } = await launched();
  own.refuse = refusing("LMSFinish", "101");
  assert.deepEqual(transport.leave(report(), true), { state: "unsaved", trouble: "unreachable", code: "101", detail: "LMSFinish was refused" });
});

test("a state that the LMS took and lost is there at the next launch, and is sent again", async () => {
  const { own, transport, kept } = await launched();
  transport.save(report({ resumeData: saved(1) }));
  own.deaf = true; // offline, Moodle says "true"
  assert.deepEqual(transport.save(report({ resumeData: saved(2, "exam.BBBBBCxy") })), { state: "saved" });
  const next = await launched(lms(own.server), kept);
  assert.equal(next.launch.resumeData, saved(2, "exam.BBBBBCxy"));
  next.transport.save(report({ resumeData: saved(3, "exam.BBBBBCxy") }));
  assert.equal(next.own.server.get("cmi.suspend_data"), saved(3, "exam.BBBBBCxy"));
});

test("an empty state under a status that says begun is taken from the journal", async () => {
  const { own, transport, kept } = await launched();
  own.deaf = true;
  transport.save(report({ resumeData: saved(1) }));
  assert.equal((await launched(lms(own.server), kept)).launch.resumeData, saved(1));
});

test("a new attempt does not inherit the state of the one before", async () => {
  const { transport, kept } = await launched();
  transport.leave(report({ resumeData: saved(9), outcome: passed }), true);
  assert.equal((await launched(lms(), kept)).launch.resumeData, "");
});

test("the journal is written before the LMS is called", async () => {
  const { own, transport, kept } = await launched();
  own.refuse = (call) => {
    if (call.startsWith("LMSSetValue cmi.suspend_data")) assert.ok([...kept.entries.values()][0]?.includes(saved(7)));
    return "";
  };
  assert.equal(transport.save(report({ resumeData: saved(7) })).state, "saved");
});

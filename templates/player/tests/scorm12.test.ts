import assert from "node:assert/strict";
import { test } from "node:test";
import { scorm12 } from "../src/transports/scorm12.ts";
import { launched } from "./launched.ts";
import { lms } from "./lms.ts";
import { answer, begun, course, missed, multiple, part, passed, report, saved, deaf } from "./reports.ts";

/** What the server holds after a first session that made these reports and left. */
async function sessionOf(...reports: ReturnType<typeof report>[]) {
  const { own, transport } = await launched();
  for (const each of reports) transport.save(each);
  transport.leave(report({ outcome: reports.at(-1)?.outcome ?? begun }), true);
  return own.server;
}

const READ = [
  "LMSGetValue cmi.core.lesson_status",
  "LMSGetValue cmi.suspend_data",
  "LMSGetValue cmi.core.lesson_mode",
  "LMSGetValue cmi.student_data.mastery_score",
  "LMSGetValue cmi.core.student_id",
];

test("a first launch makes twelve calls, of which two sets and one commit", async () => {
  const { atLaunch } = await launched();
  assert.deepEqual(atLaunch, [
    "LMSInitialize",
    ...READ,
    "LMSSetValue cmi.core.lesson_status=incomplete",
    "LMSGetLastError",
    "LMSSetValue cmi.core.exit=suspend",
    "LMSGetLastError",
    "LMSCommit",
    "LMSGetLastError",
  ]);
});

test("a resumed launch makes eight calls and no commit", async () => {
  const { atLaunch } = await launched(lms(new Map([["cmi.core.lesson_status", "incomplete"], ["cmi.suspend_data", saved(4)]])));
  assert.deepEqual(atLaunch, ["LMSInitialize", ...READ, "LMSSetValue cmi.core.exit=suspend", "LMSGetLastError"]);
});

test("a launch hands over the state, the learner and the LMS's mastery score", async () => {
  const server = new Map([["cmi.core.lesson_status", "incomplete"], ["cmi.suspend_data", saved(4)]]);
  const { launch } = await launched(lms(server, { "cmi.student_data.mastery_score": "65" }));
  assert.deepEqual(launch, { mode: "normal", learner: "learner-7", resumeData: saved(4), masteryScore: 0.65, passed: false, returnUrl: null });
});

test("a status of passed is handed over as passed", async () => {
  assert.equal((await launched(lms(new Map([["cmi.core.lesson_status", "passed"]])))).launch.passed, true);
});

test("a course that was only browsed before is begun like a new one", async () => {
  const { own } = await launched(lms(new Map([["cmi.core.lesson_status", "browsed"]])));
  assert.equal(own.server.get("cmi.core.lesson_status"), "incomplete");
});

test("a missing lesson_mode is normal", async () => {
  const { launch } = await launched(lms(new Map(), { "cmi.core.lesson_mode": "" }));
  assert.equal(launch.mode, "normal");
});

test("no API is mode unrecorded, and saving still answers", async () => {
  const transport = scorm12(course, { window: { parent: null, opener: null }, store: null });
  assert.equal((await transport.launch(deaf)).mode, "unrecorded");
  assert.deepEqual(transport.save(report()), { state: "saved" });
  assert.deepEqual(transport.leave(report(), true), { state: "saved" });
});

test("an LMS that refuses to open is mode unrecorded and is not called again", async () => {
  const own = lms();
  own.refuse = (call) => (call === "LMSInitialize" ? "201" : "");
  const { launch, transport } = await launched(own);
  assert.equal(launch.mode, "unrecorded");
  transport.leave(report(), true);
  assert.deepEqual(own.calls, []);
});

test("a session that is open already is used", async () => {
  const own = lms();
  own.api.LMSInitialize("");
  assert.equal((await launched(own)).launch.mode, "normal");
});

test("error 101 without an open session is mode unrecorded", async () => {
  const own = lms();
  own.refuse = (call) => (call === "LMSInitialize" ? "101" : "");
  assert.equal((await launched(own)).launch.mode, "unrecorded");
});

for (const mode of ["browse", "review"] as const) {
  test(`in ${mode} mode nothing is ever written, and leaving only finishes`, async () => {
    const held = new Map([["cmi.core.lesson_status", "passed"], ["cmi.suspend_data", saved(9)]]);
    const { own, transport, launch, atLaunch, kept } = await launched(lms(held, { "cmi.core.lesson_mode": mode }));
    assert.equal(launch.mode, mode);
    assert.equal(launch.resumeData, saved(9));
    assert.deepEqual(atLaunch, ["LMSInitialize", ...READ]);
    transport.save(report({ outcome: missed, answers: [answer()], parts: [part()] }));
    transport.leave(report(), false);
    assert.deepEqual(own.calls, []);
    transport.leave(report(), true);
    assert.deepEqual(own.calls, ["LMSFinish", "LMSGetLastError"]);
    assert.equal(kept.entries.size, 0);
  });
}

test("an answered question costs nine sets and one commit", async () => {
  const { own, transport } = await launched();
  assert.deepEqual(transport.save(report({ answers: [answer()], parts: [part({ part: "exam", completion: "incomplete" })], resumeData: saved(77) })), { state: "saved" });
  assert.deepEqual(own.sets(), [
    "cmi.interactions.0.id=exam_q1-loop",
    "cmi.interactions.0.type=choice",
    "cmi.interactions.0.time=09:05:07",
    "cmi.interactions.0.weighting=1",
    "cmi.interactions.0.correct_responses.0.pattern=b",
    "cmi.interactions.0.student_response=b",
    "cmi.interactions.0.result=correct",
    "cmi.interactions.0.latency=0000:00:12.35",
    `cmi.suspend_data=${saved(77)}`,
  ]);
  assert.equal(own.count("LMSCommit"), 1);
});

test("the first answered question of a resumed session also costs nine sets and one commit, whatever the score so far", async () => {
  const server = await sessionOf(report({ outcome: missed, parts: [part()] }));
  const { own, transport } = await launched(lms(server));
  transport.save(report({ outcome: missed, answers: [answer()] }));
  assert.equal(own.sets().length, 9);
  assert.equal(own.count("LMSCommit"), 1);
});

test("every set and every commit is followed by a look at the last error", async () => {
  const { own, transport } = await launched();
  transport.save(report({ outcome: passed, answers: [answer()] }));
  transport.leave(report({ outcome: passed, parts: [part()] }), true);
  own.calls.forEach((call, index) => {
    if (/^LMS(SetValue|Commit|Finish)/.test(call)) assert.equal(own.calls[index + 1], "LMSGetLastError", call);
  });
});

test("location and objectives wait for a report that carries no answers", async () => {
  const { own, transport } = await launched();
  transport.save(report({ bookmark: "exam", answers: [answer()], parts: [part({ part: "exam", completion: "incomplete" })] }));
  assert.equal(own.server.get("cmi.core.lesson_location"), undefined);
  transport.save(report({ bookmark: "exam" }));
  assert.equal(own.server.get("cmi.core.lesson_location"), "exam");
  assert.equal(own.server.get("cmi.objectives.0.id"), "exam");
  assert.equal(own.server.get("cmi.objectives.0.status"), "incomplete");
});

test("location and objectives do not wait when the page is hidden", async () => {
  const { own, transport } = await launched();
  transport.leave(report({ bookmark: "exam", answers: [answer()], parts: [part()] }), false);
  assert.equal(own.server.get("cmi.core.lesson_location"), "exam");
  assert.equal(own.server.get("cmi.objectives.0.status"), "completed");
});

test("only what changed is set", async () => {
  const { own, transport } = await launched();
  transport.save(report({ bookmark: "exam", outcome: missed, parts: [part()] }));
  own.clear();
  transport.save(report({ bookmark: "exam", outcome: missed, parts: [part()], resumeData: saved(99) }));
  assert.deepEqual(own.sets(), [`cmi.suspend_data=${saved(99)}`]);
});

test("a report that brings nothing but a new sequence number is not sent", async () => {
  const { own, transport } = await launched();
  transport.save(report({ resumeData: saved(5) }));
  own.clear();
  assert.deepEqual(transport.save(report({ resumeData: saved(6) })), { state: "saved" });
  transport.leave(report({ resumeData: saved(7) }), false);
  assert.deepEqual(own.calls, []);
});

test("a resumed session in which nothing happened commits nothing while the page is hidden", async () => {
  const server = await sessionOf(report());
  const { own, transport, launch } = await launched(lms(server));
  transport.leave(report({ resumeData: launch.resumeData }), false);
  assert.equal(own.sets().length, 0);
  assert.equal(own.count("LMSCommit"), 0);
});

test("each answer is an interaction of its own, also a second one to the same question", async () => {
  const { own, transport } = await launched();
  transport.save(report({ answers: [answer({ response: ["never"], correct: false }), answer({ key: multiple, response: ["drift", "copying"] })] }));
  transport.save(report({ answers: [answer()] }));
  const column = (name: string) => [0, 1, 2].map((index) => own.server.get(`cmi.interactions.${index}.${name}`));
  assert.deepEqual(column("id"), ["exam_q1-loop", "exam_q2-causes", "exam_q1-loop"]);
  assert.deepEqual(column("student_response"), ["a", "a,c", "b"]);
  assert.deepEqual(column("result"), ["wrong", "correct", "correct"]);
});

test("the number of interactions is read once, at the first answer, and counted on from there", async () => {
  const server = await sessionOf(report({ answers: [answer(), answer({ key: multiple })] }));
  const { own, transport, atLaunch } = await launched(lms(server));
  assert.ok(!atLaunch.some((call) => call.includes("_count")));
  transport.save(report({ answers: [answer()] }));
  transport.save(report({ answers: [answer()] }));
  assert.equal(own.count("LMSGetValue cmi.interactions._count"), 1);
  assert.equal(own.server.get("cmi.interactions.3.id"), "exam_q1-loop");
});

test("an objective is found again by its id, and new ones take the next index", async () => {
  const server = await sessionOf(report({ parts: [part({ part: "exam", completion: "incomplete" })] }));
  const { own, transport } = await launched(lms(server));
  transport.save(report({ parts: [part(), part({ part: "exam", success: "failed", score: 0.5 })] }));
  assert.equal(own.server.get("cmi.objectives.0.id"), "exam");
  assert.equal(own.server.get("cmi.objectives.0.status"), "failed");
  assert.equal(own.server.get("cmi.objectives.0.score.raw"), "50");
  assert.equal(own.server.get("cmi.objectives.0.score.max"), "100");
  assert.equal(own.server.get("cmi.objectives.1.id"), "intro");
  assert.equal(own.server.get("cmi.objectives.1.score.raw"), undefined);
});

test("a part of which nothing is known is no objective yet", async () => {
  const { own, transport } = await launched();
  transport.save(report({ parts: [part({ completion: "unknown" })] }));
  assert.ok(![...own.server.keys()].some((key) => key.startsWith("cmi.objectives")));
});

test("a pass is told as completed with the score, and then as passed, each with its commit", async () => {
  const { own, transport } = await launched();
  assert.deepEqual(transport.save(report({ outcome: passed })), { state: "saved" });
  assert.deepEqual(own.commits.slice(1).map((share) => [share.get("cmi.core.lesson_status"), share.get("cmi.core.score.raw")]), [
    ["completed", "100"],
    ["passed", undefined],
  ]);
  assert.equal(own.commits[1]?.get("cmi.core.score.min"), "0");
  assert.equal(own.commits[1]?.get("cmi.core.score.max"), "100");
});

test("a failed attempt leaves the course incomplete while further attempts remain, with its score", async () => {
  const { own, transport } = await launched();
  transport.save(report({ outcome: missed }));
  assert.equal(own.server.get("cmi.core.lesson_status"), "incomplete");
  assert.equal(own.server.get("cmi.core.score.raw"), "50");
});

test("the last failed attempt is failed", async () => {
  const { own, transport } = await launched();
  transport.save(report({ outcome: { ...missed, final: true } }));
  assert.equal(own.server.get("cmi.core.lesson_status"), "failed");
});

test("a failed status from an earlier session becomes incomplete when a retry is open, and passed when it succeeds", async () => {
  const { own, transport } = await launched(lms(new Map([["cmi.core.lesson_status", "failed"], ["cmi.suspend_data", saved(1)]])));
  transport.save(report({ outcome: missed }));
  assert.equal(own.server.get("cmi.core.lesson_status"), "incomplete");
  transport.save(report({ outcome: passed }));
  assert.equal(own.server.get("cmi.core.lesson_status"), "passed");
});

test("a course done by its own rule is completed even below the mark", async () => {
  const { own, transport } = await launched();
  transport.save(report({ outcome: { ...missed, completion: "completed" } }));
  assert.equal(own.server.get("cmi.core.lesson_status"), "completed");
});

test("completed is never sent without a score", async () => {
  const { own, transport } = await launched();
  transport.save(report({ outcome: { ...begun, completion: "completed" } }));
  assert.equal(own.server.get("cmi.core.lesson_status"), "incomplete");
  assert.ok(!own.server.has("cmi.core.score.raw"));
});

test("passed is not sent when the LMS refused the score, and follows once it takes it", async () => {
  const { own, transport } = await launched();
  own.refuse = (call) => (call.includes("score.raw") ? "101" : "");
  assert.equal(transport.save(report({ outcome: passed })).state, "unsaved");
  assert.equal(own.server.get("cmi.core.lesson_status"), "incomplete");
  own.refuse = () => "";
  assert.equal(transport.save(report({ outcome: passed })).state, "saved");
  assert.equal(own.server.get("cmi.core.lesson_status"), "passed");
});

test("a completed course is not told to be passed when the LMS refused the score", async () => {
  const { own, transport } = await launched(lms(new Map([["cmi.core.lesson_status", "completed"], ["cmi.suspend_data", saved(1)]])));
  own.refuse = (call) => (call.includes("score.raw") ? "101" : "");
  assert.equal(transport.save(report({ outcome: passed })).state, "unsaved");
  assert.equal(own.server.get("cmi.core.lesson_status"), "completed");
});

test("an LMS that has no place for a score is still told of the pass", async () => {
  const { own, transport } = await launched();
  own.refuse = (call) => (call.includes("core.score") ? "401" : "");
  assert.deepEqual(transport.save(report({ outcome: passed })), { state: "saved" });
  assert.equal(own.server.get("cmi.core.lesson_status"), "passed");
});

test("no score is sent before the scored part has been done", async () => {
  const { own, transport } = await launched();
  transport.save(report());
  assert.ok(!own.sets().some((set) => set.includes("cmi.core.score")));
});

for (const held of ["passed", "completed"]) {
  test(`a course that the LMS holds as ${held} never becomes less`, async () => {
    const server = new Map([["cmi.core.lesson_status", held], ["cmi.core.score.raw", "90"], ["cmi.suspend_data", saved(1)]]);
    const { own, transport } = await launched(lms(server));
    for (const outcome of [begun, missed, { ...missed, final: true }, { ...missed, completion: "completed" as const }]) transport.save(report({ outcome }));
    transport.leave(report({ outcome: missed }), true);
    assert.equal(own.server.get("cmi.core.lesson_status"), held);
    assert.ok(!own.sets().some((set) => set.startsWith("cmi.core.lesson_status")));
  });
}

test("a completed course becomes passed when the mark is reached later", async () => {
  const server = new Map([["cmi.core.lesson_status", "completed"], ["cmi.core.score.raw", "50"], ["cmi.suspend_data", saved(1)]]);
  const { own, transport } = await launched(lms(server));
  transport.save(report({ outcome: passed }));
  assert.equal(own.server.get("cmi.core.lesson_status"), "passed");
  assert.equal(own.server.get("cmi.core.score.raw"), "100");
});

test("the score is never lowered, neither in a session nor below what the LMS held before", async () => {
  const { own, transport } = await launched(lms(new Map([["cmi.core.lesson_status", "incomplete"], ["cmi.core.score.raw", "70"]])));
  transport.save(report({ outcome: missed }));
  assert.equal(own.server.get("cmi.core.score.raw"), "70");
  transport.save(report({ outcome: { ...missed, score: 0.75 } }));
  assert.equal(own.server.get("cmi.core.score.raw"), "75");
  transport.save(report({ outcome: missed }));
  assert.equal(own.server.get("cmi.core.score.raw"), "75");
});

test("the score is rounded by the LMS's mastery score where it hands one over", async () => {
  const { own, transport } = await launched(lms(new Map(), { "cmi.student_data.mastery_score": "60" }));
  transport.save(report({ outcome: { ...missed, score: 0.599999 } }));
  assert.equal(own.server.get("cmi.core.score.raw"), "59.99");
});

test("leaving saves, commits and finishes, with the time of the session", async () => {
  const { own, transport } = await launched();
  transport.leave(report({ resumeData: saved(8), sessionSeconds: 125.5 }), true);
  assert.deepEqual(own.calls.filter((call) => call !== "LMSGetLastError"), [
    `LMSSetValue cmi.suspend_data=${saved(8)}`,
    "LMSGetValue cmi.core.lesson_location",
    "LMSSetValue cmi.core.lesson_location=intro",
    "LMSSetValue cmi.core.session_time=0000:02:05.50",
    "LMSCommit",
    "LMSFinish",
  ]);
});

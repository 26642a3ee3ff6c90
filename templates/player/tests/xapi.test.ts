import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "../src/resume.ts";
import type { Statement } from "../src/xapi/statement.ts";
import { fakeLrs } from "./fake-lrs.ts";
import {
  ACTOR, IRI, REGISTRATION, after, answer, at, attempt, course, definition, exchange, failed, halfway, launchXapi, passed, report, seen,
} from "./lrs-launch.ts";
import { browser, memoryShelf, turn } from "./lrs-world.ts";

const viewed = after({ type: "opened", part: "intro" });
const PROFILE = { objectType: "Activity", id: `${IRI}/xapi/profile/1.0.0`, definition: { type: "http://adlnet.gov/expapi/activities/profile" } };
const named = (id: string): object => ({ objectType: "Activity", id });

async function saying(over: Parameters<typeof report>[1], options: Parameters<typeof launchXapi>[0] = {}): Promise<readonly Statement[]> {
  const session = await launchXapi(options);
  session.transport.save(report(viewed, over));
  await turn(20);
  return session.statements().slice(1);
}

test("a launch tells that the session began, and nothing more", async () => {
  const { told, launch, policies } = await launchXapi();
  assert.deepEqual(told(), ["initialized sample"]);
  assert.equal(launch.mode, "normal");
  assert.deepEqual(policies, [["https://lrs.example.org/xapi/", undefined]]);
});

for (const [name, query] of [
  ["without an endpoint", { endpoint: null }],
  ["with an endpoint that is no address", { endpoint: "lrs" }],
  ["without an actor", { actor: null }],
  ["with an actor that nobody is", { actor: '{"name":"Ada"}' }],
  ["with an actor that is no JSON", { actor: "Ada" }],
] as const) {
  test(`a launch ${name} is unrecorded and asks nobody`, async () => {
    const { launch, lrs } = await launchXapi({ query });
    assert.equal(launch.mode, "unrecorded");
    assert.deepEqual(lrs.asked, []);
  });
}

test("an actor of the first days, all in lists, becomes an agent with one identifier", async () => {
  const [statement] = (await launchXapi({ query: { actor: '{"name":["Ada"],"mbox":["mailto:ada@example.org"]}' } })).statements();
  assert.deepEqual(statement?.actor, { objectType: "Agent", name: "Ada", mbox: "mailto:ada@example.org" });
});

test("of several identifiers one is kept (Data, 2.4.2.1)", async () => {
  const actor = JSON.stringify({ mbox: "mailto:ada@example.org", ...ACTOR });
  const [statement] = (await launchXapi({ query: { actor } })).statements();
  assert.deepEqual(statement?.actor, ACTOR);
});

for (const [auth, sent] of [["Basic a2V5", "Basic a2V5"], ["a2V5", "Basic a2V5"], ["Bearer x", "Bearer x"], [null, null]] as const) {
  test(`the launch's auth ${auth} is sent as ${sent}`, async () => {
    const { lrs } = await launchXapi({ query: { auth } });
    assert.equal(lrs.asked[0]?.headers.get("Authorization"), sent);
  });
}

test("the course is what the launch calls it, and its own IRI groups it then", async () => {
  const other = "https://lms.example.org/course/9";
  const [statement] = (await launchXapi({ query: { activity_id: other } })).statements();
  assert.equal(statement?.object.id, other);
  assert.deepEqual(statement?.context.contextActivities, { grouping: [named(IRI)], category: [PROFILE] });
});

test("a statement about the course is not grouped under itself", async () => {
  const [statement] = (await launchXapi()).statements();
  assert.deepEqual(statement?.context.contextActivities, { category: [PROFILE] });
});

test("what the launch groups by is in every statement", async () => {
  const [statement] = (await launchXapi({ query: { grouping: "https://lms.example.org/programme" } })).statements();
  assert.deepEqual(statement?.context.contextActivities?.grouping, [named("https://lms.example.org/programme")]);
});

test("registration, language, revision and platform are in every statement (Data, 2.4.6)", async () => {
  for (const [query, platform] of [[{}, "scormpack"], [{ activity_platform: "Example LMS" }, "Example LMS"]] as const) {
    const statements = await saying({ parts: [seen("intro")], answers: [answer()] }, { query });
    for (const { context } of statements) {
      assert.deepEqual([context.registration, context.language, context.revision, context.platform], [REGISTRATION, "en", "1.0.0", platform]);
    }
  }
});

test("a registration that is no UUID is left out, for it would make every statement invalid", async () => {
  const [statement] = (await launchXapi({ query: { registration: "42" } })).statements();
  assert.equal("registration" in (statement?.context ?? {}), false);
});

test("a part first seen is experienced, once, under its module", async () => {
  const session = await launchXapi();
  session.transport.save(report(viewed, { parts: [seen("intro")] }));
  session.transport.save(report(viewed, { parts: [seen("intro")] }));
  await turn(20);
  const statements = session.statements().slice(1);
  assert.deepEqual(statements.map(({ verb, object }) => [verb.id, object.id]), [["http://adlnet.gov/expapi/verbs/experienced", `${IRI}/intro`]]);
  assert.deepEqual(statements[0]?.context.contextActivities, { parent: [named(`${IRI}/module`)], grouping: [named(IRI)], category: [PROFILE] });
});

test("an answer is a true interaction (Data, 2.4.4.1 and 2.4.5)", async () => {
  const [statement] = await saying({ answers: [answer()] });
  assert.equal(statement?.verb.id, "http://adlnet.gov/expapi/verbs/answered");
  assert.deepEqual(statement?.object, { objectType: "Activity", id: `${IRI}/q1`, definition });
  // Both right ones, in the author's order though the learner chose c first; 12.345 s to hundredths.
  assert.deepEqual(statement?.result, { score: { scaled: 1, raw: 2, min: 0, max: 2 }, success: true, response: "a[,]c", duration: "PT12.35S" });
  assert.deepEqual(statement?.context.contextActivities?.parent, [named(`${IRI}/quiz`)]);
  assert.deepEqual(statement?.context.extensions, { [`${IRI}/xapi/extensions/attempt`]: 2 });
  assert.equal(statement?.timestamp, "2026-03-01T09:05:07.250Z");
});

test("a wrong answer earns nothing", async () => {
  const [statement] = await saying({ answers: [answer({ response: ["b"], correct: false })] });
  assert.deepEqual(statement?.result?.score, { scaled: 0, raw: 0, min: 0, max: 2 });
  assert.equal(statement?.result?.success, false);
});

test("a finished attempt at a test is passed or failed with its own score", async () => {
  const [good, bad] = await saying({ attempts: [attempt(), attempt({ attempt: 2, earned: 1, passed: false })] });
  assert.equal(good?.verb.id, "http://adlnet.gov/expapi/verbs/passed");
  assert.equal(good?.object.id, `${IRI}/exam`);
  // 3 of 5 points; 3725 s = 1 h 2 min 5 s.
  assert.deepEqual(good?.result, { score: { scaled: 0.6, raw: 3, min: 0, max: 5 }, success: true, completion: true, duration: "PT1H2M5S" });
  assert.equal(bad?.verb.id, "http://adlnet.gov/expapi/verbs/failed");
  assert.deepEqual(bad?.context.extensions, { [`${IRI}/xapi/extensions/attempt`]: 2 });
});

test("an exchange is one statement of counts, without a word of what was said", async () => {
  const [statement] = await saying({ exchanges: [exchange()] });
  const own = `${IRI}/xapi/extensions/`;
  assert.equal(statement?.verb.id, "http://adlnet.gov/expapi/verbs/interacted");
  assert.deepEqual(statement?.result, {
    extensions: { [`${own}exchange`]: 1, [`${own}turn-characters`]: 42, [`${own}reply-characters`]: 310, [`${own}latency`]: 1.23, [`${own}answered-by`]: "assistant" },
  });
});

test("with the learner's leave the words are there", async () => {
  const [statement] = await saying({ exchanges: [exchange({ transcript: { turn: "Why?", reply: "Because." } })] });
  const own = `${IRI}/xapi/extensions/`;
  assert.equal(statement?.result?.extensions?.[`${own}turn`], "Why?");
  assert.equal(statement?.result?.extensions?.[`${own}reply`], "Because.");
});

test("a lab that is done is completed by the way it was done, once", async () => {
  const lab = { ...seen("lab"), completion: "completed" as const, way: "reflection" as const };
  const statements = await saying({ parts: [lab] });
  assert.deepEqual(statements.map(({ verb }) => verb.id.split("/").at(-1)), ["experienced", "completed"]);
  assert.deepEqual(statements[1]?.result, { completion: true, extensions: { [`${IRI}/xapi/extensions/way`]: "reflection" } });
});

test("progress is told in whole percentages, never twice, and not beside completion", async () => {
  const session = await launchXapi();
  for (const progress of [0.25, 0.25, 0.999, 0.5]) session.transport.save(report(viewed, { outcome: { ...halfway, progress } }));
  session.transport.save(report(viewed, { outcome: passed }));
  await turn(20);
  const shares = session.statements().flatMap(({ result }) => Object.values(result?.extensions ?? {}));
  assert.deepEqual(shares, [25, 99]);
});

test("completed and passed are told once each, with the session's time and the score alone where it belongs", async () => {
  const session = await launchXapi();
  for (let i = 0; i < 3; i++) session.transport.save(report(viewed, { outcome: passed }));
  await turn(20);
  const [, completed, pass, ...more] = session.statements();
  assert.deepEqual(more, []);
  assert.deepEqual(completed?.result, { completion: true, duration: "PT1M35.5S" });
  assert.deepEqual(pass?.result, { score: { scaled: 0.8 }, success: true, duration: "PT1M35.5S" });
  assert.equal(pass?.object.id, IRI);
});

test("failed is told when no attempt is left, and not before", async () => {
  const session = await launchXapi();
  session.transport.save(report(viewed, { outcome: { ...failed, final: false } }));
  await turn(20);
  assert.equal(session.told().includes("failed sample"), false);
  session.transport.save(report(viewed, { outcome: failed }));
  session.transport.save(report(viewed, { outcome: failed }));
  await turn(20);
  assert.equal(session.told().filter((one) => one === "failed sample").length, 1);
});

test("what a report holds is told in the order in which it happened", async () => {
  const session = await launchXapi();
  session.transport.save(report(viewed, { parts: [seen("exam")], answers: [answer({ part: "exam" })], attempts: [attempt()], outcome: passed }));
  await turn(20);
  assert.deepEqual(session.told(), ["initialized sample", "experienced exam", "answered q1", "passed exam", "completed sample", "passed sample"]);
});

test("leaving unfinished is suspended and terminated, in a request that outlives the page", async () => {
  const session = await launchXapi();
  session.transport.leave(report(viewed), true);
  await turn(20);
  assert.deepEqual(session.told(), ["initialized sample", "suspended sample", "terminated sample"]);
  assert.equal(session.statements().at(-1)?.result?.duration, "PT1M35.5S");
  assert.ok(session.lrs.asked.some(({ keepalive, body }) => keepalive && body.includes("terminated")));
});

test("leaving a completed course is terminated alone, and only once", async () => {
  const session = await launchXapi();
  session.transport.save(report(viewed, { outcome: passed }));
  session.transport.leave(report(viewed, { outcome: passed }), true);
  session.transport.leave(report(viewed, { outcome: passed }), true);
  await turn(20);
  assert.deepEqual(session.told().slice(-2), ["passed sample", "terminated sample"]);
});

test("a page that is only hidden ends nothing", async () => {
  const session = await launchXapi();
  session.transport.leave(report(viewed), false);
  await turn(20);
  assert.deepEqual(session.told(), ["initialized sample"]);
});

test("a reload is the same session", async () => {
  const [lrs, tab] = [fakeLrs(), memoryShelf()];
  const first = await launchXapi({ lrs, tab, reloading: true });
  first.transport.leave(report(viewed), true);
  await turn(20);
  first.own.kill();
  await launchXapi({ lrs, tab, own: browser(lrs.fetching, { share: first.own }) });
  assert.deepEqual(first.told(), ["initialized sample"]);
});

test("coming back is a new session that goes on from the saved state", async () => {
  const [lrs, tab] = [fakeLrs(), memoryShelf()];
  const first = await launchXapi({ lrs, tab });
  const state = after({ type: "opened", part: "intro" }, { type: "opened", part: "lesson" });
  first.transport.save(report(state, { parts: [seen("intro"), seen("lesson")] }));
  first.transport.leave(report(state), true);
  await turn(20);
  first.own.kill();
  const second = await launchXapi({ lrs, tab, own: browser(lrs.fetching, { share: first.own }) });
  assert.deepEqual(decode(course, second.launch.resumeData).state.parts["lesson"], { viewed: true });
  assert.deepEqual(second.told().slice(-2), ["initialized sample", "resumed sample"]);
  // What was told in the first visit is not told again.
  second.transport.save(report(state, { parts: [seen("intro"), seen("lesson")] }));
  await turn(20);
  assert.equal(second.told().filter((one) => one.startsWith("experienced")).length, 2);
});

test("the same event has the same id in a second window, and the LRS keeps it once", async () => {
  const lrs = fakeLrs();
  const [one, two] = [await launchXapi({ lrs }), await launchXapi({ lrs })];
  one.transport.save(report(viewed, { parts: [seen("intro")], outcome: passed }));
  await turn(30);
  two.transport.save(report(viewed, { parts: [seen("intro")], outcome: passed }));
  await turn(60);
  for (const told of ["experienced intro", "completed sample", "passed sample"]) {
    assert.equal(one.told().filter((other) => other === told).length, 1, told);
  }
  assert.equal(two.heard.at(-1)?.state, "saved");
});

test("two windows that learn at once lose nothing of each other", async () => {
  const lrs = fakeLrs();
  const [one, two] = [await launchXapi({ lrs }), await launchXapi({ lrs })];
  one.transport.save(report(after({ type: "opened", part: "intro" })));
  await turn(30);
  two.transport.save(report(after({ type: "opened", part: "lesson" })));
  await turn(40);
  assert.equal(two.merged.length, 1);
  const third = await launchXapi({ lrs });
  const { parts } = decode(course, third.launch.resumeData).state;
  assert.deepEqual([parts["intro"], parts["lesson"]], [{ viewed: true }, { viewed: true }]);
});

test("a state that cannot be read is said, and nothing is written over it", async () => {
  const lrs = fakeLrs();
  lrs.fault = ({ url }) => (url.pathname.endsWith("/state") ? 500 : undefined);
  const { launch, heard } = await launchXapi({ lrs });
  assert.equal(launch.mode, "unrecorded");
  assert.equal(heard.at(-1)?.state, "unsaved");
  assert.deepEqual(lrs.documents.size, 0);
});

test("a state of a later player is left alone", async () => {
  const lrs = fakeLrs();
  lrs.documents.set([IRI, JSON.stringify(ACTOR), REGISTRATION, "scormpack.resume", ""].join("|"), '{"format":2}');
  assert.equal((await launchXapi({ lrs })).launch.mode, "unrecorded");
});

test("every statement has a UUID and a time in UTC (Data, 2.4.1 and 2.4.7)", async () => {
  const statements = await saying({ parts: [seen("intro")], answers: [answer()], attempts: [attempt()], exchanges: [exchange()], outcome: passed });
  assert.equal(statements.length, 6);
  for (const { id, timestamp } of statements) {
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }
  assert.equal(new Set(statements.map(({ id }) => id)).size, statements.length);
  assert.ok(at.getTime() > 0);
});

// What binds an assignable unit in cmi5 (Quartz, 1st edition): each test is named after its clause.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Statement } from "../src/xapi/statement.ts";
import { fakeLrs } from "./fake-lrs.ts";
import {
  ACTIVITY, ACTOR, IRI, REGISTRATION, SESSION, after, answer, attempt, exchange, failed, halfway, launchCmi5, passed, report, seen, tokens,
  type Session,
} from "./lrs-launch.ts";
import { browser, memoryShelf, turn } from "./lrs-world.ts";

const VERBS = "http://adlnet.gov/expapi/verbs/";
const CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5";
const MOVE_ON = "https://w3id.org/xapi/cmi5/context/categories/moveon";
const MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore";
const viewed = after({ type: "opened", part: "intro" });
const finished = { ...viewed, completed: true, passed: true };

const verb = (statement: Statement): string => statement.verb.id.replace(VERBS, "");
const categories = ({ context }: Statement): readonly string[] => (context.contextActivities?.category ?? []).map(({ id }) => id);
const defined = (session: Session): readonly Statement[] => session.statements().filter((statement) => categories(statement).includes(CMI5));
const allowed = (session: Session): readonly Statement[] => session.statements().filter((statement) => !categories(statement).includes(CMI5));

/** A whole session: everything that can happen, passed and left. */
async function whole(options: Parameters<typeof launchCmi5>[0] = {}): Promise<Session> {
  const session = await launchCmi5(options);
  const { transport } = session;
  transport.save(report(viewed, { parts: [seen("intro")], exchanges: [exchange()], outcome: halfway }));
  transport.save(report(finished, { parts: [seen("exam")], answers: [answer()], attempts: [attempt()], outcome: passed }));
  transport.leave(report(finished, { outcome: passed }), true);
  await turn(40);
  return session;
}

for (const name of ["endpoint", "fetch", "actor", "registration", "activityId"]) {
  test(`8.1 a launch without ${name} is no cmi5 launch: nothing is recorded and nobody is asked`, async () => {
    const { launch, lrs } = await launchCmi5({ query: { [name]: null } });
    assert.equal(launch.mode, "unrecorded");
    assert.deepEqual(lrs.asked, []);
  });
}

test("8.1 the parameters may stand in any order, beside others", async () => {
  const query = { other: "x", activityId: ACTIVITY, registration: REGISTRATION };
  assert.equal((await launchCmi5({ query })).launch.mode, "normal");
});

test("8.1.1 and 8.2.2 every request goes to the endpoint with the token", async () => {
  const { lrs } = await whole();
  const requests = lrs.asked.filter(({ url }) => !url.pathname.startsWith("/fetch/"));
  assert.ok(requests.length > 4);
  for (const { url, headers } of requests) {
    assert.ok(url.href.startsWith("https://lms.example.org/xapi/"));
    assert.equal(headers.get("Authorization"), "Basic dG9rZW4=");
  }
});

test("8.1.2 and 8.2 the token is fetched by one POST before anything else", async () => {
  const { lrs } = await whole();
  const fetched = lrs.asked.filter(({ url }) => url.pathname === "/fetch/1");
  assert.deepEqual(fetched.map(({ method }) => method), ["POST"]);
  assert.equal(lrs.asked[0], fetched[0]);
});

test("8.2.1 a reload uses the token that it has, for the address works once", async () => {
  const [lrs, tab] = [fakeLrs(), memoryShelf()];
  const count = tokens(lrs);
  const first = await launchCmi5({ lrs, tab, reloading: true });
  first.transport.save(report(viewed, { parts: [seen("intro")] }));
  first.transport.leave(report(viewed), true);
  await turn(30);
  first.own.kill();
  const second = await launchCmi5({ lrs, tab, own: browser(lrs.fetching, { share: first.own }) });
  second.transport.save(report(viewed, { answers: [answer()] }));
  await turn(30);
  assert.equal(count.given, 1);
  assert.deepEqual(second.told(), ["initialized 41", "experienced intro", "answered q1"]);
});

test("8.2.3 an error comes with status 200: the learner is told, and nothing is recorded", async () => {
  const lrs = fakeLrs();
  lrs.fault = ({ url }) => (url.pathname.startsWith("/fetch/") ? { status: 200, text: '{"error-code":"1","error-text":"used"}' } : undefined);
  const { launch, heard } = await launchCmi5({ lrs });
  assert.equal(launch.mode, "unrecorded");
  const last = heard.at(-1);
  assert.equal(last?.state === "unsaved" && last.trouble, "denied");
  assert.deepEqual(lrs.stored, []);
});

test("9.1 every statement has an id of its own in UUID format", async () => {
  const ids = (await whole()).statements().map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});

test("9.2 the actor is the LMS's, an agent with an account", async () => {
  for (const { actor } of (await whole()).statements()) assert.deepEqual(actor, ACTOR);
});

test("9.3 initialized is first of all, terminated last of all, and no verb of cmi5 comes twice", async () => {
  const session = await whole();
  assert.equal(session.told()[0], "initialized 41");
  assert.equal(session.told().at(-1), "terminated 41");
  assert.deepEqual(defined(session).map(verb), ["initialized", "completed", "passed", "terminated"]);
});

test("9.3 after terminated nothing is sent, whatever the learner does", async () => {
  const session = await whole();
  const before = session.statements().length;
  const status = session.transport.save(report(viewed, { answers: [answer()] }));
  await turn(20);
  assert.equal(session.statements().length, before);
  assert.equal(status.state === "unsaved" && status.trouble, "denied");
});

test("9.3 a page that comes back after terminated opens nothing again, and says so", async () => {
  const [lrs, tab] = [fakeLrs(), memoryShelf()];
  tokens(lrs);
  const first = await whole({ lrs, tab });
  first.own.kill();
  const second = await launchCmi5({ lrs, tab, own: browser(lrs.fetching, { share: first.own }) });
  second.transport.save(report(viewed, { answers: [answer()] }));
  second.transport.leave(report(viewed), true);
  await turn(30);
  assert.equal(second.launch.mode, "review");
  assert.equal(second.told().at(-1), "terminated 41");
  const last = second.heard.at(-1);
  assert.equal(last?.state === "unsaved" && last.trouble, "denied");
});

test("9.3.3 and 9.3.4 completed and passed come once for a registration, over all its sessions", async () => {
  const lrs = fakeLrs();
  tokens(lrs);
  const first = await whole({ lrs });
  first.own.kill();
  lrs.fault = ({ url }) => (url.pathname.startsWith("/fetch/") ? { status: 200, text: '{"auth-token":"bmV1"}' } : undefined);
  const data = { contextTemplate: { contextActivities: { grouping: [{ id: IRI }] }, extensions: { [SESSION]: "session-2" } } };
  const before = lrs.asked.length;
  const second = await launchCmi5({ lrs, data, query: { fetch: "https://lms.example.org/fetch/2" } });
  second.transport.save(report(finished, { outcome: passed }));
  second.transport.leave(report(finished, { outcome: passed }), true);
  await turn(40);
  assert.deepEqual(lrs.asked.slice(before).filter(({ body }) => /verbs\/(completed|passed)"/.test(body)), []);
  assert.deepEqual(defined(second).map(verb), ["initialized", "completed", "passed", "terminated", "initialized", "terminated"]);
});

test("9.3.4 a pass has a score at or above the mark, 9.3.5 a fail one below it", async () => {
  const good = await whole({ data: { masteryScore: 0.8 } });
  assert.equal(defined(good).find((one) => verb(one) === "passed")?.result?.score?.scaled, 0.8);
  const bad = await launchCmi5({ data: { masteryScore: 0.8 } });
  bad.transport.save(report(viewed, { outcome: { ...failed, score: 0.8 } })); // 0.79998 in four decimals
  await turn(20);
  assert.equal(defined(bad).at(-1)?.result?.score?.scaled, 0.7999);
});

test("9.3.5 no failed after passed, and one verdict a session", async () => {
  const session = await launchCmi5();
  session.transport.save(report(viewed, { outcome: passed }));
  session.transport.save(report(viewed, { outcome: { ...failed, completion: "completed" } }));
  await turn(20);
  assert.deepEqual(defined(session).map(verb), ["initialized", "completed", "passed"]);
  const other = await launchCmi5();
  other.transport.save(report(viewed, { outcome: failed }));
  other.transport.save(report(viewed, { outcome: passed }));
  await turn(20);
  assert.deepEqual(defined(other).map(verb), ["initialized", "failed", "completed"]);
});

test("9.4 the object of what cmi5 defines is the assignable unit by the LMS's id", async () => {
  for (const { object } of defined(await whole())) assert.equal(object.id, ACTIVITY);
});

test("9.5.1 a score stands with passed and failed alone, and raw never without min and max", async () => {
  for (const statement of (await whole()).statements()) {
    const score = statement.result?.score;
    if (categories(statement).includes(CMI5)) assert.equal(score !== undefined, verb(statement) === "passed");
    if (score?.raw !== undefined) assert.ok(score.min !== undefined && score.max !== undefined);
  }
});

test("9.5.2 and 9.5.3 success and completion stand where they are asked for and nowhere else", async () => {
  const session = await launchCmi5();
  session.transport.save(report(viewed, { outcome: failed }));
  await turn(20);
  for (const statement of [...defined(await whole()), ...defined(session)]) {
    const { success, completion } = statement.result ?? {};
    assert.equal(success, { passed: true, failed: false }[verb(statement)]);
    assert.equal(completion, { completed: true }[verb(statement)]);
  }
});

test("9.5.4.1 terminated, completed, passed and failed have a duration", async () => {
  const session = await launchCmi5();
  session.transport.save(report(viewed, { outcome: failed }));
  await turn(20);
  for (const statement of [...defined(await whole()), ...defined(session)].filter((one) => verb(one) !== "initialized")) {
    assert.equal(statement.result?.duration, "PT1M35.5S");
  }
});

test("9.5.5.1 progress is a whole percentage, and never beside completion", async () => {
  const shares = (await whole()).statements().flatMap((one) => (verb(one) === "progressed" ? [one.result?.extensions] : []));
  assert.deepEqual(shares, [{ "https://w3id.org/xapi/cmi5/result/extensions/progress": 50 }]);
});

test("9.6.1 every statement has the registration of the launch", async () => {
  for (const { context } of (await whole()).statements()) assert.equal(context.registration, REGISTRATION);
});

test("9.6.2.1 statements by cmi5's verbs about the unit have its category, all others do not", async () => {
  const session = await whole();
  for (const statement of allowed(session)) assert.ok(statement.object.id !== ACTIVITY || !["completed", "passed", "failed"].includes(verb(statement)));
  assert.deepEqual([...new Set(allowed(session).map(verb))], ["experienced", "interacted", "progressed", "answered", "passed"]);
  assert.equal(allowed(session).find((one) => verb(one) === "passed")?.object.id, `${IRI}/exam`);
});

test("9.6.2.2 the moveon category marks what has success or completion, and nothing else", async () => {
  const session = await whole();
  assert.deepEqual(defined(session).filter((one) => categories(one).includes(MOVE_ON)).map(verb), ["completed", "passed"]);
  assert.deepEqual(allowed(session).filter((one) => categories(one).includes(MOVE_ON)), []);
});

test("9.6.2.3 and 10.0 the LMS's template is in every statement, unchanged", async () => {
  const template = {
    contextActivities: { grouping: [{ id: IRI }, { id: "https://lms.example.org/course/3" }], other: { id: "https://lms.example.org/cohort" } },
    extensions: { [SESSION]: "session-1", "https://lms.example.org/x": { deep: [1, null] } },
    platform: "Example LMS",
  };
  const session = await whole({ data: { contextTemplate: template } });
  for (const { context } of session.statements()) {
    const groups = context.contextActivities?.grouping ?? [];
    assert.deepEqual(groups.slice(0, 2), template.contextActivities.grouping);
    assert.deepEqual(context.contextActivities?.other, [template.contextActivities.other]);
    for (const [name, value] of Object.entries(template.extensions)) assert.deepEqual(context.extensions?.[name], value);
    assert.equal(context.platform, "Example LMS");
  }
});

test("9.6.3.1 the session's id is in every statement", async () => {
  for (const { context } of (await whole()).statements()) assert.equal(context.extensions?.[SESSION], "session-1");
});

test("9.6.3.2 the mark stands beside the verdict that it gave, and nowhere else", async () => {
  const session = await whole();
  const marked = session.statements().filter(({ context }) => context.extensions?.[MASTERY] !== undefined);
  assert.deepEqual(marked.map((one) => [verb(one), one.context.extensions?.[MASTERY]]), [["passed", 0.6]]);
  const without = await whole({ data: { masteryScore: undefined } });
  assert.deepEqual(without.statements().filter(({ context }) => context.extensions?.[MASTERY] !== undefined), []);
});

test("9.7 every statement has its time, in UTC", async () => {
  for (const { timestamp } of (await whole()).statements()) assert.match(timestamp, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
});

test("10.0 the launch data is read by activity, actor and registration, and never written", async () => {
  const { lrs } = await whole();
  const state = lrs.asked.filter(({ url }) => url.searchParams.get("stateId") === "LMS.LaunchData");
  assert.deepEqual(state.map(({ method }) => method), ["GET"]);
  const { searchParams } = state[0]?.url ?? new URL("x:");
  assert.deepEqual([searchParams.get("activityId"), searchParams.get("registration")], [ACTIVITY, REGISTRATION]);
  assert.deepEqual(JSON.parse(searchParams.get("agent") ?? ""), ACTOR);
});

test("10.0 without launch data nothing is recorded, and the learner is told", async () => {
  const { launch, heard, lrs } = await launchCmi5({ query: { activityId: "https://lms.example.org/activities/none" } });
  assert.equal(launch.mode, "unrecorded");
  const last = heard.at(-1);
  assert.equal(last?.state === "unsaved" && last.trouble, "denied");
  assert.deepEqual(lrs.stored, []);
});

for (const launchMode of ["Browse", "Review"]) {
  test(`10.0 in ${launchMode} mode a session is begun and ended, and nothing else is told or stored`, async () => {
    const session = await whole({ data: { launchMode } });
    assert.deepEqual(session.told(), ["initialized 41", "terminated 41"]);
    assert.equal(session.launch.mode, launchMode.toLowerCase());
    assert.equal(session.lrs.asked.filter(({ method, url }) => method === "PUT" && url.pathname.endsWith("/state")).length, 0);
  });
}

test("10.0 the LMS's mastery score decides", async () => {
  assert.equal((await launchCmi5({ data: { masteryScore: 0.95 } })).launch.masteryScore, 0.95);
  assert.equal((await launchCmi5({ data: { masteryScore: 80 } })).launch.masteryScore, null);
});

test("10.0 the learner is given the way back", async () => {
  assert.equal((await launchCmi5()).launch.returnUrl, "https://lms.example.org/back");
  assert.equal((await launchCmi5({ data: { returnURL: undefined } })).launch.returnUrl, null);
});

test("11.0 the learner's preferences are read before the session begins, and their lack is no obstacle", async () => {
  const { lrs, launch } = await launchCmi5();
  const read = lrs.asked.findIndex(({ url }) => url.searchParams.get("profileId") === "cmi5LearnerPreferences");
  const told = lrs.asked.findIndex(({ url }) => url.pathname.endsWith("/statements"));
  assert.ok(read > 0 && read < told);
  assert.equal(launch.mode, "normal");
});

test("11.2 audioPreference off silences the course", async () => {
  const lrs = fakeLrs();
  tokens(lrs);
  lrs.documents.set(["", JSON.stringify(ACTOR), "", "", "cmi5LearnerPreferences"].join("|"), '{"languagePreference":"de,en","audioPreference":"off"}');
  assert.equal((await launchCmi5({ lrs })).silenced, true);
  assert.equal((await launchCmi5()).silenced, false);
});

test("a session that stays away from the network loses none of it", async () => {
  const lrs = fakeLrs();
  tokens(lrs);
  const session = await launchCmi5({ lrs });
  const before = lrs.fault;
  lrs.fault = () => "unreached";
  session.transport.save(report(viewed, { answers: [answer()] }));
  session.transport.save(report(viewed, { outcome: passed }));
  await turn(20);
  assert.equal(session.heard.at(-1)?.state, "unsaved");
  lrs.fault = before;
  await session.own.pass();
  await session.own.pass();
  assert.deepEqual(session.told(), ["initialized 41", "answered q1", "completed 41", "passed 41"]);
  assert.equal(session.heard.at(-1)?.state, "saved");
});

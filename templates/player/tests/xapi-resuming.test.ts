// What a later page of the same session, or a later session, owes to the one before.

import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, encode } from "../src/resume.ts";
import { fakeLrs, type Asked } from "./fake-lrs.ts";
import { ACTIVITY, ACTOR, IRI, REGISTRATION, after, course, launchCmi5, launchXapi, passed, report, tokens } from "./lrs-launch.ts";
import { browser, memoryShelf, turn } from "./lrs-world.ts";
import { answered, exchanged, examWith, opened } from "./sample-course.ts";

const viewed = after(opened("intro"));
/** All that the sample course asks: the lesson, the quiz, two exchanges, and 4 of 5 points in the exam. */
const done = after(opened("lesson"), answered(0, 1, 0), answered(1, 1, 0), answered(2, 1, 1), exchanged, exchanged, ...examWith(4));
const documentOf = (activity: string): string => [activity, JSON.stringify(ACTOR), REGISTRATION, "scormpack.resume", ""].join("|");
const stored = (state: typeof done): string => JSON.stringify({ format: 1, resume: encode(course, state) });

test("what a new version takes as completed and passed is told, though the learner did nothing for it", async () => {
  const lrs = fakeLrs();
  // Saved under a rule that asked for more, so neither was told by then.
  lrs.documents.set(documentOf(IRI), stored({ ...done, completed: false, passed: false }));
  const session = await launchXapi({ lrs });
  session.transport.save(report(done, { outcome: passed }));
  await turn(20);
  assert.deepEqual(session.told(), ["initialized sample", "resumed sample", "completed sample", "passed sample"]);
});

test("what was completed and passed before is not asked of the LRS again", async () => {
  const lrs = fakeLrs();
  lrs.documents.set(documentOf(IRI), stored(done));
  const session = await launchXapi({ lrs });
  session.transport.save(report(done, { outcome: passed }));
  session.transport.leave(report(done, { outcome: passed }), true);
  await turn(20);
  assert.deepEqual(session.told(), ["initialized sample", "resumed sample", "terminated sample"]);
  assert.deepEqual(lrs.asked.filter(({ body }) => /verbs\/(completed|passed)"/.test(body)), []);
});

for (const [name, launch] of [["xAPI", launchXapi], ["cmi5 (9.5.4.1)", launchCmi5]] as const) {
  test(`${name}: a session's time is that of all its pages, also after a reload`, async () => {
    const [lrs, tab] = [fakeLrs(), memoryShelf()];
    tokens(lrs);
    const first = await launch({ lrs, tab, reloading: true });
    first.transport.leave(report(viewed, { sessionSeconds: 60 }), false); // hidden for a while
    first.transport.leave(report(viewed, { sessionSeconds: 100 }), true);
    first.own.kill();
    const second = await launch({ lrs, tab, own: browser(lrs.fetching, { share: first.own }) });
    second.transport.leave(report(viewed, { sessionSeconds: 20.5 }), true);
    await turn(30);
    // 100 s and 20.5 s.
    assert.equal(second.statements().at(-1)?.result?.duration, "PT2M0.5S");
    // The next session begins at nothing.
    lrs.fault = ({ url }) => (url.pathname.startsWith("/fetch/") ? { status: 200, text: '{"auth-token":"bmV1"}' } : undefined);
    const data = { contextTemplate: { extensions: { "https://w3id.org/xapi/cmi5/context/extensions/sessionid": "session-2" } } };
    const third = await launch({ lrs, tab, data, own: browser(lrs.fetching, { share: second.own }) });
    third.transport.leave(report(viewed, { sessionSeconds: 7 }), true);
    await turn(30);
    assert.equal(third.statements().at(-1)?.result?.duration, "PT7S");
  });
}

test("in Browse mode too a session's time is that of all its pages", async () => {
  const [lrs, tab, data] = [fakeLrs(), memoryShelf(), { launchMode: "Browse" }];
  tokens(lrs);
  const first = await launchCmi5({ lrs, tab, data, reloading: true });
  first.transport.leave(report(viewed, { sessionSeconds: 100 }), true);
  first.own.kill();
  const second = await launchCmi5({ lrs, tab, data, own: browser(lrs.fetching, { share: first.own }) });
  second.transport.leave(report(viewed, { sessionSeconds: 20.5 }), true);
  await turn(30);
  assert.deepEqual(second.told(), [`initialized ${ACTIVITY.split("/").at(-1)}`, `terminated ${ACTIVITY.split("/").at(-1)}`]);
  assert.equal(second.statements().at(-1)?.result?.duration, "PT2M0.5S");
});

test("a state that the LRS refuses while the session opens is said", async () => {
  const [lrs, tab] = [fakeLrs(), memoryShelf()];
  lrs.fault = ({ method, url }) => (method === "PUT" && url.pathname.endsWith("/state") ? "unreached" : undefined);
  const first = await launchXapi({ lrs, tab, reloading: true });
  first.transport.save(report(viewed));
  first.transport.leave(report(viewed), true);
  await turn(20);
  first.own.kill();
  lrs.fault = ({ method, url }) => (method === "PUT" && url.pathname.endsWith("/state") ? 403 : undefined);
  const second = await launchXapi({ lrs, tab, own: browser(lrs.fetching, { share: first.own }) });
  const last = second.heard.at(-1);
  assert.equal(last?.state === "unsaved" && last.trouble, "denied");
});

test("what another window writes while the session opens is in the state that the launch gives", async () => {
  const [lrs, tab] = [fakeLrs(), memoryShelf()];
  const isPut = ({ method, url }: Asked): boolean => method === "PUT" && url.pathname.endsWith("/state");
  lrs.fault = (asked) => (isPut(asked) ? "unreached" : undefined);
  const first = await launchXapi({ lrs, tab, reloading: true });
  first.transport.save(report(viewed));
  first.transport.leave(report(viewed), true);
  await turn(20);
  first.own.kill();
  // What the first page kept is sent, and meets a document that was not there when the launch read.
  lrs.fault = (asked) => {
    if (isPut(asked) && lrs.documents.size === 0) lrs.documents.set(documentOf(IRI), stored(after(opened("lesson"))));
    return undefined;
  };
  const second = await launchXapi({ lrs, tab, own: browser(lrs.fetching, { share: first.own }) });
  const { parts } = decode(course, second.launch.resumeData).state;
  assert.deepEqual([parts["intro"], parts["lesson"]], [{ viewed: true }, { viewed: true }]);
  assert.deepEqual(second.merged, []); // nobody listens before the launch is over
});

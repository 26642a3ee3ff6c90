import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeLrs } from "./fake-lrs.ts";
import { opened } from "./lrs-outbox.ts";
import { browser, idsOf, statements, turn } from "./lrs-world.ts";

test("401 is shown and not tried again in this visit; the next visit sends it", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  lrs.fault = () => 401;
  const { outbox, heard } = await opened(own);
  const made = statements(2);
  outbox.add(made);
  await turn();
  own.goOnline();
  await own.pass();
  assert.equal(lrs.asked.length, 1);
  assert.deepEqual(heard.at(-1), { state: "unsaved", trouble: "denied", code: "401", detail: "2 statements wait" });
  lrs.fault = () => undefined;
  own.kill();
  await opened(browser(lrs.fetching, { share: own }));
  await turn();
  assert.deepEqual(lrs.ids(), idsOf(made));
});

test("403 for what this visit made is shown too", async () => {
  const lrs = fakeLrs();
  lrs.fault = () => 403;
  const { outbox, heard } = await opened(browser(lrs.fetching));
  outbox.add(statements(1));
  await turn();
  const last = heard.at(-1);
  assert.equal(last?.state === "unsaved" && last.trouble, "denied");
});

test("what an older session left and the LRS will not have is no obstacle to the new one", async () => {
  const lrs = fakeLrs();
  const first = browser(lrs.fetching);
  lrs.fault = () => "unreached";
  const old = statements(2);
  (await opened(first)).outbox.add(old);
  await turn();
  first.kill();
  const closed = new Set(idsOf(old));
  lrs.fault = ({ body }) => ([...closed].some((id) => body.includes(id)) ? 403 : undefined);
  const second = browser(lrs.fetching, { share: first });
  const { outbox, heard } = await opened(second);
  const made = statements(2);
  outbox.add(made);
  await turn(40);
  assert.deepEqual(lrs.ids(), idsOf(made));
  const last = heard.at(-1);
  assert.equal(last?.state === "unsaved" && last.trouble, "refused");
  // And it is not thrown away: an LRS that changes its mind gets it at the next visit.
  lrs.fault = () => undefined;
  second.kill();
  await opened(browser(lrs.fetching, { share: first }));
  await turn(40);
  assert.deepEqual(new Set(lrs.ids()), new Set([...idsOf(made), ...idsOf(old)]));
});

test("leftovers of a closed session come after all that is new, one by one, and at every later visit too", async () => {
  const lrs = fakeLrs();
  const first = browser(lrs.fetching);
  lrs.fault = () => "unreached";
  const old = statements(3);
  (await opened(first)).outbox.add(old);
  await turn();
  const closed = idsOf(old);
  lrs.fault = ({ body }) => (closed.some((id) => body.includes(id)) ? 403 : undefined);
  let before = first;
  for (const visit of ["second", "third"]) {
    before.kill();
    const asked = lrs.asked.length;
    before = browser(lrs.fetching, { share: first });
    const { outbox } = await opened(before);
    const made = statements(2);
    outbox.add(made);
    await turn(40);
    const carried = lrs.asked.slice(asked).map(({ body }) => (closed.filter((id) => body.includes(id)).length > 0 ? "old" : "new"));
    // The second visit finds out by one batch; the third knows, and starts while nothing else is there.
    assert.deepEqual(carried, visit === "second" ? ["old", "new", "old", "old", "old"] : ["old", "new", "old", "old"], visit);
    assert.ok(idsOf(made).every((id) => lrs.ids().includes(id)));
  }
});

test("what is new never shares a request with leftovers, whose refusal would stop it", async () => {
  const lrs = fakeLrs();
  const first = browser(lrs.fetching);
  lrs.fault = () => "unreached";
  const old = statements(2);
  (await opened(first)).outbox.add(old);
  await turn();
  first.kill();
  const second = browser(lrs.fetching, { share: first });
  const { outbox } = await opened(second);
  await turn();
  const made = statements(2);
  outbox.add(made); // all four wait
  lrs.fault = ({ body }) => (idsOf(old).some((id) => body.includes(id)) ? 403 : undefined);
  await second.pass();
  await turn(20);
  assert.deepEqual(lrs.ids(), idsOf(made));
});

test("a new session is not held up by what is refused of an old one on leaving either", async () => {
  const lrs = fakeLrs();
  const first = browser(lrs.fetching);
  lrs.fault = () => "unreached";
  const old = statements(2);
  (await opened(first)).outbox.add(old);
  await turn();
  first.kill();
  const second = browser(lrs.fetching, { share: first });
  const { outbox } = await opened(second);
  await turn();
  const made = statements(2);
  outbox.add(made);
  lrs.fault = ({ body }) => (idsOf(old).some((id) => body.includes(id)) ? 403 : undefined);
  outbox.leave();
  await turn();
  assert.deepEqual(lrs.ids(), idsOf(made));
});

test("a refusal is told at the visit that meets it, and not at every visit after", async () => {
  const lrs = fakeLrs();
  const own = browser(lrs.fetching);
  lrs.fault = () => 400;
  const first = await opened(own);
  first.outbox.add(statements(1));
  await turn(20);
  const last = first.heard.at(-1);
  assert.equal(last?.state === "unsaved" && last.trouble, "refused");
  own.kill();
  const again = await opened(browser(lrs.fetching, { share: own }));
  await turn(20);
  assert.equal(again.outbox.status().state, "saved");
  assert.equal(lrs.asked.length, 2);
});

test("one statement that the LRS finds faulty does not hold up the others", async () => {
  const lrs = fakeLrs();
  const made = statements(20);
  const culprit = made[13]?.id ?? "";
  lrs.fault = ({ body }) => (body.includes(culprit) ? 400 : undefined);
  const { outbox, heard } = await opened(browser(lrs.fetching));
  outbox.add(made);
  await turn(60);
  assert.deepEqual(lrs.ids(), idsOf(made).filter((id) => id !== culprit));
  const last = heard.at(-1);
  assert.equal(last?.state === "unsaved" && last.trouble, "refused");
});

test("a conflict over an id that the LRS has already is an arrival", async () => {
  const lrs = fakeLrs();
  const made = statements(3);
  lrs.stored.push({ ...made[1], timestamp: "2026-03-01T09:05:08.000Z" });
  const { outbox, heard } = await opened(browser(lrs.fetching));
  outbox.add(made);
  await turn(40);
  assert.deepEqual([...lrs.ids()].sort(), idsOf(made));
  assert.equal(heard.at(-1)?.state, "saved");
});

test("who may write and not read loses nothing by a conflict, and goes on", async () => {
  const lrs = fakeLrs();
  const made = statements(3);
  const twice = made[1]?.id ?? "";
  lrs.fault = ({ method, body }) => (method === "GET" ? 403 : body.includes(twice) ? 409 : undefined);
  const own = browser(lrs.fetching);
  const { outbox, heard } = await opened(own);
  outbox.add(made);
  await turn(40);
  assert.deepEqual(lrs.ids(), idsOf(made).filter((id) => id !== twice));
  const last = heard.at(-1);
  assert.equal(last?.state === "unsaved" && last.trouble, "refused");
  own.kill();
  lrs.fault = () => undefined;
  await opened(browser(lrs.fetching, { share: own }));
  await turn(40);
  assert.ok(lrs.ids().includes(twice));
});

test("a login page is not taken for an LRS", async () => {
  const lrs = fakeLrs();
  lrs.fault = () => ({ status: 200, text: "<!doctype html><title>Sign in</title>" });
  const own = browser(lrs.fetching);
  const { outbox, heard } = await opened(own);
  outbox.add(statements(1));
  await turn();
  assert.equal(heard.at(-1)?.state, "unsaved");
  lrs.fault = () => undefined;
  await own.pass();
  assert.equal(lrs.stored.length, 1);
});

// A proxy that wants a session token, and one that reports on topics.

import assert from "node:assert/strict";
import { test } from "node:test";

import { QUESTION, answer, piece, play, sse, status, unanswered, unconnected } from "./lab-world.ts";
import type { Behaviour } from "./lab-world.ts";

const wants = (code: string, status = 401): Behaviour => () =>
  Promise.resolve(Response.json({ error: { message: "no", type: "authentication_error", code } }, { status }));
const gives = (token: unknown): Behaviour => () => Promise.resolve(Response.json({ token, expires_in: 900 }, { status: 201 }));
const bearer = (headers: HeadersInit | undefined): string | undefined => (headers as { readonly [name: string]: string } | undefined)?.["Authorization"];

for (const code of ["session_required", "session_expired", "session_invalid"]) {
  test(`a 401 of ${code} is answered with a token, and the question is asked once more`, async () => {
    const { reply, calls, retries } = await play([wants(code), gives("abc"), answer("Hi")]);
    assert.deepEqual(reply, { ok: true, text: "Hi", topics: null });
    assert.deepEqual(calls.map(({ url }) => url.replace("https://proxy.example/v1/", "")), ["chat/completions", "sessions", "chat/completions"]);
    assert.deepEqual(calls.map(({ init }) => bearer(init.headers)), [undefined, undefined, "Bearer abc"]);
    assert.equal(calls[0]?.init.body, calls[2]?.init.body);
    assert.deepEqual(retries, []);
  });
}

test("the request for a token carries course, lab and session, no cookie and nothing else", async () => {
  const { calls } = await play([wants("session_required"), gives("abc"), answer("Hi")]);
  const init = calls[1]?.init;
  const { course, lab, session } = QUESTION;
  assert.deepEqual(JSON.parse(String(init?.body)), { course, lab, session });
  assert.deepEqual([init?.method, init?.credentials, init?.referrerPolicy, init?.redirect], ["POST", "omit", "no-referrer", "error"]);
});

test("a token that is refused at once is no loop", async () => {
  const { reply, calls } = await play([wants("session_required"), gives("abc"), wants("session_invalid")]);
  assert.deepEqual([!reply.ok && reply.kind, calls.length], ["refused", 3]);
});

for (const [name, behaviour] of [["is refused", status(403)], ["is down", unconnected], ["gives no text", gives(7)], ["gives nothing", gives("")]] as const) {
  test(`where the request for a token ${name}, the course is refused`, async () => {
    const { reply, calls } = await play([wants("session_required"), behaviour]);
    assert.deepEqual([!reply.ok && reply.kind, calls.length], ["refused", 2]);
  });
}

test("a request for a token that is never answered is given up after 5 seconds", async () => {
  const { reply, seconds, armed } = await play([wants("session_required"), unanswered]);
  assert.deepEqual([!reply.ok && reply.kind, seconds, armed], ["refused", 5, 0]);
});

test("the learner can stop while a token is fetched", async () => {
  const { reply } = await play([wants("session_required"), unanswered], { stopAt: 2 });
  assert.equal(!reply.ok && reply.kind, "stopped");
});

test("another 401, and a 403 with the same words, ask for no token", async () => {
  for (const refused of [wants("invalid_api_key"), wants("session_required", 403), status(401)]) {
    assert.equal((await play([refused])).calls.length, 1);
  }
});

test("a report on topics comes with the reply, in a stream or in one body", async () => {
  const report = (topics: unknown): string => `data: ${JSON.stringify({ object: "chat.completion.chunk", choices: [], scormpack: { topics } })}\n\n`;
  const streamed = await play([sse([piece("Yes"), report(["a", 7, "b"]), "data: [DONE]\n\n"])]);
  assert.deepEqual(streamed.reply, { ok: true, text: "Yes", topics: ["a", "b"] });
  const none = await play([sse([piece("Yes"), report([]), "data: [DONE]\n\n"])]);
  assert.deepEqual(none.reply, { ok: true, text: "Yes", topics: [] });
  const broken = await play([sse([piece("Yes"), report("a"), "data: [DONE]\n\n"])]);
  assert.deepEqual(broken.reply, { ok: true, text: "Yes", topics: null });
  const whole = await play([() => Promise.resolve(Response.json({ choices: [{ message: { content: "Yes" } }], scormpack: { topics: ["a"] } }))]);
  assert.deepEqual(whole.reply, { ok: true, text: "Yes", topics: ["a"] });
});

test("an error event before the first word is a fault of the proxy's, and tried once more", async () => {
  const error = 'data: {"error":{"message":"gone","code":"upstream_unavailable"}}\n\n';
  const { reply, retries } = await play([sse([error]), answer("Hi")]);
  assert.deepEqual([reply.ok, retries.map(([kind]) => kind)], [true, ["unavailable"]]);
  const later = await play([sse([piece("Ha"), error])]);
  assert.deepEqual(later.reply, { ok: false, kind: "broken", text: "Ha" });
});

test("the second try waits 6 seconds for a head: what takes the assistant's place is due 8 seconds after a failure", async () => {
  for (const first of [status(503), unanswered]) {
    const { calls, seconds } = await play([first, unanswered], { chance: 0.999 });
    const failed = first === unanswered ? 10 : 0;
    assert.equal(calls.length, 2);
    assert.ok(seconds - failed <= 8, `${seconds}`);
  }
});

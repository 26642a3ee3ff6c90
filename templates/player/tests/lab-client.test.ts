import assert from "node:assert/strict";
import { test } from "node:test";

import { requestOf, retryAfterSeconds } from "../src/lab/client.ts";
import { QUESTION, answer, piece, play, sse, status, unanswered, unconnected } from "./lab-world.ts";
import type { Behaviour } from "./lab-world.ts";

const json = (text: string): Behaviour => () =>
  Promise.resolve(new Response(text, { headers: { "Content-Type": "application/json; charset=utf-8" } }));

test("the request is a POST to {url}/chat/completions that carries the contract's fields and no others", async () => {
  const { calls } = await play([answer("Hi")]);
  assert.equal(calls[0]?.url, "https://proxy.example/v1/chat/completions");
  assert.equal(calls[0]?.init.method, "POST");
  assert.deepEqual(JSON.parse(String(calls[0]?.init.body)), {
    model: "lab",
    stream: true,
    messages: [{ role: "user", content: "Hello" }],
    metadata: { course: "course-1", lab: "lab-1", session: "0011" },
  });
});

test("the request carries no cookie and no address of the LMS, and follows no redirect", async () => {
  const init = (await play([answer("Hi")])).calls[0]?.init;
  assert.deepEqual([init?.credentials, init?.referrerPolicy, init?.redirect], ["omit", "no-referrer", "error"]);
});

test("what a learner is shown as the request is what is sent", async () => {
  const { calls } = await play([answer("Hi")]);
  const { url, headers, body } = requestOf(QUESTION, null);
  assert.deepEqual([calls[0]?.url, calls[0]?.init.headers, calls[0]?.init.body], [url, headers, body]);
});

test("a streamed reply grows and is delivered whole", async () => {
  const { reply, texts } = await play([answer("Syn", "the", "tic")]);
  assert.deepEqual(texts, ["Syn", "Synthe", "Synthetic"]);
  assert.deepEqual(reply, { ok: true, text: "Synthetic", topics: null });
});

test("chunks without content are passed over", async () => {
  const role = 'data: {"choices":[{"delta":{"role":"assistant"}}]}\n\n';
  const usage = 'data: {"choices":[],"usage":{"total_tokens":3}}\n\n';
  const { reply } = await play([sse([role, piece("Yes"), 'data: {"choices":[{"delta":{"content":null}}]}\n\n', usage, "data: [DONE]\n\n"])]);
  assert.deepEqual(reply, { ok: true, text: "Yes", topics: null });
});

test("one JSON body is a reply too", async () => {
  const { reply } = await play([json('{"choices":[{"message":{"role":"assistant","content":"Whole."}}]}')]);
  assert.deepEqual(reply, { ok: true, text: "Whole.", topics: null });
});

test("a stream that ends after its finish reason is whole without [DONE]", async () => {
  const { reply } = await play([sse([piece("Yes"), 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n'])]);
  assert.deepEqual(reply, { ok: true, text: "Yes", topics: null });
});

test("429 waits for Retry-After in seconds", async () => {
  const { reply, calls } = await play([status(429, { "Retry-After": "7" }), answer("Hi")]);
  assert.deepEqual(reply, { ok: true, text: "Hi", topics: null });
  assert.deepEqual(calls.map(({ at }) => at), [0, 7]);
});

test("429 waits for Retry-After as a date", async () => {
  const { calls } = await play([status(429, { "Retry-After": "Thu, 01 Jan 2026 00:00:09 GMT" }), answer("Hi")]);
  assert.deepEqual(calls.map(({ at }) => at), [0, 9]);
});

test("Retry-After counts for 60 seconds at most, and none in the past", () => {
  const now = Date.UTC(2026, 0, 1);
  const cases: readonly (readonly [string | null, number | null])[] = [
    ["0", 0], ["0.2", 0.2], ["60", 60], ["61", 60], ["86400", 60], [" 5 ", 5],
    ["Thu, 01 Jan 2026 00:00:30 GMT", 30], ["Thu, 01 Jan 2026 01:00:00 GMT", 60], ["Wed, 31 Dec 2025 23:59:00 GMT", 0],
    ["-5", null], ["soon", null], ["", null], [null, null], ["5s", null],
  ];
  for (const [header, seconds] of cases) assert.equal(retryAfterSeconds(header, now), seconds, String(header));
});

test("429 without Retry-After backs off with jitter: 1 to 2 seconds, then 2 to 4", async () => {
  const least = await play([status(429), status(429), answer("Hi")], { chance: 0 });
  assert.deepEqual(least.calls.map(({ at }) => at), [0, 1, 3]);
  const most = await play([status(429), status(429), answer("Hi")], { chance: 0.5 });
  assert.deepEqual(most.calls.map(({ at }) => at), [0, 1.5, 4.5]);
});

test("429 is tried three times in all", async () => {
  const { reply, calls, retries } = await play([status(429), status(429), status(429)]);
  assert.deepEqual(reply, { ok: false, kind: "busy", text: "" });
  assert.equal(calls.length, 3);
  assert.deepEqual(retries.map(([kind]) => kind), ["busy", "busy"]);
});

test("a 5xx is tried once more, then given up", async () => {
  for (const code of [500, 502, 503, 504]) {
    const { reply, calls } = await play([status(code), status(code)]);
    assert.deepEqual(reply, { ok: false, kind: "unavailable", text: "" }, String(code));
    assert.equal(calls.length, 2, String(code));
  }
  assert.deepEqual((await play([status(500), answer("Hi")])).reply, { ok: true, text: "Hi", topics: null });
});

test("no response in 10 seconds is tried once more for 6, then given up", async () => {
  const { reply, retries, calls, seconds } = await play([unanswered, unanswered], { chance: 0 });
  assert.deepEqual(reply, { ok: false, kind: "unreached", text: "" });
  assert.deepEqual(retries, [["unreached", 0.5]]);
  assert.deepEqual(calls.map(({ at }) => at), [0, 10.5]);
  assert.equal(seconds, 16.5);
});

test("a stream silent for 30 seconds is tried once more, and the partial text stays", async () => {
  const { reply, calls, seconds } = await play([sse([piece("Half")], "open"), sse([], "open")], { chance: 0 });
  assert.deepEqual(reply, { ok: false, kind: "silent", text: "Half" });
  assert.deepEqual(calls.map(({ at }) => at), [0, 30.5]);
  assert.equal(seconds, 60.5);
});

test("a retry after silence starts the text anew", async () => {
  const { reply, texts } = await play([sse([piece("Half")], "open"), answer("Whole", " text")]);
  assert.deepEqual(reply, { ok: true, text: "Whole text", topics: null });
  assert.deepEqual(texts, ["Half", "Whole", "Whole text"]);
});

test("different faults share one retry", async () => {
  const { reply, calls } = await play([status(500), unanswered]);
  assert.deepEqual(reply, { ok: false, kind: "unreached", text: "" });
  assert.equal(calls.length, 2);
});

test("a network error is one clear failure, without a retry", async () => {
  const { reply, calls } = await play([unconnected]);
  assert.deepEqual(reply, { ok: false, kind: "network", text: "" });
  assert.equal(calls.length, 1);
});

test("401 and 403 are never tried again", async () => {
  for (const code of [401, 403]) {
    const { reply, calls } = await play([status(code, { "Retry-After": "1" })]);
    assert.deepEqual(reply, { ok: false, kind: "refused", text: "" }, String(code));
    assert.equal(calls.length, 1, String(code));
  }
});

test("any other status is not tried again", async () => {
  for (const code of [400, 404, 413, 422]) {
    const { reply, calls } = await play([status(code)]);
    assert.deepEqual(reply, { ok: false, kind: "rejected", text: "" }, String(code));
    assert.equal(calls.length, 1, String(code));
  }
});

test("a stream that is lost keeps its partial text, without a retry", async () => {
  const { reply, calls } = await play([sse([piece("Half an ans")], "lost")]);
  assert.deepEqual(reply, { ok: false, kind: "broken", text: "Half an ans" });
  assert.equal(calls.length, 1);
});

test("a stream that ends before [DONE] is broken", async () => {
  assert.deepEqual((await play([sse([piece("Half")])])).reply, { ok: false, kind: "broken", text: "Half" });
});

test("an error inside the stream breaks it", async () => {
  const { reply } = await play([sse([piece("Half"), 'data: {"error":{"message":"upstream"}}\n\n', "data: [DONE]\n\n"])]);
  assert.deepEqual(reply, { ok: false, kind: "broken", text: "Half" });
});

test("what is neither a stream nor a completion is unreadable, without a retry", async () => {
  const html: Behaviour = () => Promise.resolve(new Response("<h1>Welcome</h1>", { headers: { "Content-Type": "text/html" } }));
  const cases: readonly Behaviour[] = [
    html, json("{"), json("null"), json('{"choices":[]}'), json('{"choices":[{"message":{"content":["no"]}}]}'),
    sse(["data: no json\n\n"]), sse(["data: [DONE]\n\n"]), answer("  "),
  ];
  for (const [i, behaviour] of cases.entries()) {
    const { reply, calls } = await play([behaviour]);
    assert.equal(reply.ok ? reply.text : reply.kind, "unreadable", `case ${i}`);
    assert.equal(calls.length, 1, `case ${i}`);
  }
});

test("a reply without end is cut off", async () => {
  const { reply } = await play([sse([piece("a".repeat(150_000)), piece("b".repeat(150_000))], "open")]);
  assert.equal(!reply.ok && reply.kind, "broken");
});

test("the learner stops a reply that streams: the partial text stays", async () => {
  const { reply, calls, seconds } = await play([sse([piece("Half")], "open")], { stopAt: 4 });
  assert.deepEqual(reply, { ok: false, kind: "stopped", text: "Half" });
  assert.deepEqual([calls.length, seconds], [1, 4]);
});

test("the learner stops before the connection and during a wait", async () => {
  const connecting = await play([unanswered], { stopAt: 2 });
  assert.deepEqual(connecting.reply, { ok: false, kind: "stopped", text: "" });
  const waiting = await play([status(429, { "Retry-After": "50" })], { stopAt: 3 });
  assert.deepEqual(waiting.reply, { ok: false, kind: "stopped", text: "" });
  assert.deepEqual([waiting.calls.length, waiting.seconds], [1, 3]);
});

test("no timer is left behind, whatever the end", async () => {
  const ends: readonly Behaviour[] = [answer("Hi"), status(401), unconnected, sse([piece("Half")], "lost")];
  for (const [i, end] of ends.entries()) assert.equal((await play([end])).armed, 0, `end ${i}`);
});

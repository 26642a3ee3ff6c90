import assert from "node:assert/strict";
import { test } from "node:test";

import { eventData } from "../src/lab/sse.ts";

const encoder = new TextEncoder();

/** The data of every event when the bytes arrive in chunks of `size`. */
async function read(text: string | Uint8Array, size = Infinity, heard?: () => void): Promise<string[]> {
  const bytes = typeof text === "string" ? encoder.encode(text) : text;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
  const events: string[] = [];
  for await (const data of eventData(stream, heard)) events.push(data);
  return events;
}

test("events come out the same wherever the chunks are cut", async () => {
  const text = "data: naïve 漢字 🙂\r\n\r\n: a comment\n\ndata: two\ndata: lines\n\nevent: x\nid: 7\ndata:no space\n\ndata: [DONE]\n\n";
  const expected = ["naïve 漢字 🙂", "two\nlines", "no space", "[DONE]"];
  for (let size = 1; size <= 40; size++) assert.deepEqual(await read(text, size), expected, `chunks of ${size}`);
});

test("LF, CRLF and CR all end a line", async () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const text = ["data: a", "data: b", "", "data: [DONE]", "", ""].join(end);
    for (const size of [1, 2, 3, Infinity]) assert.deepEqual(await read(text, size), ["a\nb", "[DONE]"], JSON.stringify([end, size]));
  }
});

test("nothing is read after [DONE]", async () => {
  assert.deepEqual(await read("data: a\n\ndata: [DONE]\n\ndata: b\n\n"), ["a", "[DONE]"]);
});

test("a stream that stays open is cancelled after [DONE]", async () => {
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode("data: [DONE]\n\n")),
    cancel: () => {
      cancelled = true;
    },
  });
  for await (const data of eventData(stream)) assert.equal(data, "[DONE]");
  assert.equal(cancelled, true);
});

test("an event that the stream cuts off is dropped", async () => {
  assert.deepEqual(await read("data: whole\n\ndata: half"), ["whole"]);
  assert.deepEqual(await read("data: whole\n\ndata: half\n"), ["whole"]);
});

test("a final [DONE] counts without its blank line", async () => {
  assert.deepEqual(await read("data: a\n\ndata: [DONE]"), ["a", "[DONE]"]);
  assert.deepEqual(await read("data: a\n\ndata: [DONE]\r\n"), ["a", "[DONE]"]);
});

test("a byte order mark before the first field is ignored", async () => {
  assert.deepEqual(await read(new Uint8Array([0xef, 0xbb, 0xbf, ...encoder.encode("data: a\n\n")])), ["a"]);
});

test("one space after the colon belongs to the field, a second one to the data", async () => {
  assert.deepEqual(await read("data:  a\n\ndata\n\ndatabase: b\n\n"), [" a", ""]);
});

test("comments are heard although they are no events", async () => {
  let chunks = 0;
  assert.deepEqual(await read(": ping\n\n: ping\n\n", 8, () => chunks++), []);
  assert.equal(chunks, 2);
});

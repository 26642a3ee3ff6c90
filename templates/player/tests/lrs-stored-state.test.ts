// The versions of one document, at LRSs that differ in how they mark them (Communication, 3.1).

import assert from "node:assert/strict";
import { test } from "node:test";
import { openResumeDocument } from "../src/lrs/resume-document.ts";
import { etagOf, fakeLrs } from "./fake-lrs.ts";
import { held, opened, optionsFor, words } from "./lrs-words.ts";
import { browser, seenThrough, turn } from "./lrs-world.ts";

/** How LRSs differ, and what the page sees of it. */
const VARIETIES: readonly { readonly name: string; readonly etags?: boolean; readonly demands?: boolean; readonly look?: (headers: Headers, method: string) => void }[] = [
  { name: "by the book" },
  { name: "that gives an ETag only when it is read", look: (headers, method) => method === "PUT" && headers.delete("ETag") },
  { name: "that demands an ETag (409)", demands: true },
  { name: "whose ETag no browser sees, and which demands one (409)", demands: true, look: (headers) => headers.delete("ETag") },
  { name: "whose ETag a compressing server made weak", look: (headers) => headers.has("ETag") && headers.set("ETag", `W/${headers.get("ETag")}`) },
  {
    name: "whose ETag a compressing server made longer",
    look: (headers) => headers.has("ETag") && headers.set("ETag", (headers.get("ETag") ?? "").replace(/"$/, '-gzip"')),
  },
  { name: "without ETags", etags: false },
];

for (const { name, etags = true, demands = false, look = () => undefined } of VARIETIES) {
  test(`at an LRS ${name}, two windows lose nothing of each other`, async () => {
    const lrs = fakeLrs({ etags });
    if (demands) lrs.fault = ({ method, headers }) => (method === "PUT" && !headers.has("If-Match") && lrs.documents.size > 0 ? 409 : undefined);
    const fetching = seenThrough(lrs.fetching, look);
    const [one, two] = [await opened(browser(fetching)), await opened(browser(fetching))];
    for (const [window, list] of [[one, ["one"]], [two, ["two"]], [one, ["one", "three"]]] as const) {
      window.document.write(words(...list));
      for (let i = 0; i < 4; i++) {
        await turn(20);
        await window.own.pass();
      }
      assert.equal(window.document.status().state, "saved");
    }
    assert.deepEqual(held(lrs), words("one", "three", "two"));
    assert.deepEqual(two.merged, [words("one", "two")]);
    assert.deepEqual(one.merged, [words("one", "three", "two")]);
  });
}

test("an LRS with marks of its own is asked for the new one at once, so that leaving can name it", async () => {
  const lrs = fakeLrs();
  const fetching = seenThrough(lrs.fetching, (headers, method) => {
    if (method === "PUT") headers.delete("ETag");
    else if (headers.has("ETag")) headers.set("ETag", '"version-1"');
  });
  const { document } = await opened(browser(fetching));
  document.write(words("a"));
  await turn(30);
  assert.deepEqual(lrs.asked.map(({ method }) => method), ["GET", "GET", "PUT", "GET"]);
  lrs.fault = (asked) => (asked.keepalive ? undefined : "unreached");
  document.write(words("a", "b"));
  document.leave();
  await turn(30);
  assert.equal(lrs.asked.at(-1)?.headers.get("If-Match"), '"version-1"');
});

test("an LRS that puts properties in another order has the same document", async () => {
  const lrs = fakeLrs();
  const fetching: typeof fetch = async (input, init) => {
    const response = await lrs.fetching(input, init);
    if (init?.method !== "GET" || response.status !== 200) return new Response(null, { status: response.status });
    const turned = Object.fromEntries(Object.entries((await response.json()) as object).reverse());
    return new Response(JSON.stringify(turned), { headers: { ETag: '"version-1"' } });
  };
  const result = await openResumeDocument({ ...optionsFor(browser(fetching), [], []), merge: (mine) => mine });
  assert.equal(result.kind, "open");
  if (result.kind !== "open") return;
  result.document.write({ format: 1, resume: "x" });
  await turn(40);
  assert.deepEqual(lrs.asked.map(({ method }) => method), ["GET", "GET", "PUT", "GET"]);
  assert.equal(result.document.status().state, "saved");
});

test("a farewell overtakes no earlier write that is still under way: it may replace that one too (RFC 9110, 13.1.1)", async () => {
  const lrs = fakeLrs();
  let late: (() => void) | null = null;
  // The PUT of "b" arrives, and its answer is still on its way when the page goes.
  const fetching: typeof fetch = async (input, init) => {
    const response = await lrs.fetching(input, init);
    if (late === null && init?.method === "PUT" && !init.keepalive && String(init.body).includes("b")) await new Promise<void>((go) => (late = go));
    return response;
  };
  const own = browser(fetching);
  const { document } = await opened(own);
  document.write(words("a"));
  await turn(20);
  const reader = await opened(own);
  reader.document.write(words("a", "b"));
  await turn(20);
  reader.document.write(words("a", "b", "c"));
  reader.document.leave();
  await turn(20);
  const farewell = lrs.asked.filter(({ keepalive }) => keepalive).at(-1);
  const digests = (farewell?.headers.get("If-Match") ?? "").split(", ");
  assert.deepEqual(digests, [etagOf('{"words":["a"]}'), etagOf('{"words":["a","b"]}')]);
});

test("a farewell never replaces a version that is not known", async () => {
  const lrs = fakeLrs();
  const fetching = seenThrough(lrs.fetching, (headers) => headers.has("ETag") && headers.set("ETag", '"mine-1"'));
  const one = await opened(browser(fetching));
  one.document.write(words("a"));
  await turn(20);
  lrs.fault = ({ method }) => (method === "GET" ? "unreached" : 412);
  one.document.write(words("b"));
  await turn(20); // in conflict, and the new version cannot be read
  const asked = lrs.asked.length;
  one.document.leave();
  await turn(20);
  assert.deepEqual(lrs.asked.slice(asked).filter(({ method }) => method === "PUT"), []);
});

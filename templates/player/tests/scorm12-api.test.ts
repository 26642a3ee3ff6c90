import assert from "node:assert/strict";
import { test } from "node:test";
import { awaitApi, findApi, wireTo, type Api, type ApiWindow } from "../src/transports/scorm12-api.ts";
import { lms } from "./lms.ts";

const { api } = lms();
const place = (over: Partial<ApiWindow> = {}): ApiWindow => ({ parent: null, opener: null, ...over });
const above = (levels: number, top: ApiWindow): ApiWindow => (levels === 0 ? top : place({ parent: above(levels - 1, top) }));
const foreign = (parent: ApiWindow | null): ApiWindow => ({
  parent,
  opener: null,
  get API(): Api {
    throw new Error("SecurityError");
  },
});

test("the API is found in the window itself, in a parent, and in a parent far up", () => {
  assert.equal(findApi(place({ API: api })), api);
  assert.equal(findApi(above(3, place({ API: api }))), api);
  assert.equal(findApi(above(500, place({ API: api }))), api);
});

test("the search stops 500 parents up", () => {
  assert.equal(findApi(above(501, place({ API: api }))), null);
});

test("the nearest API wins", () => {
  const far = lms().api;
  assert.equal(findApi(place({ parent: place({ API: api, parent: place({ API: far }) }) })), api);
});

test("the API is found in the opener, in the opener's parents, and in the opener of the topmost window", () => {
  assert.equal(findApi(place({ opener: place({ API: api }) })), api);
  assert.equal(findApi(place({ opener: above(2, place({ API: api })) })), api);
  assert.equal(findApi(above(2, place({ opener: place({ API: api }) }))), api);
});

test("a parent of another origin is passed over and its parents are searched", () => {
  assert.equal(findApi(place({ parent: foreign(place({ API: api })) })), api);
  assert.equal(findApi(place({ parent: foreign(null) })), null);
});

test("windows that are one another's parents end the search", () => {
  const first: { parent: ApiWindow | null; opener: null } = { parent: null, opener: null };
  first.parent = place({ parent: first });
  assert.equal(findApi(first), null);
  const top: { parent: ApiWindow | null; opener: null } = { parent: null, opener: null };
  top.parent = top; // as browsers do
  assert.equal(findApi(top), null);
});

test("a page with no parent and no opener gives up at once", async () => {
  const started = performance.now();
  assert.equal(await awaitApi(place(), 3000), null);
  assert.ok(performance.now() - started < 100);
});

test("an API that appears late is found", async () => {
  const parent: { API?: Api; parent: null; opener: null } = { parent: null, opener: null };
  setTimeout(() => (parent.API = api), 150);
  assert.equal(await awaitApi(place({ parent }), 3000), api);
});

test("an API that never appears is given up after the given time", async () => {
  const started = performance.now();
  assert.equal(await awaitApi(place({ parent: place() }), 300), null);
  assert.ok(performance.now() - started >= 290);
});

test("a set is accepted only when the LMS says true and its last error is 0", () => {
  const says = (answer: unknown, error: unknown) =>
    wireTo({ ...api, LMSSetValue: () => answer, LMSGetLastError: () => error } as Api).set("cmi.core.exit", "suspend");
  assert.equal(says("true", "0"), null);
  assert.equal(says(true, 0), null);
  assert.equal(says("true", "405")?.code, "405");
  assert.equal(says("false", "0")?.code, "");
  assert.equal(says(undefined, "101")?.code, "101");
});

test("an API that throws is a refusal and no exception", () => {
  const gone = (): never => {
    throw new Error("the frame was removed");
  };
  const wire = wireTo({ LMSInitialize: gone, LMSFinish: gone, LMSGetValue: gone, LMSSetValue: gone, LMSCommit: gone, LMSGetLastError: gone });
  assert.equal(wire.open(), false);
  assert.equal(wire.get("cmi.suspend_data"), "");
  assert.deepEqual(wire.commit(), { state: "unsaved", trouble: "unreachable", code: "", detail: "LMSCommit threw an exception" });
});

// A cmi5 launch whose LMS is slow, silent or out of order.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeLrs, type Asked, type Fault } from "./fake-lrs.ts";
import { after, launchCmi5, report, tokens } from "./lrs-launch.ts";
import { browser, memoryShelf, turn } from "./lrs-world.ts";

const isLaunchData = ({ url }: Asked): boolean => url.searchParams.get("stateId") === "LMS.LaunchData";

test("8.2.1 an address that never answers is given up, and the course opens without a record", async () => {
  const lrs = fakeLrs();
  tokens(lrs);
  const own = browser((input, init) => {
    if (!String(input).includes("/fetch/")) return lrs.fetching(input, init);
    return new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError"))));
  });
  const { launch, heard } = await launchCmi5({ lrs, own });
  assert.equal(launch.mode, "unrecorded");
  const last = heard.at(-1);
  assert.equal(last?.state === "unsaved" && last.trouble, "denied");
});

for (const [name, fault] of [["is not reached", "unreached"], ["answers 503", 503], ["answers 429", 429]] as readonly (readonly [string, Fault])[]) {
  test(`10.0 launch data that ${name} once is asked for again`, async () => {
    const lrs = fakeLrs();
    tokens(lrs);
    let asked = 0;
    const before = lrs.fault;
    lrs.fault = (request) => (isLaunchData(request) && (asked += 1) === 1 ? fault : before(request));
    const { launch } = await launchCmi5({ lrs });
    assert.equal(launch.mode, "normal");
    assert.equal(asked, 2);
  });
}

for (const [name, fault, asks] of [["cannot be reached", "unreached", 2], ["may not be read", 403, 1]] as const) {
  test(`10.0 launch data that ${name} leaves the course without a record`, async () => {
    const lrs = fakeLrs();
    tokens(lrs);
    const before = lrs.fault;
    lrs.fault = (request) => (isLaunchData(request) ? fault : before(request));
    const { launch, heard } = await launchCmi5({ lrs });
    assert.equal(launch.mode, "unrecorded");
    assert.equal(lrs.asked.filter(isLaunchData).length, asks);
    assert.equal(heard.at(-1)?.state, "unsaved");
    assert.deepEqual(lrs.stored, []);
  });
}

test("9.3.8 a session that was closed stays so, however often its page is loaded", async () => {
  const [lrs, tab] = [fakeLrs(), memoryShelf()];
  tokens(lrs);
  const viewed = after({ type: "opened", part: "intro" });
  const first = await launchCmi5({ lrs, tab });
  first.transport.leave(report(viewed), true);
  first.transport.leave(report(viewed), false); // a page that was left is hidden as well
  await turn(30);
  first.own.kill();
  for (let reload = 0; reload < 2; reload++) {
    const again = await launchCmi5({ lrs, tab, own: browser(lrs.fetching, { share: first.own }) });
    assert.equal(again.launch.mode, "review");
    assert.deepEqual(again.told(), ["initialized 41", "suspended 41", "terminated 41"]);
    again.own.kill();
  }
});

// The page of an LMS with one of the run-times of runtimes.js. Query: `kind`; `place` parent, opener or late; `url` of the package.

import { KINDS, Plain, server } from "./runtimes.js";

const query = new URLSearchParams(location.search);
const place = query.get("place") || "parent";
const initial = JSON.parse(query.get("initial") || "{}");
const launches = Number(sessionStorage.getItem("launches") || 0) + 1;
const world = { trouble: false, forEver: false, vanishes: false, unsupported: [], delay: 0, launches };
const later = { touched: 0 };
sessionStorage.setItem("launches", String(launches));

const options = {
  get unsupported() {
    return world.unsupported;
  },
  get delay() {
    return world.delay;
  },
};
const plain = new Plain(initial, {});
Object.defineProperties(plain.strict.options, Object.getOwnPropertyDescriptors(options));
const api = KINDS[query.get("kind") || "well behaved"](plain, world);
const offer = () => (globalThis.API = api);

let frame = null;
globalThis.lms = {
  world,
  later,
  server: server.read,
  calls: () => plain.strict.calls,
  frame: () => frame,
  forget: () => server.write({}),
};

if (query.get("kind") === "both APIs") globalThis.API_1484_11 = new Proxy({}, { get: () => () => ((later.touched += 1), "true") });

if (place === "late") setTimeout(offer, 2000);
else offer();
if (place === "opener") globalThis.content = open(query.get("url"), "content", "width=650,height=900");
else {
  frame = document.createElement("iframe");
  frame.name = "content";
  frame.style = "width: 650px; height: 900px; border: 0";
  frame.src = query.get("url");
  document.body.append(frame);
  frame.addEventListener("load", () => world.vanishes && setTimeout(() => delete globalThis.API, 1500));
}

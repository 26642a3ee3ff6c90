import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { scorm12 } from "../src/transports/scorm12.ts";
import { lms, pageIn } from "./lms.ts";
import { answer, course, part, passed, report, deaf } from "./reports.ts";

const docs = readFileSync(new URL("../../../docs/tracking.md", import.meta.url), "utf8");

test("docs/tracking.md names every element that is read or written", async () => {
  const own = lms();
  const transport = scorm12(course, { window: pageIn(own), store: null, onWritten: () => undefined, isReachable: () => true });
  await transport.launch(deaf);
  transport.save(report({ answers: [answer()] }));
  transport.leave(report({ outcome: passed, parts: [part(), part({ part: "exam", success: "passed", score: 1 })] }), true);
  const elements = new Set(own.calls.flatMap((call) => /cmi[.\w]+/.exec(call) ?? []).map((element) => element.replace(/s\.\d+/, "s.n")));
  assert.equal(elements.size, 26); // core 11 with the state and the mark, interactions 9, objectives 6
  for (const element of elements) assert.ok(docs.includes(`\`${element}\``), element);
});

test("the saved state that docs/tracking.md takes apart is one of the vectors", () => {
  const path = new URL("../../../tests/vectors/resume.json", import.meta.url);
  const { states } = JSON.parse(readFileSync(path, "utf8")) as { states: { text: string }[] };
  const [, example = ""] = /^ {4}(1\.\S+quiz-1\.\S+)$/m.exec(docs) ?? [];
  assert.ok(states.some(({ text }) => text === example), example);
});

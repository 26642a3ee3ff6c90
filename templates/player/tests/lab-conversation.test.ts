import assert from "node:assert/strict";
import { test } from "node:test";

import { converse, endsInFragment, messagesOf, openConversation } from "../src/lab/conversation.ts";
import type { Conversation, ConversationEvent, Turn } from "../src/lab/conversation.ts";

const GREETING: Turn = { by: "assistant", text: "Hello." };
const learner = (text: string): Turn => ({ by: "learner", text });
const assistant = (text: string): Turn => ({ by: "assistant", text });

function after(...events: readonly ConversationEvent[]): Conversation {
  return events.reduce(converse, openConversation("Hello."));
}
const say = (text: string): ConversationEvent[] => [{ type: "drafted", text }, { type: "sent" }];

test("a turn is sent trimmed, and leaves an empty composer", () => {
  const state = after(...say("  What is it?\n"));
  assert.deepEqual(state.turns, [GREETING, learner("What is it?")]);
  assert.deepEqual([state.draft, state.status], ["", "waiting"]);
});

test("an empty turn is not sent", () => {
  for (const text of ["", "   ", "\n\t"]) assert.equal(after(...say(text)).status, "ready");
});

test("a double click sends one turn", () => {
  const once = after(...say("What?"));
  assert.equal(converse(once, { type: "sent" }), once);
  const typedAhead = converse(once, { type: "drafted", text: "And" });
  assert.equal(converse(typedAhead, { type: "sent" }), typedAhead);
});

test("a delivered reply becomes a turn, and what was typed meanwhile stays", () => {
  const state = after(...say("What?"), { type: "streamed", text: "Da" }, { type: "drafted", text: "Next" }, { type: "replied", text: "Data." });
  assert.deepEqual(state, { turns: [GREETING, learner("What?"), assistant("Data.")], draft: "Next", status: "ready", reply: "", trouble: null });
});

test("a failure without a reply puts the text back into the composer", () => {
  const state = after(...say("What?"), { type: "failed", kind: "network", text: "" });
  assert.deepEqual(state, { turns: [GREETING], draft: "What?", status: "ready", reply: "", trouble: "network" });
});

test("a failed turn comes back before what was typed meanwhile", () => {
  const state = after(...say("One"), { type: "drafted", text: "Two" }, { type: "failed", kind: "busy", text: "" });
  assert.equal(state.draft, "One\n\nTwo");
});

test("a reply that broke off stays, marked, under the turn it answers", () => {
  const state = after(...say("What?"), { type: "failed", kind: "broken", text: "Da" });
  assert.deepEqual(state.turns, [GREETING, learner("What?"), { by: "assistant", text: "Da", mark: "broken" }]);
  assert.deepEqual([state.draft, state.trouble, endsInFragment(state)], ["", "broken", true]);
});

test("stopping is no trouble", () => {
  const begun = after(...say("What?"), { type: "failed", kind: "stopped", text: "Da" });
  assert.deepEqual([begun.turns.at(-1), begun.trouble], [{ by: "assistant", text: "Da", mark: "stopped" }, null]);
  const unbegun = after(...say("What?"), { type: "failed", kind: "stopped", text: "" });
  assert.deepEqual([unbegun.turns, unbegun.draft, unbegun.trouble], [[GREETING], "What?", null]);
});

test("trying again after a fragment answers the same turn", () => {
  const broken = after(...say("What?"), { type: "failed", kind: "broken", text: "Da" });
  const again = converse(broken, { type: "resent" });
  assert.deepEqual([again.turns, again.status, again.trouble], [broken.turns, "waiting", null]);
  const replied = converse(again, { type: "replied", text: "Data." });
  assert.equal(replied.turns.length, 4);
  assert.equal(converse(replied, { type: "resent" }), replied);
});

test("a new turn takes the trouble away", () => {
  assert.equal(after(...say("What?"), { type: "failed", kind: "network", text: "" }, { type: "sent" }).trouble, null);
});

test("late events of a request that is over change nothing", () => {
  const state = after();
  const late: readonly ConversationEvent[] = [
    { type: "streamed", text: "x" }, { type: "replied", text: "x" }, { type: "failed", kind: "network", text: "" },
  ];
  for (const event of late) assert.equal(converse(state, event), state);
});

test("a kept turn that never got its reply is a draft after a reload", () => {
  const state = openConversation("Hello.", [learner("One"), assistant("1"), learner("Two")], "");
  assert.deepEqual([state.turns, state.draft], [[GREETING, learner("One"), assistant("1")], "Two"]);
});

test("a conversation without a greeting begins empty", () => {
  assert.deepEqual(openConversation(" ").turns, []);
});

test("messages carry role and content only, the greeting first", () => {
  assert.deepEqual(messagesOf([GREETING, learner("One"), { by: "assistant", text: "1", from: "script" }, learner("Two")], 6000), [
    { role: "assistant", content: "Hello." },
    { role: "user", content: "One" },
    { role: "assistant", content: "1" },
    { role: "user", content: "Two" },
  ]);
});

test("a reply of the script is marked as one, and an assistant's is not", () => {
  assert.deepEqual(after(...say("What?"), { type: "replied", text: "Data.", from: "script" }).turns.at(-1), { by: "assistant", text: "Data.", from: "script" });
  assert.deepEqual(after(...say("What?"), { type: "replied", text: "Data." }).turns.at(-1), assistant("Data."));
});

test("a fragment is sent only where the learner went on from it", () => {
  const fragment: Turn = { by: "assistant", text: "Da", mark: "broken" };
  const contents = (turns: readonly Turn[]): readonly string[] => messagesOf(turns, 6000).map(({ content }) => content);
  assert.deepEqual(contents([learner("One"), fragment]), ["One"]);
  assert.deepEqual(contents([learner("One"), fragment, learner("Go on")]), ["One", "Da", "Go on"]);
  assert.deepEqual(contents([learner("One"), fragment, assistant("Data."), learner("Two")]), ["One", "Data.", "Two"]);
});

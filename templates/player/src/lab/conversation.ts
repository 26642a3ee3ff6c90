// One conversation as data: what was said, what is under way, what is being written. Pure; the view draws it.

import { sentTurns } from "./budget.ts";
import type { FailureKind, Message } from "./client.ts";

/** `mark`: the answer is a fragment, lost on the way or stopped by the learner. `from`: no assistant wrote it. */
export interface Turn {
  readonly by: "assistant" | "learner";
  readonly text: string;
  readonly mark?: "broken" | "stopped";
  readonly from?: "script";
}

export interface Conversation {
  /** The assistant's greeting first, where there is one. Changes only at its end. */
  readonly turns: readonly Turn[];
  /** What stands in the composer. */
  readonly draft: string;
  readonly status: "ready" | "waiting" | "streaming";
  /** The answer so far, while it streams. */
  readonly reply: string;
  readonly trouble: Exclude<FailureKind, "stopped"> | null;
}

export type ConversationEvent =
  | { readonly type: "drafted"; readonly text: string }
  | { readonly type: "sent" }
  | { readonly type: "resent" }
  | { readonly type: "streamed"; readonly text: string }
  | { readonly type: "replied"; readonly text: string; readonly from?: "script" }
  | { readonly type: "failed"; readonly kind: FailureKind; readonly text: string };

/** The learner's last turn goes back to the composer, before what has been written since. */
function withdraw(state: Conversation): Conversation {
  const last = state.turns.at(-1);
  if (last?.by !== "learner") return state;
  const draft = state.draft.trim() === "" ? last.text : `${last.text}\n\n${state.draft}`;
  return { ...state, turns: state.turns.slice(0, -1), draft };
}

/** A conversation at rest. A kept turn that never got an answer becomes the draft again. */
export function openConversation(greeting: string, turns: readonly Turn[] = [], draft = ""): Conversation {
  const first: Turn[] = greeting.trim() === "" ? [] : [{ by: "assistant", text: greeting.trim() }];
  return withdraw({ turns: [...first, ...turns], draft, status: "ready", reply: "", trouble: null });
}

/** True when the last turn is a fragment: trying again answers the same turn once more. */
export function endsInFragment(state: Conversation): boolean {
  return state.turns.at(-1)?.mark !== undefined;
}

/** The next state; an event that cannot be (a second click, a late chunk) returns the same state. */
export function converse(state: Conversation, event: ConversationEvent): Conversation {
  const atRest = state.status === "ready";
  switch (event.type) {
    case "drafted":
      return event.text === state.draft ? state : { ...state, draft: event.text };
    case "sent": {
      const text = state.draft.trim();
      if (!atRest || text === "") return state;
      const turns: Turn[] = [...state.turns, { by: "learner", text }];
      return { turns, draft: "", status: "waiting", reply: "", trouble: null };
    }
    case "resent":
      return atRest && endsInFragment(state) ? { ...state, status: "waiting", trouble: null } : state;
    case "streamed":
      return atRest ? state : { ...state, status: "streaming", reply: event.text };
    case "replied": {
      if (atRest) return state;
      const turn: Turn = { by: "assistant", text: event.text, ...(event.from ? { from: event.from } : {}) };
      return { ...state, turns: [...state.turns, turn], status: "ready", reply: "" };
    }
    case "failed": {
      if (atRest) return state;
      const stopped = event.kind === "stopped";
      const rest: Conversation = { ...state, status: "ready", reply: "", trouble: event.kind === "stopped" ? null : event.kind };
      if (event.text.trim() === "") return withdraw(rest);
      return { ...rest, turns: [...state.turns, { by: "assistant", text: event.text, mark: stopped ? "stopped" : "broken" }] };
    }
  }
}

/** What is sent of the conversation (`sentTurns`): nothing but who said it and what. */
export function messagesOf(turns: readonly Turn[], budget: number): readonly Message[] {
  return sentTurns(turns, budget).map(({ by, text }) => ({ role: by === "learner" ? "user" : "assistant", content: text }));
}

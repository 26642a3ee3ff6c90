// The prepared replies that stand in for an assistant that is away. Pure: the same turns always get the same replies, here
// and in the rehearsal assistant (tests/vectors/lab-rehearsal.json holds for both).

import type { Turn } from "./conversation.ts";
import { normalised } from "./exchanges.ts";

/** As the author wrote it; `when`: words of which one must stand in the turn. */
export interface ScriptedReply {
  readonly when: readonly string[];
  readonly say: string;
  /** Ids of topics. */
  readonly touches: readonly string[];
}

export type Script = readonly ScriptedReply[];

/** The lab's script as the page holds it, null where it has none. */
export function scriptIn(lab: HTMLElement): Script | null {
  const held = lab.querySelector("[data-script]")?.textContent;
  return held ? (JSON.parse(held) as Script) : null;
}

/** True when one of the words stands in the turn as whole words. */
function hears(words: readonly string[], turn: string): boolean {
  const heard = ` ${normalised(turn)} `;
  return words.some((word) => normalised(word) !== "" && heard.includes(` ${normalised(word)} `));
}

/** The choice for each of the learner's turns: the first unused reply whose words are heard, else the first unused one that waits for
 * none, else the last of these again, else the last of all. */
function choices(script: Script, turns: readonly string[]): readonly ScriptedReply[] {
  const unused = new Set(script);
  const open = script.filter(({ when }) => when.length === 0);
  return turns.flatMap((turn) => {
    const left = [...unused];
    const choice =
      left.find(({ when }) => hears(when, turn)) ?? left.find(({ when }) => when.length === 0) ?? open.at(-1) ?? script.at(-1);
    if (!choice) return [];
    unused.delete(choice);
    return [choice];
  });
}

/** What the script says to the last of the turns, and which topics it has touched by then; null where no reply of it touches any. */
export function scriptedReply(script: Script, turns: readonly Turn[]): { readonly text: string; readonly topics: readonly string[] | null } {
  const made = choices(script, turns.flatMap(({ by, text }) => (by === "learner" ? [text] : [])));
  const judges = script.some(({ touches }) => touches.length > 0);
  return { text: made.at(-1)?.say ?? "", topics: judges ? made.flatMap(({ touches }) => touches) : null };
}

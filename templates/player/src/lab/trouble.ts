// What a learner is told when the assistant does not answer, and which ways on there are: the author's choice.

import type { Fallback } from "../contract.ts";
import { find } from "./browser.ts";
import type { FailureKind } from "./client.ts";
import type { LabWords } from "./words.ts";

type Trouble = Exclude<FailureKind, "stopped">;

export interface TroubleView {
  /** `away`: the script speaks in the assistant's place. */
  show(trouble: Trouble | null, away: boolean): void;
  /** Shows the ways on while another try is still under way, or hides them again. */
  offer(on: boolean): void;
  /** The lab is done: nothing has to be waived any more. */
  settled(): void;
}

const AWAY: { readonly [fallback in Fallback]: "away_reflect" | "away_script" | "away_waive" | "away_block" } = {
  reflect: "away_reflect",
  scripted: "away_script",
  waive: "away_waive",
  block: "away_block",
};

/** `meanwhile` holds the ways on while another try is under way, `box` what is said once there is none. */
export function bindTrouble(
  box: HTMLElement,
  meanwhile: HTMLElement,
  { field, words, fallback }: { readonly field: HTMLElement; readonly words: LabWords; readonly fallback: Fallback },
): TroubleView {
  const said = find(box, "p");
  const retry = find(box, "[data-action=retry-send]");
  const ways = [box, meanwhile].map((place) => [find(place, "[data-action=waive]"), find(place, "[data-action=reflect]")] as const);
  let trouble: Trouble | null = null;
  let away = false;
  let offered = false;
  let done = false;

  /** The focus, if it goes, goes on to the composer. */
  const hide = (place: HTMLElement, hidden: boolean): void => {
    if (hidden && place.contains(document.activeElement)) field.focus();
    place.hidden = hidden;
  };
  const draw = (): void => {
    const hidden = trouble === null && !away;
    hide(box, hidden);
    hide(meanwhile, !offered || fallback === "scripted" || fallback === "block");
    retry.hidden = trouble === "refused" && fallback !== "block";
    for (const [waive, reflect] of ways) {
      waive.hidden = fallback !== "waive" || done;
      reflect.hidden = fallback === "block";
    }
    const what = trouble === "busy" ? words.busy_still : trouble === null ? "" : words[trouble];
    const next = done && fallback !== "scripted" ? "" : words[AWAY[fallback]];
    // Filled after it is shown, or role=alert says nothing; not filled again, or it says it twice.
    const text = hidden ? "" : [what, next].filter(Boolean).join(" ");
    if (said.textContent !== text) said.textContent = text;
  };
  return {
    show(now, scripted) {
      trouble = now;
      away = scripted;
      draw();
    },
    offer(on) {
      offered = on;
      draw();
    },
    settled() {
      done = true;
      draw();
    },
  };
}

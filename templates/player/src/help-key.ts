// What opens the report for the help desk: F2, or the button beside a message that something is not saved.

import type { CourseContract } from "./contract.ts";
import type { HelpFacts } from "./help-report.ts";
import type {} from "./help.ts";
import { demands, outcome } from "./outcome.ts";
import { encode } from "./resume.ts";
import { loadScript } from "./scripts.ts";
import type { SessionState } from "./session.ts";
import { words } from "./words.ts";

const KEY = "F2";
/** Its script is fetched while there is a network: when it is wanted there may be none. */
const AHEAD_MILLISECONDS = 20_000;

/** The state without texts and numbers that the learner typed: choices and counts stay. */
function withoutTexts(state: SessionState): SessionState {
  const parts = Object.entries(state.parts).map(([id, part]) => {
    if (!("slots" in part)) return [id, part] as const;
    return [id, { ...part, slots: part.slots.map((slot) => (typeof slot === "string" ? "" : slot)) }] as const;
  });
  const { others: _others, ...own } = state;
  return { ...own, parts: Object.fromEntries(parts) };
}

/** How far the learner is, as a report tells it. */
export function standing(course: CourseContract, state: SessionState, mastery: number | null): Pick<HelpFacts, "course" | "outcome" | "met" | "demands" | "place" | "saves" | "resumeData"> {
  const asked = demands(course, state, mastery);
  return {
    course,
    outcome: outcome(course, state, mastery),
    met: asked.filter(({ met }) => met).length,
    demands: asked.length,
    place: state.bookmark,
    saves: state.sequence,
    resumeData: encode(course, withoutTexts(state)),
  };
}

/** `facts` are asked anew each time. */
export function bindHelp(facts: () => HelpFacts, tell: (text: string) => void): void {
  const open = (): void =>
    void loadScript("help.js").then(
      () => self.scormpackHelp?.open(self.scormpackHelp.report(facts())),
      () => tell(words.pageMissing),
    );
  document.addEventListener("keydown", (event) => {
    if (event.key !== KEY || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-action=report]")) open();
  });
  setTimeout(() => void loadScript("help.js").catch(() => undefined), AHEAD_MILLISECONDS);
}

// A score for the eye: of an attempt, or of the course.

import { percent } from "../phrases.ts";
import { make } from "./dom.ts";

/** The score in words and as a bar with the pass mark on it; `mastery` null where nothing is to be passed. */
export function scoreLine(score: number, mastery: number | null, main: string, ...more: readonly string[]): readonly HTMLElement[] {
  const said = mastery === null ? more : [...more, `pass mark ${percent(mastery)}`];
  const line = make("p", { class: "score" }, make("b", {}, main), ...said.map((text) => make("span", {}, text)));
  const gauge = make("div", { class: "gauge" });
  gauge.style.setProperty("--got", `${score * 100}%`);
  if (mastery !== null) {
    gauge.style.setProperty("--need", `${mastery * 100}%`);
    gauge.append(make("i"));
  }
  return [line, gauge];
}

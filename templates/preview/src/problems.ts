// Diagnostics in the page: the place, the line with the mistake marked, the way out.

import { make } from "../../player/src/views/dom.ts";
import type { News, Problem } from "./wire.ts";

export function problemList(problems: readonly Problem[], more: number): HTMLElement {
  const rows = problems.map((problem) => make("li", {}, ...problemRow(problem)));
  if (more > 0) rows.push(make("li", {}, `and ${more} more`));
  return make("ul", { class: "found" }, ...rows);
}

function problemRow({ code, severity, message, hint, file, line, column, width, text }: Problem): Node[] {
  const place = file === null ? "" : `${file}:${line}:${column}`;
  const nodes: Node[] = [
    make("p", {}, make("span", { class: `severity-${severity}` }, severity), ` ${code} `, message),
    ...(place ? [make("p", {}, make("code", {}, place))] : []),
  ];
  if (text && column !== null) {
    const carets = " ".repeat(column - 1) + "^".repeat(Math.max(1, Math.min(width ?? 1, text.length - column + 1)));
    nodes.push(make("pre", { tabindex: "0", role: "group", "aria-label": "the line" }, `${text}\n${carets}`));
  }
  if (hint) nodes.push(make("p", {}, make("strong", {}, "fix: "), hint));
  return nodes;
}

/** "2 errors, 1 warning"; "" for none. */
export function counted(problems: readonly Problem[]): string {
  const of = (severity: Problem["severity"]): string => {
    const count = problems.filter((one) => one.severity === severity).length;
    return count === 0 ? "" : `${count} ${severity}${count === 1 ? "" : "s"}`;
  };
  return [of("error"), of("warning"), of("note")].filter(Boolean).join(", ");
}

export function showProblems(panel: HTMLElement, news: News): void {
  panel.replaceChildren(news.diagnostics.length === 0 ? make("p", { class: "hint" }, "None.") : problemList(news.diagnostics, news.more));
}

/** Over the course, while its sources give no package. */
export function showBroken(banner: HTMLElement, news: News): void {
  banner.hidden = news.is_current;
  if (news.is_current) return;
  const errors = news.diagnostics.filter(({ severity }) => severity === "error");
  const behind = news.has_package ? "Below is the course as it was before." : "There is nothing to show yet.";
  const said = news.failure || `The course has ${counted(errors)}, so no package can be built. ${behind}`;
  banner.replaceChildren(make("h2", {}, "This does not build"), make("p", {}, said), problemList(errors, news.more));
}

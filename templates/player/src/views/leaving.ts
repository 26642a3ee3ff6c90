// The way back to an LMS that gives one: a link in the contents and at the end, which closes the session first.

import { words } from "../words.ts";
import { make } from "./dom.ts";

/** An address that is none of the web is not shown. */
export function bindLeaving(returnUrl: string, leave: () => void): void {
  if (!/^https?:/i.test(returnUrl)) return;
  const link = (): HTMLElement => make("a", { href: returnUrl, "data-action": "leave", class: "leave", target: "_top" }, words.leave);
  document.getElementById("_nav")?.append(make("p", {}, link()));
  document.getElementById("_end")?.append(make("p", { class: "acts" }, link()));
  document.addEventListener("click", (event) => {
    // The requests of `leave` outlive the page, so the link goes its own way.
    if ((event.target as Element).closest("[data-action=leave]")) leave();
  });
}

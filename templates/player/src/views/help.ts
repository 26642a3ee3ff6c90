// The report for the help desk, to be read and copied.

import { copyText } from "../clipboard.ts";
import { button, make, say } from "./dom.ts";

const words = {
  title: "Report for the help desk",
  about: "It says how far you are and what could not be saved. It holds no name, and nothing that you wrote.",
  copy: "Copy",
  close: "Close",
  copied: "Copied.",
  copyRefused: "This browser does not allow that: the text is marked, press Ctrl+C or \u2318C.",
};

export function openReport(report: string): void {
  if (document.querySelector("dialog.help[open]")) return;
  const text = make("textarea", { readonly: true, rows: 12, spellcheck: "false", "aria-label": words.title, "data-report": true });
  const heard = make("p", { role: "status" });
  const dialog = make(
    "dialog",
    { class: "help", "aria-labelledby": "_help" },
    make("h2", { id: "_help" }, words.title),
    make("p", {}, words.about),
    text,
    make("div", { class: "acts" }, button("copy-report", words.copy, true), button("close-report", words.close)),
    heard,
  );
  text.value = report;
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    const action = (event.target as Element).closest("button")?.dataset["action"];
    if (action === "close-report") dialog.close();
    if (action !== "copy-report") return;
    // In the dialog, where the page behind takes no selection.
    void copyText(report, dialog).then((done) => {
      if (!done) text.select();
      say(heard, done ? words.copied : words.copyRefused);
    });
  });
  document.body.append(dialog);
  dialog.showModal();
  text.setSelectionRange(0, 0); // Not at its end, or it would be scrolled there.
}

// A text that the learner judges: write, compare with the rubric and the model answer, say what is met. Slot: 1 + a bit mask of the
// criteria, numbered by their ids; the text itself stays in this browser.

import type { LongTextKey } from "../contract.ts";
import { button, make, nodes, say } from "../views/dom.ts";
import { words } from "./words.ts";
import { hundredths } from "./credit.ts";
import { ascending } from "./known.ts";
import { clipped } from "./texts.ts";
import type { QuestionType, Response } from "./types.ts";

const boxOf = (field: HTMLElement): HTMLTextAreaElement | null => field.querySelector("textarea");
const rubricOf = (field: HTMLElement): HTMLElement | null => field.querySelector<HTMLElement>("[data-rubric]");

function met({ rubric = [] }: LongTextKey, [, ...ids]: Response): readonly string[] {
  return rubric.map(({ id }) => id).filter((id) => ids.includes(id));
}

export const longText: QuestionType<LongTextKey> = {
  bind(field, key, desk) {
    const box = boxOf(field);
    if (!box) return;
    const count = make("small", { role: "status" });
    const compare = button("compare", key.rubric?.length ? words.compare : words.writtenDone);
    const plea = make("span", { class: "plea", role: "alert" });
    const panel = make("div", { "data-rubric": true, class: "rubric", hidden: true });
    box.value = desk.recall() ?? "";
    const counted = (): void => say(count, words.written(box.value.length, key.longest));
    counted();
    box.addEventListener("input", () => {
      desk.keep(box.value);
      plea.textContent = "";
      counted();
    });
    compare.addEventListener("click", () => {
      const text = box.value.trim();
      if (text.length < Math.max(1, key.shortest ?? 0)) {
        plea.textContent = words.writeMore(Math.max(1, key.shortest ?? 0));
        box.focus();
        return;
      }
      field.dataset["judging"] = "";
      panel.hidden = false;
      compare.hidden = true;
      panel.querySelector<HTMLElement>("p[tabindex]")?.focus();
      desk.changed();
    });
    const criteria = (key.rubric ?? []).map(({ id, text }) => {
      const label = make("label", {}, make("input", { type: "checkbox", name: `${key.id}_rubric`, value: id }));
      label.append(nodes(text));
      return label;
    });
    if (key.told?.model_answer) panel.append(make("p", { class: "sub-title" }, words.modelAnswer), nodes(key.told.model_answer));
    if (criteria.length > 0) panel.append(make("p", { tabindex: -1 }, words.judge), ...criteria);
    else panel.append(make("p", { tabindex: -1 }, words.writtenKept));
    box.after(make("p", { class: "acts" }, compare, plea, count), panel);
  },
  arrange(field) {
    delete field.dataset["judging"];
    const panel = rubricOf(field);
    if (panel) panel.hidden = true;
    const compare = field.querySelector<HTMLElement>("[data-action=compare]");
    if (compare) compare.hidden = false;
  },
  read(field, key) {
    const text = clipped(boxOf(field)?.value.trim() ?? "", key.longest);
    if (field.dataset["judging"] === undefined || text === "") return [];
    const ticked = [...(rubricOf(field)?.querySelectorAll<HTMLInputElement>(":checked") ?? [])].map(({ value }) => value);
    return [text, ...met(key, ["", ...ticked])];
  },
  show(field, response, key) {
    const box = boxOf(field);
    if (box && response[0]) box.value = response[0];
    if (response.length === 0) return;
    field.dataset["judging"] = "";
    const panel = rubricOf(field);
    if (panel) panel.hidden = false;
    const compare = field.querySelector<HTMLElement>("[data-action=compare]");
    if (compare) compare.hidden = true;
    for (const input of panel?.querySelectorAll("input") ?? []) input.checked = met(key, response).includes(input.value);
  },
  earned(key, response) {
    const all = (key.rubric ?? []).reduce((sum, { weight = 1 }) => sum + weight, 0);
    const got = (key.rubric ?? []).reduce((sum, { id, weight = 1 }) => sum + (met(key, response).includes(id) ? weight : 0), 0);
    return all === 0 ? 0 : hundredths((key.points * got) / all);
  },
  slot(key, response) {
    if (response.length === 0) return 0;
    const ids = ascending(key, (key.rubric ?? []).map(({ id }) => id));
    return 1 + ids.reduce((mask, id, number) => mask + (met(key, response).includes(id) ? 2 ** number : 0), 0);
  },
  response(key, slot) {
    const ids = ascending(key, (key.rubric ?? []).map(({ id }) => id));
    if (typeof slot === "string" || !Number.isInteger(slot) || slot < 1 || slot > 2 ** ids.length) return [];
    return ["", ...met(key, ["", ...ids.filter((_id, number) => ((slot - 1) >> number) & 1)])];
  },
  given: (_key, [text = ""]) => ({ kind: "long-fill-in", options: [], targets: [], right: [], chosen: text === "" ? [] : [text] }),
  mark: () => [],
};

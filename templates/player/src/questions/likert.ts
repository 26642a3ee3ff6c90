// A scale on which nothing is right or wrong. Slot: 1 + the step's number by its id.

import type { LikertKey } from "../contract.ts";
import { make } from "../views/dom.ts";
import { ascending } from "./known.ts";
import { words } from "./words.ts";
import type { QuestionType } from "./types.ts";

const inputs = (field: HTMLElement): readonly HTMLInputElement[] => [...field.querySelectorAll("input")];

export const likert: QuestionType<LikertKey> = {
  read(field, { scale }) {
    const step = inputs(field).find(({ checked }) => checked)?.value ?? "";
    return scale.includes(step) ? [step] : [];
  },
  show(field, [step]) {
    for (const input of inputs(field)) input.checked = input.value === step;
  },
  earned: () => 0,
  slot: (key, [step = "", ...more]) => (more.length === 0 ? 1 + ascending(key, key.scale).indexOf(step) : 0),
  response(key, slot) {
    const step = typeof slot === "number" ? ascending(key, key.scale)[slot - 1] : undefined;
    return step === undefined ? [] : [step];
  },
  given: ({ scale }, response) => ({ kind: "likert", options: scale, targets: [], right: [], chosen: response }),
  mark(field, _key, [step = ""]) {
    field.querySelector(`input[value="${step}"]`)?.closest("label")?.append(make("em", { class: "mark" }, words.yours));
    return [];
  },
};

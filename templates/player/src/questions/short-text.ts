// A word or a phrase. Slot: the text.

import type { ShortTextKey } from "../contract.ts";
import { markField, rightAnswer } from "./marks.ts";
import { isAccepted, typed } from "./texts.ts";
import type { QuestionType } from "./types.ts";

const input = (field: HTMLElement): HTMLInputElement | null => field.querySelector<HTMLInputElement>("[data-answer]");

export const shortText: QuestionType<ShortTextKey> = {
  read(field, { accepted }) {
    const text = typed(input(field)?.value ?? "", accepted.longest);
    return text === "" ? [] : [text];
  },
  show(field, [text = ""]) {
    const box = input(field);
    if (box) box.value = text;
  },
  earned: (key, [text = ""]) => (isAccepted(key.accepted, text) ? key.points : 0),
  slot: ({ accepted }, [text = ""]) => typed(text, accepted.longest),
  response: ({ accepted }, slot) => (typeof slot === "string" && typed(slot, accepted.longest) !== "" ? [typed(slot, accepted.longest)] : []),
  given: ({ accepted }, response) => ({ kind: "fill-in", options: [], targets: [], right: (accepted.answers ?? []).map((answer) => [answer]), chosen: response }),
  mark(field, key, [text = ""], reveal) {
    const right = isAccepted(key.accepted, text);
    markField(input(field)?.parentElement, right);
    return right || !reveal ? [] : rightAnswer(key.accepted.answers?.[0]);
  },
};

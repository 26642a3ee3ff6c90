// Blanks in a text. Slot: the texts, a unit separator between two.

import type { BlankKey, FillInKey } from "../contract.ts";
import { words } from "./words.ts";
import { earnedFor } from "./credit.ts";
import { markField } from "./marks.ts";
import { clipped, isAccepted, typed } from "./texts.ts";
import type { QuestionType, Response } from "./types.ts";

const MARK = "\u001f";

type Box = HTMLInputElement | HTMLSelectElement;
const boxes = (field: HTMLElement): readonly Box[] => [...field.querySelectorAll<Box>("[data-blank]")];
const boxOf = (field: HTMLElement, id: string): Box | undefined => boxes(field).find((box) => box.dataset["blank"] === id);

/** One text a blank, without the mark that stands between them; none where all are empty. */
function filled({ blanks }: FillInKey, texts: Response): Response {
  const clean = blanks.map(({ accepted }, place) => typed((texts[place] ?? "").split(MARK).join(""), accepted.longest));
  return clean.some(Boolean) ? clean : [];
}

function isRight({ accepted, options = [] }: BlankKey, text: string): boolean {
  return options.length > 0 ? (accepted.answers ?? []).includes(text) : isAccepted(accepted, text);
}

export const fillIn: QuestionType<FillInKey> = {
  read: (field, key) => filled(key, key.blanks.map(({ id }) => boxOf(field, id)?.value ?? "")),
  show(field, response, { blanks }) {
    blanks.forEach(({ id }, place) => {
      const box = boxOf(field, id);
      const text = response[place] ?? "";
      // Space at the ends of what is being typed is not taken away under the learner's hands.
      if (box && (box.value.trim() !== text.trim() || text === "")) box.value = text;
    });
  },
  earned(key, response) {
    const right = key.blanks.filter((blank, place) => isRight(blank, response[place] ?? "")).length;
    const wrong = response.filter(Boolean).length - right;
    return response.some(Boolean) ? earnedFor(key.points, key.credit, right, wrong, key.blanks.length) : 0;
  },
  slot: (key, response) => filled(key, response).join(MARK),
  response: (key, slot) => (typeof slot === "string" ? filled(key, slot.split(MARK).map((text) => clipped(text, 250))) : []),
  given({ blanks }, response) {
    const first = blanks.map(({ accepted }) => accepted.answers?.[0]);
    const right = first.every((answer) => answer !== undefined) ? [first as string[]] : [];
    return { kind: "fill-in", options: [], targets: [], right, chosen: response };
  },
  mark(field, key, response, reveal) {
    key.blanks.forEach((blank, place) => {
      const right = isRight(blank, response[place] ?? "");
      const answer = blank.accepted.answers?.[0];
      markField(boxOf(field, blank.id)?.parentElement, right, right || !reveal || !answer ? undefined : `${words.rightAnswer}: ${answer}`);
    });
    return [];
  },
};

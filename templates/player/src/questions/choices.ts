// What the question types with choices have in common.

import type { ChoiceKey } from "../contract.ts";
import { words } from "../views/quiz-words.ts";
import { make } from "../views/dom.ts";
import { ascending } from "./known.ts";
import type { Given, Mix, Response } from "./types.ts";

interface WithChoices {
  readonly choices: readonly ChoiceKey[];
  readonly was?: { readonly [id: string]: string };
}

/** The choice ids in ascending order. A choice's number is its place in it, so that reordering or rewording the choices
 * changes no saved answer. */
export function numbered(key: WithChoices): readonly string[] {
  return ascending(key, key.choices.map(({ id }) => id));
}

/** These ids in the author's order, each once; ids that the question does not have are left out. */
export function inOrder(key: WithChoices, ids: readonly string[]): readonly string[] {
  return key.choices.map(({ id }) => id).filter((id) => ids.includes(id));
}

/** True when the response is of ids that the question has. */
export function isPossible(key: WithChoices, response: Response): boolean {
  return inOrder(key, response).length === new Set(response).size;
}

/** True when the response holds every right choice and nothing else. */
export function isRight(key: WithChoices, response: Response): boolean {
  const right = key.choices.every(({ id, correct = false }) => correct === response.includes(id));
  return right && isPossible(key, response);
}

/** The ids of the inputs that are checked, in the author's order. */
export function readChecked(field: HTMLElement, key: WithChoices): Response {
  return inOrder(key, inputsOf(field).filter(({ checked }) => checked).map(({ value }) => value));
}

/** Checks the inputs of the response, and no others. */
export function showChecked(field: HTMLElement, response: Response): void {
  for (const input of inputsOf(field)) input.checked = response.includes(input.value);
}

export function arrangeChoices(field: HTMLElement, _key: WithChoices, mix: Mix, shuffle: boolean): void {
  const inputs = inputsOf(field);
  if (!shuffle || !inputs[0]) return;
  const rows = mix(inputs).map((input) => input.closest("label") ?? input);
  inputs[0].closest("label")?.before(make("i"));
  field.querySelector("fieldset > i")?.replaceWith(...rows);
}

export function choiceGiven(kind: "choice" | "true-false", key: WithChoices, response: Response): Given {
  const right = key.choices.filter(({ correct }) => correct).map(({ id }) => id);
  return { kind, options: key.choices.map(({ id }) => id), targets: [], right: [right], chosen: inOrder(key, response) };
}

/** The slot of one choice among them: 1 + its number. */
export function oneSlot(key: WithChoices, response: Response): number {
  const [id = "", ...more] = response;
  return more.length === 0 ? 1 + numbered(key).indexOf(id) : 0;
}

export function oneResponse(key: WithChoices, slot: number | string): Response {
  const id = typeof slot === "number" ? numbered(key)[slot - 1] : undefined;
  return id === undefined ? [] : [id];
}

/** An option's row, by the choice's id. */
export function optionRow(field: HTMLElement, choice: string): HTMLElement | null {
  return field.querySelector<HTMLInputElement>(`input[value="${choice}"]`)?.closest("label") ?? null;
}

/** Signs on the rows; what was chosen is explained, and so is the right option where nothing or too little was chosen. */
export function markChoices(several: boolean) {
  return (field: HTMLElement, key: WithChoices, response: Response, reveal: boolean): readonly string[] => {
    const said: string[] = [];
    for (const choice of key.choices) {
      const chosen = response.includes(choice.id);
      if (!chosen && !(choice.correct && reveal)) continue;
      const word = chosen ? (choice.correct ? words.yoursAndRight : words.yours) : several ? words.notYours : words.rightAnswer;
      const row = optionRow(field, choice.id);
      row?.classList.add(choice.correct ? "right" : "wrong");
      row?.append(make("em", { class: "mark" }, word));
      if (choice.feedback && (chosen || (several && choice.correct) || response.length === 0)) said.push(choice.feedback);
    }
    return said;
  };
}

function inputsOf(field: HTMLElement): readonly HTMLInputElement[] {
  return [...field.querySelectorAll("input")];
}

// What the question types with choices have in common.

import type { ChoiceKey } from "../contract.ts";

interface WithChoices {
  readonly choices: readonly ChoiceKey[];
}

/** The choice ids in ascending code-unit order. A choice's number is its place in it, so that reordering or
 * rewording the choices changes no saved answer. */
export function numbered(key: WithChoices): readonly string[] {
  return key.choices.map(({ id }) => id).sort();
}

/** These ids in the author's order, each once; ids that the question does not have are left out. */
export function inOrder(key: WithChoices, ids: readonly string[]): readonly string[] {
  return key.choices.map(({ id }) => id).filter((id) => ids.includes(id));
}

/** True when the response is of ids that the question has. */
export function isPossible(key: WithChoices, response: readonly string[]): boolean {
  return inOrder(key, response).length === new Set(response).size;
}

/** True when the response holds every right choice and nothing else. */
export function isRight(key: WithChoices, response: readonly string[]): boolean {
  const right = key.choices.every(({ id, correct = false }) => correct === response.includes(id));
  return right && isPossible(key, response);
}

/** The ids of the inputs that are checked, in the author's order. */
export function readChecked(fieldset: HTMLElement, key: WithChoices): readonly string[] {
  return inOrder(key, inputsOf(fieldset).filter(({ checked }) => checked).map(({ value }) => value));
}

/** Checks the inputs of the response, and no others. */
export function showChecked(fieldset: HTMLElement, response: readonly string[]): void {
  for (const input of inputsOf(fieldset)) input.checked = response.includes(input.value);
}

function inputsOf(fieldset: HTMLElement): readonly HTMLInputElement[] {
  return [...fieldset.querySelectorAll("input")];
}

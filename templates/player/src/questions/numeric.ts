// A number, and its unit where there are several. Slot: the number as a plain decimal, a space, the unit's place; packed
// four characters to a code unit.

import type { NumericKey } from "../contract.ts";
import { markField, rightAnswer } from "./marks.ts";
import type { QuestionType, Response } from "./types.ts";

const DIGITS = "0123456789.-e ";
const LONGEST = 24;

/** The number that was typed, as a plain decimal such as "-1500.25"; "" for what is none.
 *
 * `comma`: in the course's language a comma stands before the decimals. Spaces and apostrophes between digits mean nothing. Where a
 * point and a comma are there, the last is the decimal one; where one of them is there more than once, it separates thousands. One
 * alone that is not the language's own decimal mark separates thousands when three digits follow, and is the decimal mark else. */
export function readNumber(text: string, comma: boolean): string {
  let plain = text.trim().replace(/[\u2212\u2013]/g, "-").replace(/(?<=\d)[\s'\u2019_](?=\d)/g, "");
  const marks = plain.match(/[.,]/g) ?? [];
  const kinds = new Set(marks);
  const last = marks[marks.length - 1] ?? "";
  const own = comma ? "," : ".";
  let decimal = last;
  if (kinds.size === 1 && (marks.length > 1 || (last !== own && /^[-+]?[1-9]\d{0,2}[.,]\d{3}$/.test(plain)))) decimal = "";
  plain = [...plain].map((sign) => (sign === decimal ? "." : sign === "." || sign === "," ? "" : sign)).join("");
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,2})?$/i.test(plain)) return "";
  const value = Number(plain);
  if (!Number.isFinite(value)) return "";
  return decimalText(value);
}

/** Without an exponent, at most 15 digits that count; "" for what does not fit the saved state. */
export function decimalText(value: number): string {
  const exact = Number(value.toPrecision(15));
  const plain = exact === 0 ? "0" : String(exact);
  const text = /e/.test(plain) ? exact.toFixed(Math.abs(exact) < 1 ? 20 : 0).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "") : plain;
  return !text.includes("e") && text.length <= LONGEST - 2 && Number(text) === exact ? text : "";
}

function packed(text: string): string {
  let out = "";
  for (let at = 0; at < text.length; at += 4) {
    let unit = 0;
    for (let place = 0; place < 4; place++) unit = unit * 16 + 1 + DIGITS.indexOf(text[at + place] ?? "none");
    out += String.fromCharCode(unit);
  }
  return out;
}

function unpacked(slot: string): string {
  let out = "";
  for (let at = 0; at < slot.length; at++) {
    const unit = slot.charCodeAt(at);
    for (const shift of [12, 8, 4, 0]) out += DIGITS[((unit >> shift) & 15) - 1] ?? "";
  }
  return out;
}

/** In the first unit; null for what is no number, or has a unit that the question does not have. */
function inFirstUnit({ units = [] }: NumericKey, [number = "", unit = ""]: Response): number | null {
  const factor = units.length === 0 ? 1 : units.find(({ name }) => name === unit)?.factor;
  return number === "" || factor === undefined ? null : Number(number) * factor;
}

function isRight(key: NumericKey, response: Response): boolean {
  const value = inFirstUnit(key, response);
  // A tolerance is decimal, and the division of units is not exact.
  const slack = 1e-9 * Math.max(1, Math.abs(key.answer), Math.abs(key.tolerance ?? 0));
  return value !== null && Math.abs(value - key.answer) <= (key.tolerance ?? 0) + Math.min(slack, Math.abs(key.answer) * 1e-9 + 1e-15);
}

const COMMAS = ["bg", "cs", "da", "de", "el", "es", "et", "fi", "fr", "hr", "hu", "id", "it", "lt", "lv", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "vi"];
const hasComma = (): boolean => COMMAS.includes((document.documentElement.lang || "en").slice(0, 2).toLowerCase());

export const numeric: QuestionType<NumericKey> = {
  read(field, { units = [] }) {
    const number = readNumber(field.querySelector<HTMLInputElement>("[data-answer]")?.value ?? "", hasComma());
    const unit = field.querySelector<HTMLSelectElement>("[data-unit]")?.value ?? units[0]?.name ?? "";
    return number === "" ? [] : [number, unit];
  },
  show(field, [number = "", unit], { units = [] }) {
    const box = field.querySelector<HTMLInputElement>("[data-answer]");
    const select = field.querySelector<HTMLSelectElement>("[data-unit]");
    // What the learner typed stays as it was typed while it means the same.
    if (box && readNumber(box.value, hasComma()) !== number) box.value = hasComma() ? number.replace(".", ",") : number;
    if (box && number === "") box.value = "";
    if (select) select.value = unit ?? units[0]?.name ?? "";
  },
  earned: (key, response) => (isRight(key, response) ? key.points : 0),
  slot({ units = [] }, [number = "", unit = ""]) {
    const place = units.findIndex(({ name }) => name === unit);
    if (!/^-?\d+(\.\d+)?$/.test(number) || number.length > LONGEST - 2 || (units.length > 0 && place < 0)) return "";
    return packed(units.length > 1 ? `${number} ${place}` : number);
  },
  response({ units = [] }, slot) {
    const [, number, place = "0"] = (typeof slot === "string" ? /^(-?\d+(?:\.\d+)?)(?: (\d))?$/.exec(unpacked(slot)) : null) ?? [];
    const unit = units[Number(place)]?.name ?? "";
    return number === undefined || (units.length > 0 && unit === "") ? [] : [number, unit];
  },
  given(key, response) {
    const value = inFirstUnit(key, response);
    return { kind: "numeric", options: [], targets: [], right: [[decimalText(key.answer)]], chosen: value === null ? [] : [decimalText(value)] };
  },
  mark(field, key, response, reveal) {
    const right = isRight(key, response);
    markField(field.querySelector("[data-answer]")?.parentElement, right);
    const unit = key.units?.[0]?.name ?? "";
    const shown = hasComma() ? decimalText(key.answer).replace(".", ",") : decimalText(key.answer);
    return right || !reveal ? [] : rightAnswer(`${shown} ${unit}`.trim());
  },
};

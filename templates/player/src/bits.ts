// Numbers in an alphabet of 64 characters, and slots of a few bits each packed into it.

import type { Slot } from "./questions/types.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const DIGIT_BITS = 6;

/** The value of one character, -1 where it is none of ours. */
export function digit(character: string | undefined): number {
  return character ? ALPHABET.indexOf(character) : -1;
}

/** The number in `length` characters, the most significant first. */
export function toText(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest >>= DIGIT_BITS) text = ALPHABET.charAt(rest & 63) + text;
  return text;
}

/** The number that the characters stand for, -1 where one of them is none of ours. */
export function toNumber(text: string): number {
  return [...text].reduce((value, character) => {
    const next = digit(character);
    return value < 0 || next < 0 ? -1 : value * 64 + next;
  }, 0);
}

/** A payload's length in groups of five bits, the low ones first; 32 says that another group follows. */
export function lengthText(length: number): string {
  return length < 32 ? toText(length, 1) : toText(32 + (length & 31), 1) + lengthText(length >> 5);
}

/** How many characters slots of these widths fill. */
function textLength(widths: readonly number[]): number {
  return Math.ceil(widths.reduce((sum, width) => sum + width, 0) / DIGIT_BITS);
}

/** In bits. A slot that is wider holds a text, 16 bits a UTF-16 code unit; up to here, numbers are exact. */
export const WIDEST_NUMBER = 53;
const UNIT_BITS = 16;

/** The values, each in its width, most significant bit first, zero padded to a whole character. Widths are at most 53 for a
 * number, a multiple of 16 for a text, which zeros follow. */
export function pack(values: readonly Slot[], widths: readonly number[]): string {
  let text = "";
  let held = 0;
  let count = 0;
  const push = (bit: number): void => {
    held = held * 2 + bit;
    if (++count < DIGIT_BITS) return;
    text += ALPHABET.charAt(held);
    held = count = 0;
  };
  const number = (value: number, width: number): void => {
    for (let bit = width; bit-- > 0; ) push(Math.floor(value / 2 ** bit) % 2);
  };
  widths.forEach((width, place) => {
    const value = values[place] ?? 0;
    if (width <= WIDEST_NUMBER) return number(typeof value === "number" ? value : 0, width);
    for (let at = 0; at < width / UNIT_BITS; at++) number(typeof value === "string" ? value.charCodeAt(at) || 0 : 0, Math.min(UNIT_BITS, width - at * UNIT_BITS));
  });
  while (count > 0) push(0);
  return text;
}

/** The values that `pack` was given, null where the text has another length, a foreign character, or a bit set
 * in its padding. */
export function unpack(text: string, widths: readonly number[]): readonly Slot[] | null {
  if (text.length !== textLength(widths)) return null;
  const digits = [...text].map(digit);
  if (digits.includes(-1)) return null;
  let at = 0;
  const next = (): number => ((digits[Math.floor(at / DIGIT_BITS)] ?? 0) >> (5 - (at++ % DIGIT_BITS))) & 1;
  const number = (width: number): number => {
    let value = 0;
    for (let bit = 0; bit < width; bit++) value = value * 2 + next();
    return value;
  };
  const values = widths.map((width): Slot => {
    if (width <= WIDEST_NUMBER) return number(width);
    let written = "";
    for (let left = width; left > 0; left -= UNIT_BITS) written += String.fromCharCode(number(Math.min(UNIT_BITS, left)));
    return written.replace(/\0+$/, "");
  });
  while (at % DIGIT_BITS > 0) if (next()) return null;
  return values;
}

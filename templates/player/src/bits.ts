// Numbers in an alphabet of 64 characters, and slots of a few bits each packed into it.

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

/** The values, each in its width, most significant bit first, zero padded to a whole character. Widths are
 * at most 31. */
export function pack(values: readonly number[], widths: readonly number[]): string {
  let text = "";
  let held = 0;
  let count = 0;
  const push = (bit: number): void => {
    held = held * 2 + bit;
    if (++count < DIGIT_BITS) return;
    text += ALPHABET.charAt(held);
    held = count = 0;
  };
  widths.forEach((width, place) => {
    for (let bit = width; bit-- > 0; ) push(((values[place] ?? 0) >> bit) & 1);
  });
  while (count > 0) push(0);
  return text;
}

/** The values that `pack` was given, null where the text has another length, a foreign character, or a bit set
 * in its padding. */
export function unpack(text: string, widths: readonly number[]): readonly number[] | null {
  if (text.length !== textLength(widths)) return null;
  const digits = [...text].map(digit);
  if (digits.includes(-1)) return null;
  let at = 0;
  const next = (): number => ((digits[Math.floor(at / DIGIT_BITS)] ?? 0) >> (5 - (at++ % DIGIT_BITS))) & 1;
  const values = widths.map((width) => {
    let value = 0;
    for (let bit = 0; bit < width; bit++) value = value * 2 + next();
    return value;
  });
  while (at % DIGIT_BITS > 0) if (next()) return null;
  return values;
}

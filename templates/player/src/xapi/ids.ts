// Statement ids (xAPI 1.0.3 Data, 2.4.1; RFC 4122).
//
// The SHA-1 is written out here because a browser has one only on https, and then it answers later.

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function uuid(bytes: Uint8Array, version: number): string {
  const own = bytes.slice(0, 16);
  own[6] = ((own[6] ?? 0) & 0x0f) | (version << 4);
  own[8] = ((own[8] ?? 0) & 0x3f) | 0x80;
  return hex(own).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A random id, version 4. */
export function randomId(): string {
  return uuid(crypto.getRandomValues(new Uint8Array(16)), 4);
}

/** The URL namespace of RFC 4122, appendix C. */
const NAMESPACE = "6ba7b8119dad11d180b400c04fd430c8";

/** The id of an event that happens once: the same for the same names, version 5. */
export function idOf(...names: readonly string[]): string {
  const namespace = Uint8Array.from(NAMESPACE.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const name = new TextEncoder().encode(names.join("\n"));
  const whole = new Uint8Array(namespace.length + name.length);
  whole.set(namespace);
  whole.set(name, namespace.length);
  return uuid(sha1(whole), 5);
}

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** FIPS 180-4, 6.1. */
export function sha1(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(((message.length + 8) >> 6 << 6) + 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(message.length / 2 ** 29));
  view.setUint32(padded.length - 4, message.length << 3);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const words = new Array<number>(80);
  const at = (list: readonly number[], place: number): number => list[place] ?? 0;
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(block + 4 * i);
    for (let i = 16; i < 80; i++) words[i] = rotated(at(words, i - 3) ^ at(words, i - 8) ^ at(words, i - 14) ^ at(words, i - 16), 1);
    let [a, b, c, d, e] = state as [number, number, number, number, number];
    for (let i = 0; i < 80; i++) {
      const third = Math.floor(i / 20);
      const mixed = third === 0 ? (b & c) | (~b & d) : third === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const constant = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6][third] ?? 0;
      [a, b, c, d, e] = [(rotated(a, 5) + mixed + e + constant + at(words, i)) | 0, a, rotated(b, 30), c, d];
    }
    [a, b, c, d, e].forEach((word, i) => (state[i] = (at(state, i) + word) | 0));
  }
  const digest = new DataView(new ArrayBuffer(20));
  state.forEach((word, i) => digest.setUint32(4 * i, word));
  return new Uint8Array(digest.buffer);
}

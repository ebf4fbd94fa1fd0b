/**
 * The small work before a form is sent.
 *
 * Shape:  challenge × bits → the smallest number for which SHA-256 of `CHALLENGE.NUMBER` begins with so many zero bits.
 * Source: FIPS 180-4. By hand, since a page without HTTPS has no `crypto.subtle`, and a promise per digest is slow.
 */
const K = constants();

/** The fractional parts of the cube roots of the first 64 primes, in 32 bits. */
function constants(): Uint32Array {
  const found: number[] = [];
  for (let candidate = 2; found.length < 64; candidate += 1) {
    let prime = true;
    for (let by = 2; by * by <= candidate; by += 1) if (candidate % by === 0) prime = false;
    if (prime) found.push(Math.floor((Math.cbrt(candidate) % 1) * 2 ** 32));
  }
  return Uint32Array.from(found);
}

const START = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by));

/** One block of 64 bytes. */
function compress(state: Uint32Array, bytes: Uint8Array, at: number, w: Uint32Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 64);
  for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(i * 4);
  const of = (list: Uint32Array, i: number) => list[i] as number;
  for (let i = 16; i < 64; i += 1) {
    const [a, b] = [of(w, i - 15), of(w, i - 2)];
    const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
    const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
    w[i] = of(w, i - 16) + s0 + of(w, i - 7) + s1;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i += 1) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + of(K, i) + of(w, i)) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    state[i] = of(state, i) + word;
  });
}

/** SHA-256 of ASCII text, as eight words. */
export function digest(text: string): Uint32Array {
  const length = text.length;
  const bytes = new Uint8Array(Math.ceil((length + 9) / 64) * 64);
  for (let i = 0; i < length; i += 1) bytes[i] = text.charCodeAt(i);
  bytes[length] = 0x80;
  new DataView(bytes.buffer).setUint32(bytes.length - 4, length * 8);
  const state = Uint32Array.from(START);
  const w = new Uint32Array(64);
  for (let at = 0; at < bytes.length; at += 64) compress(state, bytes, at, w);
  return state;
}

/** Whether a number solves a challenge of at most 32 bits. */
export const solves = (challenge: string, bits: number, proof: number): boolean =>
  Math.clz32(digest(`${challenge}.${proof}`)[0] as number) >= bits;

export function solve(challenge: string, bits: number): number {
  for (let proof = 0; ; proof += 1) if (solves(challenge, bits, proof)) return proof;
}

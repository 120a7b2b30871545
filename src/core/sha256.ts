/** SHA-256 (FIPS 180-4), for what is pure and must not keep what it tells apart. */

/** The first 32 bits of the fractional parts of the square or cube roots of the first primes. */
function roots(count: number, root: (prime: number) => number): readonly number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1)
    if (isPrime(candidate)) found.push(((root(candidate) % 1) * 2 ** 32) | 0);
  return found;
}

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) if (candidate % divisor === 0) return false;
  return true;
}

const initial = roots(8, Math.sqrt);
const constants = roots(64, Math.cbrt);

/** Of the text as UTF-8, as 64 hexadecimal digits. */
export function sha256(text: string): string {
  const bytes = padded(new TextEncoder().encode(text));
  const hash = Int32Array.from(initial);
  for (let at = 0; at < bytes.byteLength; at += 64) mix(hash, scheduled(new DataView(bytes.buffer, at, 64)));
  return [...hash].map(word => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** With one bit, zeros up to whole blocks of 64 bytes, and the length in bits. */
function padded(text: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((text.length + 9) / 64) * 64);
  bytes.set(text);
  bytes[text.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, Math.floor(text.length / 2 ** 29));
  view.setUint32(bytes.length - 4, text.length * 8);
  return bytes;
}

const turned = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

/** The 64 words that one block is mixed in as. */
function scheduled(block: DataView): Int32Array {
  const words = new Int32Array(64);
  const word = (index: number): number => words[index] as number; // of 64
  for (let index = 0; index < 16; index += 1) words[index] = block.getInt32(index * 4);
  for (let index = 16; index < 64; index += 1) {
    const [early, late] = [word(index - 15), word(index - 2)];
    const first = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const second = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    words[index] = word(index - 16) + first + word(index - 7) + second;
  }
  return words;
}

type Eight = [number, number, number, number, number, number, number, number];

function mix(hash: Int32Array, words: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = [...hash] as Eight;
  for (const [index, word] of words.entries()) {
    const sum = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const one = (h + sum + ((e & f) ^ (~e & g)) + (constants[index] as number) + word) | 0;
    const two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) hash[index] = (hash[index] as number) + word;
}

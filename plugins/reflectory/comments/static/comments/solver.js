/**
 * Solves a challenge of ALTCHA's format (https://altcha.org, version 2, algorithm SHA-256), as a worker.
 *
 * It looks for the counter with which SHA-256(salt + nonce + counter), repeated `cost` times, begins with `keyPrefix`.
 * The hash is our own: the browser's gives a promise for each of some ten thousand, and is not there without https.
 */

const K = new Uint32Array(64);
const FIRST = new Uint32Array(8);
const words = new Uint32Array(64);

// The constants are the fractions of the roots of the first primes (FIPS 180-4, 4.2.2 and 5.3.3).
for (let number = 2, found = 0; found < 64; number += 1) {
  let prime = true;
  for (let by = 2; by * by <= number; by += 1) if (number % by === 0) prime = false;
  if (!prime) continue;
  if (found < 8) FIRST[found] = (Math.sqrt(number) % 1) * 2 ** 32;
  K[found] = (Math.cbrt(number) % 1) * 2 ** 32;
  found += 1;
}

const turned = (word, by) => (word >>> by) | (word << (32 - by));

/** Take one block of 64 bytes into a state of eight words. */
function take(state, view, at) {
  for (let i = 0; i < 16; i += 1) words[i] = view.getUint32(at + i * 4);
  for (let i = 16; i < 64; i += 1) {
    const [x, y] = [words[i - 15], words[i - 2]];
    const low = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
    const high = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
    words[i] = words[i - 16] + low + words[i - 7] + high;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] += word; });
}

/** Return the 32 bytes of some bytes' hash. */
export function sha256(bytes) {
  const length = Math.ceil((bytes.length + 9) / 64) * 64;
  const view = new DataView(new ArrayBuffer(length));
  new Uint8Array(view.buffer).set(bytes);
  view.setUint8(bytes.length, 0x80);
  view.setUint32(length - 4, bytes.length * 8);
  const state = FIRST.slice();
  for (let at = 0; at < length; at += 64) take(state, view, at);
  const hash = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => hash.setUint32(i * 4, word));
  return new Uint8Array(hash.buffer);
}

const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Return the solution of a challenge's parameters, or nothing where there is none. */
export function solve({ salt, nonce, cost, keyLength, keyPrefix }) {
  const start = bytesOf(salt + nonce);
  const bytes = new Uint8Array(start.length + 4);
  const view = new DataView(bytes.buffer);
  bytes.set(start);
  for (let counter = 0; counter <= 0xffffffff; counter += 1) {
    view.setUint32(start.length, counter);
    let key = sha256(bytes);
    for (let round = 1; round < cost; round += 1) key = sha256(key);
    const derivedKey = hexOf(key.subarray(0, keyLength));
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
  }
  return undefined;
}

if (typeof WorkerGlobalScope !== "undefined") {
  addEventListener("message", ({ data }) => postMessage(solve(data)));
}

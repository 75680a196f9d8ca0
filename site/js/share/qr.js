// QR codes of texts, after ISO/IEC 18004: bytes in UTF-8, level M (a seventh of the
// code may be lost), versions 1 to 20. TestQRCodes holds them against rsc.io/qr.
//
// It is here, and not rsc.io/qr in the engine, for its size: 2 kB that are loaded
// when somebody shares, where Go takes some 20 kB of everybody's first visit.

import { withChecks } from "./reedsolomon.js";

// By version: check bytes of a block, and blocks, at level M.
const CHECKS = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];

// MOST_BYTES is how long a text may be.
export const MOST_BYTES = 666;

// encode returns the modules of a text's code as rows of booleans, true for dark;
// null if the text is too long. mask is for tests: the best one is chosen without.
export function encode(text, mask = -1) {
  const bytes = new TextEncoder().encode(text);
  const version = CHECKS.findIndex((_, i) => header(i + 1) + 8 * bytes.length <= 8 * room(i + 1)) + 1;
  if (version === 0) return null;
  const grid = new Grid(version);
  grid.place(withChecks(packed(bytes, version), Math.floor(raw(version) / 8), BLOCKS[version - 1], CHECKS[version - 1]));
  return mask >= 0 ? grid.masked(mask) : best(grid);
}

// header is how many bits say what comes: the mode and the number of bytes.
const header = (version) => (version < 10 ? 12 : 20);

// room is how many bytes of data a version has.
const room = (version) => Math.floor(raw(version) / 8) - CHECKS[version - 1] * BLOCKS[version - 1];

// raw is how many modules a version has for data and checks.
function raw(version) {
  let modules = (16 * version + 128) * version + 64;
  if (version > 1) {
    const marks = Math.floor(version / 7) + 2;
    modules -= (25 * marks - 10) * marks - 55;
  }
  return version < 7 ? modules : modules - 36;
}

// packed is the data of a code: header, text, and what fills it up.
function packed(bytes, version) {
  let bits = "0100" + bytes.length.toString(2).padStart(header(version) - 4, "0");
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  bits += "0".repeat(Math.min(4, 8 * room(version) - bits.length));
  bits = bits.padEnd(8 * Math.ceil(bits.length / 8), "0");
  const data = bits.match(/.{8}/g).map((byte) => parseInt(byte, 2));
  for (let fill = 0xec; data.length < room(version); fill ^= 0xec ^ 0x11) data.push(fill);
  return data;
}

const MASKS = [
  (x, y) => (x + y) % 2, (x, y) => y % 2, (x) => x % 3, (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2, (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2, (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

// Grid is a code in the making.
class Grid {
  #version;
  #size;
  #dark; // rows of booleans
  #fixed; // rows: the module is no data

  constructor(version) {
    this.#version = version;
    this.#size = 17 + 4 * version;
    const rows = () => Array.from({ length: this.#size }, () => new Array(this.#size).fill(false));
    this.#dark = rows();
    this.#fixed = rows();
    this.#patterns();
  }

  #set(x, y, dark) {
    if (x < 0 || y < 0 || x >= this.#size || y >= this.#size) return;
    this.#dark[y][x] = dark;
    this.#fixed[y][x] = true;
  }

  #patterns() {
    const last = this.#size - 1;
    for (let i = 0; i <= last; i++) {
      this.#set(6, i, i % 2 === 0);
      this.#set(i, 6, i % 2 === 0);
    }
    for (const [x, y] of [[3, 3], [last - 3, 3], [3, last - 3]]) this.#square(x, y, 4, (ring) => ring !== 2 && ring !== 4);
    const marks = this.#marks();
    const end = marks.length - 1;
    for (const [i, x] of marks.entries()) {
      for (const [j, y] of marks.entries()) {
        const corner = (i === 0 && j === 0) || (i === 0 && j === end) || (i === end && j === 0);
        if (!corner) this.#square(x, y, 2, (ring) => ring !== 1);
      }
    }
    this.#format(0); // keeps its place
    if (this.#version >= 7) this.#number();
  }

  // square draws rings around a point.
  #square(x, y, radius, dark) {
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) this.#set(x + dx, y + dy, dark(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  }

  // marks are the rows, and columns, of the small squares.
  #marks() {
    if (this.#version === 1) return [];
    const count = Math.floor(this.#version / 7) + 2;
    const pitch = Math.floor((this.#version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
    return [6, ...Array.from({ length: count - 1 }, (_, i) => this.#size - 7 - (count - 2 - i) * pitch)];
  }

  // format writes the level, which is 0 for M, and the mask, twice.
  #format(mask) {
    const bits = checked(mask, 10, 0x537) ^ 0x5412;
    const bit = (i) => ((bits >> i) & 1) === 1;
    const size = this.#size;
    for (let i = 0; i < 15; i++) {
      if (i < 8) this.#set(8, i + (i > 5), bit(i));
      else this.#set(i === 8 ? 7 : 14 - i, 8, bit(i));
      if (i < 8) this.#set(size - 1 - i, 8, bit(i));
      else this.#set(8, size - 15 + i, bit(i));
    }
    this.#set(8, size - 8, true);
  }

  // number writes the version, twice.
  #number() {
    const bits = checked(this.#version, 12, 0x1f25);
    for (let i = 0; i < 18; i++) {
      const [a, b] = [this.#size - 11 + (i % 3), Math.floor(i / 3)];
      this.#set(a, b, ((bits >> i) & 1) === 1);
      this.#set(b, a, ((bits >> i) & 1) === 1);
    }
  }

  // place lays bytes out, up and down in columns of two from the right.
  place(bytes) {
    let i = 0;
    for (let right = this.#size - 1; right > 0; right -= 2) {
      if (right === 6) right = 5;
      const up = ((right + 1) & 2) === 0;
      for (let n = 0; n < 2 * this.#size; n++) {
        const [x, y] = [right - (n % 2), up ? this.#size - 1 - (n >> 1) : n >> 1];
        if (this.#fixed[y][x] || i >= 8 * bytes.length) continue;
        this.#dark[y][x] = ((bytes[i >> 3] >> (7 - (i & 7))) & 1) === 1;
        i++;
      }
    }
  }

  // masked are the modules with a mask over the data.
  masked(mask) {
    this.#format(mask);
    return this.#dark.map((row, y) => row.map((dark, x) => dark !== (!this.#fixed[y][x] && MASKS[mask](x, y) === 0)));
  }
}

// checked puts the remainder of a division by a polynomial behind some bits.
function checked(bits, length, polynomial) {
  let rest = bits;
  for (let i = 0; i < length; i++) rest = (rest << 1) ^ ((rest >> (length - 1)) * polynomial);
  return (bits << length) | rest;
}

// best is the grid under the mask whose code is the easiest to read.
function best(grid) {
  const all = MASKS.map((_, mask) => grid.masked(mask));
  const costs = all.map(penalty);
  return all[costs.indexOf(Math.min(...costs))];
}

// penalty counts what a reader may stumble over: long runs, squares of one
// colour, what looks like a corner, and too much of one colour.
function penalty(rows) {
  const size = rows.length;
  let cost = 0, dark = 0;
  for (let i = 0; i < size; i++) {
    for (const line of [rows[i], rows.map((row) => row[i])]) {
      const text = line.map(Number).join("");
      for (const run of text.match(/0{5,}|1{5,}/g) ?? []) cost += run.length - 2;
      for (const corner of ["10111010000", "00001011101"]) cost += 40 * (text.split(corner).length - 1);
    }
    for (let x = 0; x < size; x++) {
      dark += rows[i][x];
      const same = i > 0 && x > 0 && rows[i][x] === rows[i - 1][x] && rows[i][x] === rows[i][x - 1] && rows[i][x] === rows[i - 1][x - 1];
      if (same) cost += 3;
    }
  }
  return cost + 10 * Math.floor(Math.abs((dark * 20) / (size * size) - 10));
}

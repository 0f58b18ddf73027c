// QR code, model 2, byte mode, error correction M (ISO/IEC 18004). Enough for an otpauth address:
// versions 1 to 20, up to 666 bytes. Pure.
const blocksOf = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];
const correctionOf = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];

const exponents = new Uint8Array(512);
const logarithms = new Uint8Array(256);
for (let i = 0, value = 1; i < 255; i++) {
  exponents[i] = value;
  exponents[i + 255] = value;
  logarithms[value] = i;
  value = (value << 1) ^ (value & 0x80 ? 0x11d : 0);
}
const multiply = (a: number, b: number) => (a === 0 || b === 0 ? 0 : exponents[logarithms[a] + logarithms[b]]);

function rawModules(version: number): number {
  let modules = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const patterns = Math.floor(version / 7) + 2;
    modules -= (25 * patterns - 10) * patterns - 55;
    if (version >= 7) modules -= 36;
  }
  return modules;
}
const dataBytes = (version: number) => Math.floor(rawModules(version) / 8) - correctionOf[version] * blocksOf[version];

function remainder(data: readonly number[], degree: number): number[] {
  let divisor = [...Array.from({ length: degree - 1 }, () => 0), 1];
  for (let i = 0; i < degree; i++) divisor = divisor.map((value, j) => multiply(value, exponents[i]) ^ (divisor[j + 1] ?? 0));
  const result = Array.from({ length: degree }, () => 0);
  for (const byte of data) {
    const factor = byte ^ (result.shift() ?? 0);
    result.push(0);
    divisor.forEach((value, i) => {
      result[i] ^= multiply(value, factor);
    });
  }
  return result;
}

function encode(text: Uint8Array, version: number): number[] {
  const bits: number[] = [];
  const put = (value: number, length: number) => {
    for (let i = length - 1; i >= 0; i--) bits.push((value >>> i) & 1);
  };
  put(4, 4);
  put(text.length, version < 10 ? 8 : 16);
  for (const byte of text) put(byte, 8);
  const capacity = dataBytes(version) * 8;
  put(0, Math.min(4, capacity - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < capacity; pad ^= 0xec ^ 0x11) put(pad, 8);
  return Array.from({ length: bits.length / 8 }, (_, i) => bits.slice(i * 8, i * 8 + 8).reduce((byte, bit) => (byte << 1) | bit, 0));
}

function interleave(data: readonly number[], version: number): number[] {
  const blocks = blocksOf[version],
    correction = correctionOf[version];
  const raw = Math.floor(rawModules(version) / 8);
  const short = Math.floor(raw / blocks) - correction,
    shortBlocks = blocks - (raw % blocks);
  const parts: number[][] = [],
    checks: number[][] = [];
  for (let i = 0, at = 0; i < blocks; i++) {
    const length = short + (i < shortBlocks ? 0 : 1);
    parts.push(data.slice(at, at + length));
    checks.push(remainder(parts[i], correction));
    at += length;
  }
  const result: number[] = [];
  for (let i = 0; i <= short; i++) for (const part of parts) if (i < part.length) result.push(part[i]);
  for (let i = 0; i < correction; i++) for (const check of checks) result.push(check[i]);
  return result;
}

class QrSymbol {
  readonly size: number;
  readonly dark: boolean[][];
  private readonly fixed: boolean[][];

  constructor(private readonly version: number) {
    this.size = version * 4 + 17;
    this.dark = Array.from({ length: this.size }, () => Array<boolean>(this.size).fill(false));
    this.fixed = Array.from({ length: this.size }, () => Array<boolean>(this.size).fill(false));
    this.drawPatterns();
  }

  private set(x: number, y: number, dark: boolean) {
    if (x < 0 || y < 0 || x >= this.size || y >= this.size) return;
    this.dark[y][x] = dark;
    this.fixed[y][x] = true;
  }

  private drawPatterns() {
    for (let i = 0; i < this.size; i++) {
      this.set(6, i, i % 2 === 0);
      this.set(i, 6, i % 2 === 0);
    }
    for (const [x, y] of [
      [3, 3],
      [this.size - 4, 3],
      [3, this.size - 4],
    ]) {
      for (let dy = -4; dy <= 4; dy++)
        for (let dx = -4; dx <= 4; dx++) {
          const ring = Math.max(Math.abs(dx), Math.abs(dy));
          this.set(x + dx, y + dy, ring !== 2 && ring !== 4);
        }
    }
    const places = this.alignment();
    const end = places.length - 1;
    places.forEach((x, i) =>
      places.forEach((y, j) => {
        if ((i === 0 && j === 0) || (i === 0 && j === end) || (i === end && j === 0)) return;
        for (let dy = -2; dy <= 2; dy++)
          for (let dx = -2; dx <= 2; dx++) this.set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
      }),
    );
    this.drawFormat(0);
    this.drawVersion();
  }

  private alignment(): number[] {
    if (this.version === 1) return [];
    const patterns = Math.floor(this.version / 7) + 2;
    const step = Math.floor((this.version * 8 + patterns * 3 + 5) / (patterns * 4 - 4)) * 2;
    const places = [6];
    for (let at = this.size - 7; places.length < patterns; at -= step) places.splice(1, 0, at);
    return places;
  }

  drawFormat(mask: number) {
    const data = mask; // error correction M is 00
    let rest = data;
    for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
    const bits = ((data << 10) | rest) ^ 0x5412;
    const bit = (i: number) => ((bits >>> i) & 1) !== 0;
    for (let i = 0; i <= 5; i++) this.set(8, i, bit(i));
    this.set(8, 7, bit(6));
    this.set(8, 8, bit(7));
    this.set(7, 8, bit(8));
    for (let i = 9; i < 15; i++) this.set(14 - i, 8, bit(i));
    for (let i = 0; i < 8; i++) this.set(this.size - 1 - i, 8, bit(i));
    for (let i = 8; i < 15; i++) this.set(8, this.size - 15 + i, bit(i));
    this.set(8, this.size - 8, true);
  }

  private drawVersion() {
    if (this.version < 7) return;
    let rest = this.version;
    for (let i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
    const bits = (this.version << 12) | rest;
    for (let i = 0; i < 18; i++) {
      const dark = ((bits >>> i) & 1) !== 0,
        a = this.size - 11 + (i % 3),
        b = Math.floor(i / 3);
      this.set(a, b, dark);
      this.set(b, a, dark);
    }
  }

  place(bytes: readonly number[]) {
    let i = 0;
    for (let right = this.size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (let step = 0; step < this.size; step++)
        for (let j = 0; j < 2; j++) {
          const x = right - j,
            y = ((right + 1) & 2) === 0 ? this.size - 1 - step : step;
          if (this.fixed[y][x] || i >= bytes.length * 8) continue;
          this.dark[y][x] = ((bytes[i >>> 3] >>> (7 - (i & 7))) & 1) !== 0;
          i += 1;
        }
    }
  }

  mask(mask: number) {
    for (let y = 0; y < this.size; y++)
      for (let x = 0; x < this.size; x++) {
        if (!this.fixed[y][x] && masks[mask](x, y)) this.dark[y][x] = !this.dark[y][x];
      }
  }

  penalty(): number {
    let points = 0,
      dark = 0;
    const line = (cells: readonly boolean[]) => {
      let run = 0;
      cells.forEach((cell, i) => {
        run = i > 0 && cell === cells[i - 1] ? run + 1 : 1;
        if (run === 5) points += 3;
        else if (run > 5) points += 1;
      });
      const text = cells.map((cell) => (cell ? "1" : "0")).join("");
      for (let at = 0; at < text.length - 10; at++)
        if (text.startsWith("10111010000", at) || text.startsWith("00001011101", at)) points += 40;
    };
    for (let y = 0; y < this.size; y++) {
      line(this.dark[y]);
      line(this.dark.map((row) => row[y]));
      for (let x = 0; x < this.size; x++) {
        if (this.dark[y][x]) dark += 1;
        const square =
          x > 0 && y > 0 && [this.dark[y - 1][x], this.dark[y][x - 1], this.dark[y - 1][x - 1]].every((cell) => cell === this.dark[y][x]);
        if (square) points += 3;
      }
    }
    return points + Math.floor(Math.abs((dark * 20) / (this.size * this.size) - 10)) * 10;
  }
}

const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/// Rows of modules, true is dark; undefined when the text is too long.
export function qrModules(text: string): boolean[][] | undefined {
  const bytes = new TextEncoder().encode(text);
  let version = 1;
  while (version <= 20 && dataBytes(version) < bytes.length + (version < 10 ? 2 : 3)) version += 1;
  if (version > 20) return undefined;
  const codewords = interleave(encode(bytes, version), version);
  let best: QrSymbol | undefined,
    least = Infinity;
  for (let mask = 0; mask < 8; mask++) {
    const symbol = new QrSymbol(version);
    symbol.place(codewords);
    symbol.mask(mask);
    symbol.drawFormat(mask);
    const points = symbol.penalty();
    if (points < least) [best, least] = [symbol, points];
  }
  return best?.dark;
}

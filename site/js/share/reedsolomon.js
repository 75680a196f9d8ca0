// Check bytes after Reed and Solomon, over the field of 256 elements in which QR
// codes compute (x⁸ + x⁴ + x³ + x² + 1).

export function times(a, b) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) product = (product << 1) ^ ((product >> 7) * 0x11d) ^ (((b >> bit) & 1) * a);
  return product;
}

// divisor is the polynomial whose roots are the first n powers of 2, without
// its leading 1.
function divisor(n) {
  const polynomial = new Array(n).fill(0);
  polynomial[n - 1] = 1;
  for (let i = 0, root = 1; i < n; i++, root = times(root, 2)) {
    for (let j = 0; j < n; j++) polynomial[j] = times(polynomial[j], root) ^ (polynomial[j + 1] ?? 0);
  }
  return polynomial;
}

// checks is the remainder of data by a divisor.
function checks(data, by) {
  const rest = by.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    by.forEach((coefficient, i) => { rest[i] ^= times(coefficient, factor); });
  }
  return rest;
}

// withChecks deals data into blocks, gives each its checks, and lays all of them
// out byte by byte in turn, total bytes in all. The last blocks may be one longer.
export function withChecks(data, total, blocks, perBlock) {
  const by = divisor(perBlock);
  const short = blocks - (total % blocks);
  const length = Math.floor(total / blocks) - perBlock;
  const dealt = [];
  for (let i = 0, at = 0; i < blocks; i++) {
    const block = data.slice(at, (at += length + (i >= short)));
    dealt.push({ block, rest: checks(block, by) });
  }
  const laid = [];
  for (let i = 0; i <= length; i++) laid.push(...dealt.filter((d) => i < d.block.length).map((d) => d.block[i]));
  for (let i = 0; i < perBlock; i++) laid.push(...dealt.map((d) => d.rest[i]));
  return laid;
}

// The minibatches of data.Minibatches, bit for bit: a four-round Feistel network
// over the next even power of two, walked until it lands below n.

struct Draw {
  n: u32, // examples in the set
  half: u32, // bits of half a permutation's domain
  seed: u32,
}

fn scramble(v: u32) -> u32 {
  var x = v;
  x ^= x >> 16u;
  x *= 0x7feb352du;
  x ^= x >> 15u;
  x *= 0x846ca68bu;
  return x ^ (x >> 16u);
}

fn feistel(d: Draw, x: u32, key: u32) -> u32 {
  let mask = (1u << d.half) - 1u;
  var left = x >> d.half;
  var right = x & mask;
  for (var round = 0u; round < 4u; round++) {
    let next = left ^ (scramble((right ^ key) + round * 0x9e3779b9u) & mask);
    left = right;
    right = next;
  }
  return (left << d.half) | right;
}

fn example_at(d: Draw, epoch: u32, place: u32) -> u32 {
  let key = scramble(d.seed ^ scramble(epoch));
  var x = feistel(d, place, key);
  while (x >= d.n) {
    x = feistel(d, x, key);
  }
  return x;
}

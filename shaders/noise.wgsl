// The noise of noisy activations, N(0,1): nn.Noise, number for number but for
// float32's rounding. Φ⁻¹ is Wichura's algorithm AS 241, function PPND7 (1988).

const GOLDEN: u32 = 0x9e3779b9u;

// layer is scramble(number of the activation layer ^ GOLDEN).
fn noise_key(seed: u32, step: u32, layer: u32) -> u32 {
  return scramble(scramble(seed ^ scramble(step)) ^ layer);
}

// Uniform between 0 and 1, and exact.
fn chance_at(key: u32, element: u32) -> f32 {
  return (f32(scramble(key ^ element) >> 9u) + 0.5) / 8388608.0;
}

fn noise_at(key: u32, element: u32) -> f32 { return normal_quantile(chance_at(key, element)); }

fn normal_quantile(p: f32) -> f32 {
  let q = p - 0.5;
  if (abs(q) <= 0.425) {
    let r = 0.180625 - q * q;
    let over = 3.3871327179 + r * (50.434271938 + r * (159.29113202 + r * 59.109374720));
    return q * over / (1.0 + r * (17.895169469 + r * (78.757757664 + r * 67.187563600)));
  }
  let r = sqrt(-log(min(p, 1.0 - p))) - 1.6;
  let over = 1.4234372777 + r * (2.7568153900 + r * (1.3067284816 + r * 0.17023821103));
  let tail = over / (1.0 + r * (0.73700164250 + r * 0.12021132975));
  return select(tail, -tail, q < 0.0);
}

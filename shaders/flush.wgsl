// nn.Flush: what is kept is never a subnormal number. Many adapters have none; where
// there are some, they have an exponent whose bits are all zero.

fn flushed(x: f32) -> f32 {
  return select(x, 0.0, (bitcast<u32>(x) & 0x7f800000u) == 0u);
}

fn flushed4(v: vec4f) -> vec4f {
  return select(v, vec4f(0.0), (bitcast<vec4<u32>>(v) & vec4<u32>(0x7f800000u)) == vec4<u32>(0u));
}

// What stats_weights.wgsl asks for under EQUALISE.

// Leaves the factor of each layer in its first record.
@compute @workgroup_size(SIZE_X)
fn equal_factors(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= s.layers) { return; }
  partials[id.x * s.sums * WEIGHT_FIELDS + 10u] = equal_factor(id.x, s.layers, 6u);
}

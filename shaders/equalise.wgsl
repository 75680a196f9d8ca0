// Equal ratios of update to weight in all layers: backend.Hyper.Equalise.

// The RMS of a layer's changes over that of its weights, from the sums of stats.wgsl.
// changes is where those of the changes are: 3 where they stand for gradients, 6 beside them.
fn ratio(layer: u32, changes: u32) -> f32 {
  let at = layer * TOTAL_FIELDS;
  let change = at + changes;
  return root(vec3f(totals[change], totals[change + 1u], totals[change + 2u])) / root(vec3f(totals[at], totals[at + 1u], totals[at + 2u]));
}

// What a layer's change is scaled by, to the ratio of the last of so many layers. A
// layer that has no ratio keeps its change.
fn equal_factor(layer: u32, layers: u32, changes: u32) -> f32 {
  let factor = ratio(layers - 1u, changes) / ratio(layer, changes);
  return select(1.0, factor, finite(factor));
}

// Activations where a network has one, or none at its end: ACT says which, and the
// compiler folds the others away. Where it has several ACT is MIXED, and they are
// looked up. Stages that have none must be told apart before.

fn phi_of_net(kind: u32, u: f32, slope: f32) -> f32 {
  if (ACT == MIXED) { return phi(kind, u, slope); }
  return phi(ACT, u, slope);
}

fn slope_of_net(kind: u32, u: f32, slope: f32) -> f32 {
  if (ACT == MIXED) { return slope_of(kind, u, slope); }
  return slope_of(ACT, u, slope);
}

fn slope_of_net_is_zero(kind: u32, u: f32, slope: f32) -> bool {
  if (ACT == MIXED) { return slope_is_zero(kind, u, slope); }
  return slope_is_zero(ACT, u, slope);
}

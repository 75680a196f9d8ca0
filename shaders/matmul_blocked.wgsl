// The three matrix products of a dense layer without barriers: each invocation
// computes an 8×8 block of the result from vec4s that it reads itself. For
// adapters that emulate a GPU on a CPU, where a barrier costs more than the
// products between two barriers, and a number read costs more than many
// multiplied: hence the large block, in registers (see unroll.go). The same kernels
// with shared tiles are in matmul_tiled.wgsl.

// c0 … c7 are the left four columns of the block, d0 … d7 the right four. They
// are put in a loop: adapters that are programs take long to compile an
// activation that is written out sixteen times.

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 8u;
  let column = id.x * 8u;
  if (row >= s.m || column >= s.n) { return; }
  //: for r in 0 1 2 3 4 5 6 7
  var c$r = vec4f(0.0);
  var d$r = vec4f(0.0);
  //: end
  let last = s.m - 1u;
  //: for r in 0 1 2 3 4 5 6 7
  let l$r = (s.left + min(row + $ru, last) * s.ld_left) / 4u;
  //: end
  let end = s.n - 1u;
  //: for r in 0 1 2 3 4 5 6 7
  let r$r = (s.right + min(column + $ru, end) * s.ld_right) / 4u;
  //: end
  let quads = (s.k + 3u) / 4u;
  for (var q = 0u; q < quads; q++) {
    let w = mat4x4f(params[r0 + q], params[r1 + q], params[r2 + q], params[r3 + q]);
    let v = mat4x4f(params[r4 + q], params[r5 + q], params[r6 + q], params[r7 + q]);
    //: for r in 0 1 2 3 4 5 6 7
    let x$r = acts[l$r + q];
    c$r += x$r * w;
    d$r += x$r * v;
    //: end
  }
  var block = array<vec4f, 16>(
    //: for r in 0 1 2 3 4 5 6 7
    c$r, d$r,
    //: end
  );
  for (var i = 0u; i < 16u; i++) {
    put_forward(row + i / 2u, column + i % 2u * 4u, block[i]);
  }
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn backward(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 8u;
  let column = id.x * 8u;
  if (row >= s.m || column >= s.n) { return; }
  //: for r in 0 1 2 3 4 5 6 7
  var c$r = vec4f(0.0);
  var d$r = vec4f(0.0);
  //: end
  let last = s.m - 1u;
  //: for r in 0 1 2 3 4 5 6 7
  let l$r = (s.left + min(row + $ru, last) * s.ld_left) / 4u;
  //: end
  let right = (s.right + column) / 4u;
  let beside = (s.right + min(column + 4u, s.ld_right - 4u)) / 4u;
  let stride = s.ld_right / 4u;
  let end = s.k - 1u;
  for (var k = 0u; k < s.k; k += 4u) {
    // A row beyond the last one meets a δ of 0; it only must not be anything
    // else's memory.
    let k1 = min(k + 1u, end) * stride;
    let k2 = min(k + 2u, end) * stride;
    let k3 = min(k + 3u, end) * stride;
    let w = mat4x4f(params[right + k * stride], params[right + k1], params[right + k2], params[right + k3]);
    let v = mat4x4f(params[beside + k * stride], params[beside + k1], params[beside + k2], params[beside + k3]);
    let q = k / 4u;
    //: for r in 0 1 2 3 4 5 6 7
    let x$r = delta[l$r + q];
    c$r += w * x$r;
    d$r += v * x$r;
    //: end
  }
  var block = array<vec4f, 16>(
    //: for r in 0 1 2 3 4 5 6 7
    c$r, d$r,
    //: end
  );
  for (var i = 0u; i < 16u; i++) {
    put_backward(row + i / 2u, column + i % 2u * 4u, block[i]);
  }
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn gradient(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 8u;
  let column = id.x * 8u;
  if (row >= s.m || column >= s.n) { return; }
  //: for r in 0 1 2 3 4 5 6 7
  var c$r = vec4f(0.0);
  var d$r = vec4f(0.0);
  //: end
  var b = vec4f(0.0);
  var b_beside = vec4f(0.0);
  var l = (s.left + row) / 4u;
  var r = (s.right + column) / 4u;
  let l_beside = (min(row + 4u, s.ld_left - 4u) - row) / 4u;
  let r_beside = (min(column + 4u, s.ld_right - 4u) - column) / 4u;
  for (var k = 0u; k < s.k; k++) {
    let e = delta_in[l];
    let f = delta_in[l + l_beside];
    let x = acts_in[r];
    let y = acts_in[r + r_beside];
    //: for r e in 0 e.x 1 e.y 2 e.z 3 e.w 4 f.x 5 f.y 6 f.z 7 f.w
    c$r += $e * x;
    d$r += $e * y;
    //: end
    b += e;
    b_beside += f;
    l += s.ld_left / 4u;
    r += s.ld_right / 4u;
  }
  var block = array<vec4f, 16>(
    //: for r in 0 1 2 3 4 5 6 7
    c$r, d$r,
    //: end
  );
  for (var i = 0u; i < 16u; i++) {
    put_gradient(row + i / 2u, column + i % 2u * 4u, block[i]);
  }
  if (column == 0u) {
    grads[(s.bias + row) / 4u] = b; // the gap in δ is 0, and so is b's
    if (row + 4u < s.m) { grads[(s.bias + row) / 4u + 1u] = b_beside; }
  }
}

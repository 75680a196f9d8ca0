// The three matrix products of a dense layer without barriers: each invocation
// computes a 16×16 block of the result from vec4s that it reads itself. For
// adapters that emulate a GPU on a CPU, where a barrier costs more than the
// products between two barriers, and what surrounds the products more than they
// do. In SwiftShader, which computes four invocations as one vector, a number that
// is read costs some 80 instructions (lane after lane, each one checked), a sum
// that is carried into the next round of a loop 12, and a multiplication with its
// addition 4. Hence the largest blocks that do not take long to compile, and four
// terms a round. The same kernels with shared tiles are in matmul_tiled.wgsl.

// A workgroup is four invocations, one such vector, and 32×32 results: small
// layers make groups enough for all threads.

// a0 … a15 are the left four columns of the block, b, c and d those beside them:
// variables of their own (see unroll.go), which need no address. They are put in
// a loop: software adapters take long to compile an activation that is
// written out 64 times.

//: text begin
let row = id.y * 16u;
let column = id.x * 16u;
if (row >= s.m || column >= s.n) { return; }
//: for r in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
var a$r = vec4f(0.0);
var b$r = vec4f(0.0);
var c$r = vec4f(0.0);
var d$r = vec4f(0.0);
//: end
//: end begin

//: text results
var block = array<vec4f, 64>(
  //: for r in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
  a$r, b$r, c$r, d$r,
  //: end
);
//: end results

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  //: insert begin
  let last = s.m - 1u;
  //: for r in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
  let l$r = (s.left + min(row + $ru, last) * s.ld_left) / 4u;
  //: end
  let end = s.n - 1u;
  //: for r in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
  let r$r = (s.right + min(column + $ru, end) * s.ld_right) / 4u;
  //: end
  let quads = (s.k + 3u) / 4u;
  for (var q = 0u; q < quads; q++) {
    //: for i w x y z in 0 0 1 2 3 1 4 5 6 7 2 8 9 10 11 3 12 13 14 15
    let w$i = mat4x4f(params[r$w + q], params[r$x + q], params[r$y + q], params[r$z + q]);
    //: end
    //: for r in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
    let x$r = acts[l$r + q];
    a$r += x$r * w0;
    b$r += x$r * w1;
    c$r += x$r * w2;
    d$r += x$r * w3;
    //: end
  }
  //: insert results
  for (var i = 0u; i < 64u; i++) {
    put_forward(row + i / 4u, column + i % 4u * 4u, block[i]);
  }
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn backward(@builtin(global_invocation_id) id: vec3u) {
  //: insert begin
  let last = s.m - 1u;
  //: for r in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
  let l$r = (s.left + min(row + $ru, last) * s.ld_left) / 4u;
  //: end
  //: for i in 0 1 2 3
  let r$i = (s.right + min(column + 4u * $iu, s.ld_right - 4u)) / 4u;
  //: end
  let stride = s.ld_right / 4u;
  let end = s.k - 1u;
  for (var k = 0u; k < s.k; k += 4u) {
    // A row beyond the last one meets a δ of 0; it only must not be anything
    // else's memory.
    let k0 = k * stride;
    let k1 = min(k + 1u, end) * stride;
    let k2 = min(k + 2u, end) * stride;
    let k3 = min(k + 3u, end) * stride;
    //: for i in 0 1 2 3
    let w$i = mat4x4f(params[r$i + k0], params[r$i + k1], params[r$i + k2], params[r$i + k3]);
    //: end
    let q = k / 4u;
    //: for r in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
    let x$r = delta[l$r + q];
    a$r += w0 * x$r;
    b$r += w1 * x$r;
    c$r += w2 * x$r;
    d$r += w3 * x$r;
    //: end
  }
  //: insert results
  for (var i = 0u; i < 64u; i++) {
    put_backward(row + i / 4u, column + i % 4u * 4u, block[i]);
  }
}

@compute @workgroup_size(SIZE_X, SIZE_Y)
fn gradient(@builtin(global_invocation_id) id: vec3u) {
  //: insert begin
  //: for i in 0 1 2 3
  var bias$i = vec4f(0.0);
  let l$i = (s.left + min(row + 4u * $iu, s.ld_left - 4u)) / 4u;
  //: end
  //: for i in 0 1 2 3
  let r$i = (s.right + min(column + 4u * $iu, s.ld_right - 4u)) / 4u;
  //: end
  for (var k = 0u; k < s.k; k += 4u) {
    //: for i in 0 1 2 3
    let e$i = transpose(mat4x4f(delta_row(l$i, k), delta_row(l$i, k + 1u), delta_row(l$i, k + 2u), delta_row(l$i, k + 3u)));
    let x$i = mat4x4f(acts_row(r$i, k), acts_row(r$i, k + 1u), acts_row(r$i, k + 2u), acts_row(r$i, k + 3u));
    bias$i += vec4f(1.0) * e$i;
    //: end
    //: for r e in 0 e0[0] 1 e0[1] 2 e0[2] 3 e0[3] 4 e1[0] 5 e1[1] 6 e1[2] 7 e1[3] 8 e2[0] 9 e2[1] 10 e2[2] 11 e2[3] 12 e3[0] 13 e3[1] 14 e3[2] 15 e3[3]
    a$r += x0 * $e;
    b$r += x1 * $e;
    c$r += x2 * $e;
    d$r += x3 * $e;
    //: end
  }
  //: insert results
  for (var i = 0u; i < 64u; i++) {
    put_gradient(row + i / 4u, column + i % 4u * 4u, block[i]);
  }
  if (column > 0u) { return; }
  //: for i in 0 1 2 3
  if (row + 4u * $iu < s.m) { grads[(s.bias + row) / 4u + $iu] = bias$i; } // the gap in δ is 0, and so is b's
  //: end
}

// Four values of δ in the row of example k, 0 beyond the last example.
fn delta_row(at: u32, k: u32) -> vec4f {
  return select(vec4f(0.0), delta_in[at + min(k, s.k - 1u) * (s.ld_left / 4u)], k < s.k);
}

// What they are multiplied by; beyond the last example any finite values do.
fn acts_row(at: u32, k: u32) -> vec4f {
  return acts_in[at + min(k, s.k - 1u) * (s.ld_right / 4u)];
}

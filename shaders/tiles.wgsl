// What multiplies matrices on real GPUs, for kernels that bring the parts of their
// matrices here (matmul_tiled.wgsl, conv_tiled.wgsl). A workgroup of 8×8 invocations
// computes a square of SIDE×SIDE results, each of them a block of 4×4 or of 8×8, in
// registers.
//
// Why two sizes. With 8×8 results an invocation reads four vec4s of workgroup memory
// for 64 multiplications and additions, with 4×4 two for 16; but large squares cut
// the products of the page's networks into so few groups that most of a GPU is
// idle. The host takes the large one where that makes enough groups: see
// Matmul.Set. Squares of 128×128, shared by 256 invocations, were slower on the
// GPU that this was measured on, an H100.
//
// The terms of the sums come in parts of DEPTH. While a part is multiplied, each
// invocation has the 32 numbers that it brings to the next one on their way into
// registers, and puts them where the part before was: one barrier a part. Two
// pairs of tiles are the 16 KiB of workgroup memory that WebGPU promises.
//
// Banks: eight neighbouring invocations read and write eight vec4s in different
// banks. For those who turn what they write, and so stand in one column of a tile,
// the quads of a row are shuffled by the number of its term: see shuffled.

const QUADS: u32 = SIDE / 4u;
const DEPTH: u32 = 1024u / SIDE;
const TERM_QUADS: u32 = DEPTH / 4u;
const PART: u32 = DEPTH * QUADS;
const HALF: u32 = QUADS / 2u;
const SHUFFLE: u32 = SIDE / 32u; // spreads TERM_QUADS over eight banks

var<workgroup> left_tile: array<vec4f, 2u * PART>; // [part % 2][term][row / 4]
var<workgroup> right_tile: array<vec4f, 2u * PART>; // [part % 2][term][column / 4]

fn large() -> bool { return SIDE == 64u; }

// Column and row where an invocation's block starts, in quads.
fn block_of(me: u32) -> vec2u { return vec2u(me % 8u, me / 8u); }

// Where a quad stands in the row of a term that is one of the quad-th four.
fn shuffled(quad: u32, term_quad: u32) -> u32 { return quad ^ (term_quad * SHUFFLE); }

// An invocation's results, four rows of four columns each: c0 … c3 from the row and
// the column on where its block starts, and if blocks are of 8×8, c4 … c7 half a square
// further down, c8 … c11 further right, c12 … c15 both.

//: text begin
//: for i in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
var c$i = vec4f(0.0);
//: end
let block = block_of(me);
var at = 0u; // of the part's tiles
//: end begin

// Adds the products of one term, whose rows of the tiles hold this block's quads at
// left and at right, and goes on to the next.
//: text multiply_term
{
  let a = left_tile[left];
  let w = right_tile[right];
  //: for r x in 0 a.x 1 a.y 2 a.z 3 a.w
  c$r += $x * w;
  //: end
  if (large()) {
    let b = left_tile[left + HALF];
    let v = right_tile[right + HALF];
    //: for r x in 4 b.x 5 b.y 6 b.z 7 b.w
    c$r += $x * w;
    //: end
    //: for r x in 8 a.x 9 a.y 10 a.z 11 a.w 12 b.x 13 b.y 14 b.z 15 b.w
    c$r += $x * v;
    //: end
  }
  left += QUADS;
  right += QUADS;
}
//: end multiply_term

// Adds the products of a part's terms, sixteen in a go.
//: text multiply
for (var t = 0u; t < TERM_QUADS; t += 4u) {
  //: for i in 0 1 2 3
  {
    let row = at + (t + $iu) * 4u * QUADS;
    var left = row + shuffled(block.y, t + $iu);
    var right = row + shuffled(block.x, t + $iu);
    //: insert multiply_term
    //: insert multiply_term
    //: insert multiply_term
    //: insert multiply_term
  }
  //: end
}
//: end multiply

// The results in an array, for what becomes of them: in a loop, since activations written
// out sixteen times take long to compile.
//: text results
var sums = array<vec4f, 16>(
  //: for i in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
  c$i,
  //: end
);
//: end results

const RESULTS: u32 = SIDE * SIDE / 256u; // vec4s of an invocation

// Column and row where the i-th result belongs.
fn place_of(group: vec2u, block: vec2u, i: u32) -> vec2u {
  let quad = block + vec2u(i / 8u, i / 4u % 2u) * HALF;
  return group * SIDE + quad * 4u + vec2u(0u, i % 4u);
}

// What an invocation brings to a part is four vec4s of either tile. Of a matrix whose
// rows are the tile's, they stand along its rows: one quad of four terms. Of one whose
// columns are, they go across: four terms of four lines, turned. In memory,
// neighbours stand side by side as far as DEPTH terms reach.

fn along_quad(me: u32) -> u32 { return me % QUADS; }

fn along_terms(me: u32) -> vec4u { return vec4u(me / QUADS) + vec4u(0u, 1u, 2u, 3u) * TERM_QUADS; }

fn across_line(me: u32) -> u32 { return me / TERM_QUADS * 4u; }

fn across_term(me: u32) -> u32 { return me % TERM_QUADS * 4u; }

// Where these four vec4s belong in a part of a tile.
fn along_places(me: u32) -> vec4u {
  let term = along_terms(me);
  return term * QUADS + (vec4u(along_quad(me)) ^ (term / 4u * SHUFFLE));
}

fn across_places(me: u32) -> vec4u {
  let first = across_term(me) * QUADS + shuffled(across_line(me) / 4u, me % TERM_QUADS);
  return vec4u(first) + vec4u(0u, 1u, 2u, 3u) * QUADS;
}

fn put_left(at: u32, place: vec4u, part: mat4x4f) {
  //: for i x in 0 x 1 y 2 z 3 w
  left_tile[at + place.$x] = part[$i];
  //: end
}

fn put_right(at: u32, place: vec4u, part: mat4x4f) {
  //: for i x in 0 x 1 y 2 z 3 w
  right_tile[at + place.$x] = part[$i];
  //: end
}

// The sum of a quad of the left tile over a part's terms.
fn sum_of(at: u32, quad: u32) -> vec4f {
  var sum = vec4f(0.0);
  for (var i = 0u; i < DEPTH; i++) {
    sum += left_tile[at + i * QUADS + shuffled(quad, i / 4u)];
  }
  return sum;
}

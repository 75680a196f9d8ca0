// The histograms of every layer, in the bins of stats.Histogram: a between the
// layer's extremes, |δ| and |∂C/∂W| between the edges that all log histograms
// share; zeros apart. They are counted in two stages, first in the memory of
// a workgroup, whose sums then join those of the layer.
//
// Values are looked at as bits: of two positive floats the larger one has the
// larger bits, so that edges and extremes are whole numbers, which atomics know,
// and no adapter takes the smallest floats for 0. So |δ| and |∂C/∂W| fall into
// the very bins that the CPU finds with logarithms in float64. The place of a is
// computed, here in float32: a value that is on an edge but for its last digits
// may be counted in the bin beside.

struct Series {
  batch: u32,
  what: u32, // SERIES_ACTS, SERIES_DELTAS or SERIES_GRADIENTS
}

@group(0) @binding(0) var<uniform> series: Series;
@group(0) @binding(1) var<storage, read> layers: array<Layer>;
@group(0) @binding(2) var<storage, read> values: array<u32>; // bits of floats
@group(0) @binding(3) var<storage, read> edges: array<u32>; // of the smallest value of each log bin
// A record a layer: keys of the smallest and the largest a, then the counts of
// one series behind the other.
@group(0) @binding(4) var<storage, read_write> records: array<atomic<u32>>;

const SIGN: u32 = 0x80000000u;
const INFINITY: u32 = 0x7f800000u;
const COUNTS: u32 = HISTOGRAM_BINS + 1u; // the last one is that of zeros
const RECORD: u32 = 2u + 3u * COUNTS;

// The values of one series, in rows.
struct Matrix {
  at: u32,
  rows: u32,
  columns: u32,
  ld: u32,
}

fn matrix_of(l: Layer) -> Matrix {
  if (series.what == SERIES_GRADIENTS) { return Matrix(l.weights, l.units, l.fan_in, l.ld_weights); }
  return Matrix(l.at, series.batch, l.units * l.pixels, l.ld);
}

// Keys are in the order of the floats, negative ones included.
fn key_of(bits: u32) -> u32 { return select(bits | SIGN, ~bits, (bits & SIGN) != 0u); }

fn of_key(key: u32) -> f32 { return bitcast<f32>(select(~key, key & ~SIGN, (key & SIGN) != 0u)); }

@compute @workgroup_size(SIZE_X)
fn clear_records(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= RECORD) { return; }
  atomicStore(&records[id.y * RECORD + id.x], select(0u, ~0u, id.x == 0u));
}

@compute @workgroup_size(SIZE_X)
fn act_extremes(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let m = matrix_of(layers[id.y]);
  var low = ~0u;
  var high = 0u;
  let stride = place_of(groups.x * SIZE_X, m.columns);
  for (var i = place_of(id.x, m.columns); i.x < m.rows; i = further(i, stride, m.columns)) {
    let bits = values[m.at + i.x * m.ld + i.y];
    if ((bits & ~SIGN) < INFINITY) {
      low = min(low, key_of(bits));
      high = max(high, key_of(bits));
    }
  }
  if (low > high) { return; } // nothing finite
  atomicMin(&records[id.y * RECORD], low);
  atomicMax(&records[id.y * RECORD + 1u], high);
}

// Shares, because the distance of the largest floats is infinite, and because chips divide
// by the inverse, which is 0 for numbers near float32's end; whole ones where floats are
// so small that a share would be 0.
fn linear_bin(bits: u32, low: f32, high: f32) -> u32 {
  let last = HISTOGRAM_BINS - 1u;
  if ((bits & ~SIGN) == INFINITY) { return select(last, 0u, (bits & SIGN) != 0u); }
  let share = select(1.0, 0.0625, max(abs(low), abs(high)) > 1e30);
  let range = share * high - share * low;
  if (!(range > 0.0)) { return HISTOGRAM_BINS / 2u; } // all are equal
  let place = (share * bitcast<f32>(bits) - share * low) / range * f32(HISTOGRAM_BINS);
  return u32(clamp(place, 0.0, f32(last)));
}

// The last bin whose smallest value is not beyond a size.
fn log_bin(size: u32) -> u32 {
  var bin = 0u;
  for (var step = HISTOGRAM_BINS / 2u; step > 0u; step /= 2u) {
    if (edges[bin + step] <= size) { bin += step; }
  }
  return bin;
}

var<workgroup> counts: array<atomic<u32>, COUNTS>;

fn count_value(bits: u32, low: f32, high: f32) {
  let size = bits & ~SIGN;
  if (size > INFINITY) { return; } // NaN
  var bin = HISTOGRAM_BINS;
  if (size != 0u) {
    if (series.what == SERIES_ACTS) { bin = linear_bin(bits, low, high); } else { bin = log_bin(size); }
  }
  atomicAdd(&counts[bin], 1u);
}

@compute @workgroup_size(SIZE_X)
fn count_values(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let m = matrix_of(layers[group.y]);
  if (group.x * SIZE_X >= m.rows * m.columns) { return; }
  for (var i = thread; i < COUNTS; i += SIZE_X) { atomicStore(&counts[i], 0u); }
  workgroupBarrier();
  let record = group.y * RECORD;
  let low = of_key(atomicLoad(&records[record]));
  let high = of_key(atomicLoad(&records[record + 1u]));
  let stride = place_of(groups.x * SIZE_X, m.columns);
  for (var i = place_of(group.x * SIZE_X + thread, m.columns); i.x < m.rows; i = further(i, stride, m.columns)) {
    count_value(values[m.at + i.x * m.ld + i.y], low, high);
  }
  workgroupBarrier();
  for (var i = thread; i < COUNTS; i += SIZE_X) {
    let n = atomicLoad(&counts[i]);
    if (n > 0u) { atomicAdd(&records[record + 2u + series.what * COUNTS + i], n); }
  }
}

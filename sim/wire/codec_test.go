package wire

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"backflow/sim/reason"
	"backflow/sim/text"
	"backflow/sim/wire/reading"
	"backflow/sim/wire/scale"
)

// coded is a snapshot encoded and decoded again, and its bytes between.
func coded(t *testing.T, s *Snapshot) (*Snapshot, []byte) {
	t.Helper()
	b, err := Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	return got, b
}

func TestRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var reused Snapshot
	for range 200 {
		want := randomSnapshot(rng)
		got, b := coded(t, want)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("decoded\n%+v\nwant\n%+v", got, want)
		}
		// A snapshot that held something else must come out the same.
		if err := DecodeInto(&reused, b); err != nil {
			t.Fatal(err)
		}
		again, err := Encode(&reused)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again, b) {
			t.Fatal("decoding into a used snapshot changed it")
		}
	}
}

// Who changes the bytes changes the version: stage and engine may come from different
// builds.
func TestBytesHangOnTheVersion(t *testing.T) {
	rng, sum := rand.New(rand.NewPCG(3, 4)), sha256.New()
	for range 100 {
		b, err := Encode(randomSnapshot(rng))
		if err != nil {
			t.Fatal(err)
		}
		sum.Write(b)
	}
	const want = "8:861a9566a43ccf23"
	if got := fmt.Sprintf("%d:%x", version, sum.Sum(nil)[:8]); got != want {
		t.Errorf("version and sum are %s, want %s", got, want)
	}
}

// Values that a careless codec loses: they carry the science.
func TestRoundTripKeepsExtremes(t *testing.T) {
	for _, x := range []float64{0, math.Copysign(0, -1), 1e-300, 5e-324, math.Inf(1), math.NaN(), 1e300} {
		c := reading.Chart{Series: []reading.Series{{Values: []float64{x}, Theory: []float64{x}}}, Whole: []reading.Whole{{Value: x, Theory: x}}}
		got, _ := coded(t, &Snapshot{Lanes: []Lane{{Loss: x, Layers: []Layer{{DeltaRMS: x, Theory: x}}, Chart: c}}})
		l := got.Lanes[0]
		c = l.Chart
		for _, y := range []float64{l.Loss, l.Layers[0].DeltaRMS, l.Layers[0].Theory, c.Series[0].Values[0], c.Series[0].Theory[0], c.Whole[0].Value, c.Whole[0].Theory} {
			if math.Float64bits(y) != math.Float64bits(x) {
				t.Errorf("%g became %g", x, y)
			}
		}
	}
}

// One value among millions is still not none.
func TestNoShareBecomesZero(t *testing.T) {
	got, _ := coded(t, &Snapshot{Lanes: []Lane{{Layers: []Layer{{ActHist: Histogram{Hi: 1, Shares: []float32{0, 1e-9, 0.25, 1}}}}}}})
	shares := got.Lanes[0].Layers[0].ActHist.Shares
	if shares[0] != 0 || shares[1] == 0 || math.Abs(float64(shares[2]-0.25)) > 1e-5 || shares[3] != 1 {
		t.Errorf("shares became %v", shares)
	}
}

func TestEncodeBounds(t *testing.T) {
	big := Lane{Layers: []Layer{{W: make([]float32, 60000)}}}
	if _, err := Encode(&Snapshot{Lanes: []Lane{big}}); err != nil {
		t.Errorf("240 kB: %v", err)
	}
	if _, err := Encode(&Snapshot{Lanes: []Lane{big, big}}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("480 kB: error %v, want ErrTooLarge", err)
	}
	if _, err := Encode(&Snapshot{Points: make([]Point, 70000)}); !errors.Is(err, ErrTooMany) {
		t.Errorf("70000 points: error %v, want ErrTooMany", err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	good, err := Encode(randomSnapshot(rand.New(rand.NewPCG(3, 4))))
	if err != nil {
		t.Fatal(err)
	}
	for n := range good {
		if _, err := Decode(good[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes decode", n, len(good))
		}
	}
	if _, err := Decode(append(bytes.Clone(good), 0)); !errors.Is(err, ErrCorrupt) {
		t.Errorf("one byte more: %v", err)
	}
	other := bytes.Clone(good)
	other[2]++
	if _, err := Decode(other); !errors.Is(err, ErrVersion) {
		t.Errorf("another version: %v", err)
	}
	if _, err := Decode(make([]byte, MaxBytes+1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too many bytes: %v", err)
	}
}

func TestDecodeIntoAllocatesNothing(t *testing.T) {
	b, err := Encode(randomSnapshot(rand.New(rand.NewPCG(5, 6))))
	if err != nil {
		t.Fatal(err)
	}
	var s Snapshot
	if n := testing.AllocsPerRun(10, func() { _ = DecodeInto(&s, b) }); n != 0 {
		t.Errorf("%v allocations a frame, want none", n)
	}
}

// FuzzDecode: no bytes may panic or make more than they can fill, and whatever
// decodes must survive another round.
func FuzzDecode(f *testing.F) {
	rng := rand.New(rand.NewPCG(7, 8))
	for range 4 {
		b, err := Encode(randomSnapshot(rng))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte{'B', 'F', version, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Decode(b)
		if err != nil {
			return
		}
		again, err := Encode(s)
		if err != nil {
			t.Fatal(err)
		}
		if len(again) != len(b) {
			t.Fatalf("%d bytes became %d", len(b), len(again))
		}
	})
}

func randomSnapshot(rng *rand.Rand) *Snapshot {
	s := &Snapshot{
		Seq:     rng.Uint32(),
		Points:  some[Point](rng, 5),
		Lanes:   some[Lane](rng, 4),
		Extent:  rng.Float32(),
		Running: rng.IntN(2) == 0,
		View:    ViewWaterfall[:rng.IntN(9)],
		Race:    randomRace(rng),
	}
	for i := range s.Points {
		s.Points[i] = Point{rng.Float32(), -rng.Float32(), uint8(rng.IntN(10)), rng.IntN(2) == 0}
	}
	for i := range s.Lanes {
		s.Lanes[i] = randomLane(rng)
	}
	return s
}

func randomLane(rng *rand.Rand) Lane {
	l := Lane{
		Label: text.Verbatim("ReLU × π"[:rng.IntN(6)]), Backend: "cpu", Note: randomMessage(rng, 2),
		Diverged: rng.IntN(2) == 0, Step: rng.Uint32(),
		StepsPerSec: rng.Float64(), Loss: rng.NormFloat64(), TrainAccuracy: rng.Float64(), TestAccuracy: rng.Float64(), Left: rng.Float64(),
		ScoreStep: rng.Float64(), Outdated: rng.IntN(2) == 0,
		Phase:  Phase{-rng.Float32(), rng.Float32(), 1 + rng.IntN(60), 1 + rng.IntN(100), nil, rng.Float64(), rng.Float64(), rng.IntN(100)},
		Inputs: rng.IntN(784), Input: floats(rng), InputW: rng.IntN(2),
		Outputs: floats(rng), Target: rng.Float32(), Confusion: floats(rng),
		Layers: some[Layer](rng, 4), FieldSide: rng.IntN(4),
	}
	l.InputW *= len(l.Input)
	l.Chart = randomChart(rng, len(l.Layers))
	l.Field = octets(rng, l.FieldSide*l.FieldSide)
	l.Phase.Levels = levels(l.Phase.Depths * rng.IntN(l.Phase.Columns+1))
	l.Trace.Steps = some[uint32](rng, 4)
	l.Trace.Loss = values(rng, 2*len(l.Trace.Steps))
	l.Trace.Levels = levels(rng.IntN(2) * len(l.Trace.Steps) * len(l.Layers) * TraceFields)
	for i := range l.Layers {
		units, in, w, h := rng.IntN(4), rng.IntN(4), 1+rng.IntN(3), 1+rng.IntN(3)
		l.Layers[i] = Layer{
			Name: "hidden 1", Units: rng.IntN(1024), FanIn: rng.IntN(1024),
			ActMean: rng.NormFloat64(), ActRMS: rng.Float64(), DeltaRMS: rng.Float64() * 1e-40,
			DWRMS: rng.Float64(), WRMS: rng.Float64(), UpdateRatio: rng.Float64(),
			Factor: rng.Float64(), Theory: rng.Float64(), Saturated: rng.Float64(),
			Dead: rng.Float64(), Zeros: rng.Float64(), Underflow: rng.Float64(),
			Act: values(rng, units), Delta: values(rng, units), Flags: octets(rng, units),
			SampleIn: in, W: values(rng, units*in), DW: values(rng, units*in),
			ActHist: histogram(rng), DeltaHist: histogram(rng), DWHist: histogram(rng),
			MapW: w, MapH: h, ActMaps: octets(rng, 2*w*h), DeltaMaps: octets(rng, 2*w*h),
		}
	}
	return l
}

func randomChart(rng *rand.Rand, layers int) reading.Chart {
	c := reading.Chart{
		Instrument: "jacobian"[:rng.IntN(9)], Scale: reading.Scale(rng.IntN(int(reading.Scales))), Step: rng.Uint32(), Share: rng.Float64(),
		Why: randomMessage(rng, 1), Series: some[reading.Series](rng, 4), Whole: some[reading.Whole](rng, 3),
	}
	for i := range c.Series {
		c.Series[i] = reading.Series{Name: "largest", Values: doubles(rng, layers), Theory: doubles(rng, layers*rng.IntN(2)), Why: reasons(layers * rng.IntN(2))}
		for j := range c.Series[i].Why {
			c.Series[i].Why[j] = reason.Reason(rng.IntN(reason.Count))
		}
	}
	for i := range c.Whole {
		c.Whole[i] = reading.Whole{Name: "spread", Value: rng.NormFloat64(), Theory: rng.NormFloat64(), Why: reason.Reason(rng.IntN(reason.Count))}
	}
	return c
}

func reasons(n int) []reason.Reason {
	if n == 0 {
		return nil // as some
	}
	return make([]reason.Reason, n)
}

func doubles(rng *rand.Rand, n int) []float64 {
	if n == 0 {
		return nil // as some
	}
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = rng.NormFloat64()
	}
	return xs
}

func histogram(rng *rand.Rand) Histogram {
	shares := some[float32](rng, 9)
	for i := range shares {
		shares[i] = float32(rng.IntN(wholeShare+1)) / wholeShare
	}
	return Histogram{-rng.Float32(), rng.Float32(), rng.Float32(), shares}
}

func floats(rng *rand.Rand) []float32 { return values(rng, rng.IntN(9)) }

func values(rng *rand.Rand, n int) []float32 {
	if n == 0 {
		return nil // as some
	}
	xs := make([]float32, n)
	for i := range xs {
		xs[i] = float32(rng.NormFloat64())
	}
	return xs
}

func octets(rng *rand.Rand, n int) []uint8 {
	if n == 0 {
		return nil // as some
	}
	b := make([]uint8, n)
	for i := range b {
		b[i] = uint8(rng.Uint32())
	}
	return b
}

func levels(n int) []scale.Level {
	if n == 0 {
		return nil // as some
	}
	return make([]scale.Level, n)
}

// some makes fewer than n values; for none it gives nil, as a fresh decoded
// snapshot has: DeepEqual tells nil from empty though no reader does.
func some[T any](rng *rand.Rand, n int) []T {
	if k := rng.IntN(n); k > 0 {
		return make([]T, k)
	}
	return nil
}

// What does not fit together is refused: a reader would index one part by another.
func TestDecodeRefusesWhatDoesNotFitTogether(t *testing.T) {
	for what, spoil := range map[string]func(*Lane, *Layer){
		"a weight too few":          func(_ *Lane, y *Layer) { y.W = y.W[1:] },
		"a gradient too many":       func(_ *Lane, y *Layer) { y.DW = append(y.DW, 1) },
		"no δ for a unit":           func(_ *Lane, y *Layer) { y.Delta = y.Delta[1:] },
		"no flags for a unit":       func(_ *Lane, y *Layer) { y.Flags = nil },
		"maps without a height":     func(_ *Lane, y *Layer) { y.MapH = 0 },
		"half a map":                func(_ *Lane, y *Layer) { y.ActMaps = y.ActMaps[1:] },
		"a map without its δ":       func(_ *Lane, y *Layer) { y.DeltaMaps = nil },
		"a histogram of no width":   func(_ *Lane, y *Layer) { y.ActHist.Hi = y.ActHist.Lo },
		"one without an end":        func(_ *Lane, y *Layer) { y.DWHist.Hi = float32(math.Inf(1)) },
		"one of NaN":                func(_ *Lane, y *Layer) { y.DeltaHist.Lo = float32(math.NaN()) },
		"a loss too few":            func(l *Lane, _ *Layer) { l.Trace.Loss = l.Trace.Loss[1:] },
		"a level too few":           func(l *Lane, _ *Layer) { l.Trace.Levels = l.Trace.Levels[1:] },
		"a row that is cut":         func(l *Lane, _ *Layer) { l.InputW = 4 },
		"a field that is no square": func(l *Lane, _ *Layer) { l.FieldSide = 3 },
		"half a column":             func(l *Lane, _ *Layer) { l.Phase.Levels = l.Phase.Levels[1:] },
		"a diagram without an end":  func(l *Lane, _ *Layer) { l.Phase.Hi = float32(math.Inf(1)) },
		"one that runs backward":    func(l *Lane, _ *Layer) { l.Phase.Lo = 3 },
		"more columns than said":    func(l *Lane, _ *Layer) { l.Phase.Columns = 1 },
		"a value too few":           func(l *Lane, _ *Layer) { l.Chart.Series[0].Values = nil },
		"theory of another depth":   func(l *Lane, _ *Layer) { l.Chart.Series[0].Theory = make([]float64, 2) },
		"a reason too many":         func(l *Lane, _ *Layer) { l.Chart.Series[0].Why = make([]reason.Reason, 2) },
		"a reason unheard of":       func(l *Lane, _ *Layer) { l.Chart.Series[0].Why[0] = reason.Reason(reason.Count) },
		"another of the whole":      func(l *Lane, _ *Layer) { l.Chart.Whole[0].Why = reason.Reason(reason.Count) },
		"a scale unheard of":        func(l *Lane, _ *Layer) { l.Chart.Scale = reading.Scales },
		"a name without end":        func(l *Lane, _ *Layer) { l.Label = text.Verbatim(strings.Repeat("a", mostText+1)) },
		"clauses without end":       func(l *Lane, _ *Layer) { l.Note = nested(mostNested + 1) },
	} {
		s := whole()
		coded(t, s)
		spoil(&s.Lanes[0], &s.Lanes[0].Layers[0])
		b, err := Encode(s)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Decode(b); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: error %v, want ErrCorrupt", what, err)
		}
	}
}

// whole is a small snapshot with something of everything.
func whole() *Snapshot {
	h := Histogram{Lo: -1, Hi: 1, Shares: []float32{0.5, 0.5}}
	y := Layer{
		Act: make([]float32, 2), Delta: make([]float32, 2), Flags: make([]uint8, 2), SampleIn: 3, W: make([]float32, 6), DW: make([]float32, 6),
		MapW: 2, MapH: 2, ActMaps: make([]uint8, 8), DeltaMaps: make([]uint8, 8), ActHist: h, DeltaHist: h, DWHist: h,
	}
	return &Snapshot{Lanes: []Lane{{
		Trace: Trace{Steps: make([]uint32, 2), Loss: make([]float32, 4), Levels: make([]scale.Level, 2*TraceFields)},
		Phase: Phase{Lo: -1, Hi: 2, Columns: 2, Depths: 3, Levels: make([]scale.Level, 6)},
		Input: make([]float32, 6), InputW: 3, FieldSide: 2, Field: make([]uint8, 4), Layers: []Layer{y},
		Chart: reading.Chart{Series: []reading.Series{{Values: make([]float64, 1), Theory: make([]float64, 1), Why: make([]reason.Reason, 1)}}, Whole: make([]reading.Whole, 1)},
	}}, Race: wholeRace()}
}

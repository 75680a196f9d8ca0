package race

import (
	"math"
	"strings"

	"backflow/render/format"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// Limits of what is called the same: factors per layer and gradients within a hundredth, curves
// of the loss within a fiftieth (both train in float32, which rounds in another order), speeds
// within a twentieth.
const (
	sameFactor = 0.01
	sameLoss   = 0.02
	sameSpeed  = 1.05
)

// label names a runner.
func label(r *wire.Runner) string { return strings.ToUpper(r.Name) }

// factor is what one layer multiplies RMS δ by on the way from the last hidden layer to the first,
// as the geometric mean of all; NaN where there is none.
func factor(r *wire.Runner) float64 {
	hops := len(r.Delta) - 2 // between hidden layers; the last layer is the output
	if hops < 1 || !(r.Delta[0] > 0 && r.Delta[hops] > 0) {
		return math.NaN()
	}
	return math.Pow(r.Delta[0]/r.Delta[hops], 1/float64(hops))
}

// pair is the two runners of a race; ok is false where there are not two.
func pair(r *wire.Race) (a, b *wire.Runner, ok bool) {
	if len(r.Runners) != 2 {
		return nil, nil, false
	}
	return &r.Runners[0], &r.Runners[1], true
}

// faster is the runner that takes more steps a second, and how many times as many; nil where
// that is not known.
func faster(r *wire.Race) (first *wire.Runner, ratio float64) {
	a, b, ok := pair(r)
	if !ok || !(a.Rate > 0 && b.Rate > 0) {
		return nil, math.NaN()
	}
	if a.Rate < b.Rate {
		a, b = b, a
	}
	return a, a.Rate / b.Rate
}

// alike reports whether two numbers are the same but for a share.
func alike(a, b, within float64) bool {
	return math.Abs(a-b) <= within*math.Max(math.Abs(a), math.Abs(b))
}

// sentence says what the race shows, in many words and in few.
func sentence(r *wire.Race) []string {
	a, b, two := pair(r)
	switch {
	case !r.Why.Empty() && (!two || a.Steps == 0 || b.Steps == 0):
		return []string{r.Why.String(), r.Why.Short()}
	case !two || a.Steps == 0 || b.Steps == 0:
		return []string{text.Say("race.begins"), text.Say("race.beginsShort")}
	}
	same, short, steps := equality(r)
	speed, speedShort := speeds(r)
	switch first, ratio := faster(r); {
	case same == "" && speed == "":
		return []string{text.Say("race.noVerdict")}
	case same == "":
		return []string{speed, speedShort}
	case speed == "":
		return []string{same, short}
	case steps != "" && ratio >= sameSpeed && first.Name == gpu:
		return []string{steps, short}
	}
	return []string{text.Say("race.verdict", "same", same, "speed", speed), text.Say("race.verdict", "same", short, "speed", speedShort), speedShort}
}

// gpu is the name of a runner on a GPU.
const gpu = "gpu"

// equality says whether the factor per layer is the same, or all gradients where there is no
// factor; and with steps what a GPU then buys.
func equality(r *wire.Race) (same, short, steps string) {
	a, b, _ := pair(r)
	f, g := factor(a), factor(b)
	most, _ := largest(r.Difference)
	switch {
	case alike(f, g, sameFactor):
		return text.Say("race.sameFactor"), text.Say("race.sameFactorShort"), text.Say("race.buysSteps")
	case !math.IsNaN(f) && !math.IsNaN(g):
		return text.Say("race.otherFactor", "first", label(a), "factor", format.Number(f), "second", label(b), "other", format.Number(g)), text.Say("race.otherFactorShort"), ""
	case most <= sameFactor:
		return text.Say("race.sameGradients"), text.Say("race.sameGradientsShort"), text.Say("race.gradientsBuySteps")
	}
	return "", "", ""
}

// speeds says who is faster; nothing where that is not known.
func speeds(r *wire.Race) (words, short string) {
	first, ratio := faster(r)
	switch {
	case first == nil:
		return "", ""
	case ratio < sameSpeed:
		return text.Say("race.equallyFast"), text.Say("race.equallyFastShort")
	}
	return text.Say("race.faster", "name", label(first), "ratio", times(ratio)), text.Say("race.fasterShort", "name", label(first), "ratio", times(ratio))
}

// times writes how many times as fast: two digits are enough.
func times(ratio float64) string {
	if ratio < 9.95 {
		return format.Number(math.Round(10*ratio) / 10)
	}
	return plainly(math.Round(ratio))
}

// factors are the factor per layer of both, in many words and in few; nothing where there is none.
func factors(r *wire.Race) []string {
	a, b, ok := pair(r)
	if !ok || math.IsNaN(factor(a)) || math.IsNaN(factor(b)) {
		return nil
	}
	f, g := format.Factor(factor(a)), format.Factor(factor(b))
	return []string{
		text.Say("race.factors", "factor", f, "first", label(a), "other", g, "second", label(b)),
		text.Say("race.factorsShort", "factor", f, "first", label(a), "other", g, "second", label(b)),
	}
}

// factorRemarks say the factor per layer over the chart of gradients.
func (v *race) factorRemarks() []string {
	a, b, ok := pair(&v.now)
	if !ok || math.IsNaN(factor(a)) || math.IsNaN(factor(b)) {
		return nil
	}
	f, g := format.Factor(factor(a)), format.Factor(factor(b))
	if f != g {
		f = format.List([]string{f, g})
	}
	return []string{text.Say("race.aLayer", "factor", f), f}
}

// coincidence says whether the curves over steps coincide, where both have a mark.
func coincidence(r *wire.Race) []string {
	a, b, ok := pair(r)
	if !ok {
		return nil
	}
	most, found := 0.0, 0
	for i, k := 0, 0; i < len(a.Loss) && k < len(b.Loss); {
		m, n := &a.Loss[i], &b.Loss[k]
		switch {
		case m.Step < n.Step:
			i++
		case m.Step > n.Step:
			k++
		default:
			if d := apart(float64(m.Loss), float64(n.Loss)); d > most {
				most = d
			}
			i, k, found = i+1, k+1, found+1
		}
	}
	switch {
	case found < 2:
		return nil
	case most <= sameLoss:
		return []string{text.Say("race.coincide"), text.Say("race.coincideShort")}
	}
	return []string{text.Say("race.part", "share", format.Percent(most)), text.Say("race.partShort", "share", format.Percent(most))}
}

// apart is |x−y| ÷ the larger of both; 0 where either is no number.
func apart(x, y float64) float64 {
	if d := math.Abs(x-y) / math.Max(math.Abs(x), math.Abs(y)); d < math.Inf(1) {
		return d
	}
	return 0
}

// distances say how far both have come in the same time.
func distances(r *wire.Race) []string {
	a, b, ok := pair(r)
	if !ok || a.Steps == 0 || b.Steps == 0 {
		return nil
	}
	n, m := format.Count(int(a.Steps)), format.Count(int(b.Steps))
	return []string{text.Say("race.distances", "first", label(a), "steps", n, "second", label(b), "others", m)}
}

// Package scale is how the sizes of numbers are coded in a snapshot: as levels, log10 in two
// bytes, and in feature maps in one.
package scale

import "math"

// Level is log10 of a size, in LevelSteps steps a decade. Its order is that of
// the sizes: below all others come LevelZero and LevelUnderflow.
type Level int16

// LevelSteps is the number of steps a decade: finer than any screen shows.
const LevelSteps = 500

// Levels that are not on the scale.
const (
	LevelZero      Level = math.MinInt16     // exactly zero
	LevelUnderflow Level = math.MinInt16 + 1 // zero, since float32 has nothing that small
	LevelUnknown   Level = math.MaxInt16     // not a number, or infinite

	lowest  Level = math.MinInt16 + 2
	highest Level = math.MaxInt16 - 1
)

// LevelOf returns the level of |x|; sizes beyond 65 decades take the last one
// there. underflow says what a zero is due to.
func LevelOf(x float64, underflow bool) Level {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return LevelUnknown
	case x == 0 && underflow:
		return LevelUnderflow
	case x == 0:
		return LevelZero
	}
	return LevelOfExp(math.Log10(math.Abs(x)))
}

// LevelOfExp returns the level of 10^exp.
func LevelOfExp(exp float64) Level {
	if math.IsNaN(exp) {
		return LevelUnknown
	}
	return Level(max(float64(lowest), min(float64(highest), math.Round(LevelSteps*exp))))
}

// Exp returns log10 of the size; ok is false for levels off the scale.
func (l Level) Exp() (exp float64, ok bool) {
	return float64(l) / LevelSteps, l >= lowest && l <= highest
}

// Map codes: feature maps need a byte a pixel.

// MapAct codes an activation, −1 … 1 of its scale, as 0 … 255.
func MapAct(a, scale float32) uint8 {
	if !(scale > 0) {
		return 128
	}
	return uint8(127.5 + 127.5*max(-1, min(1, a/scale)))
}

// Sizes in maps are coded in quarter decades from 10^mapLow; 0 is exact zero.
const (
	mapLow   = -45
	mapSteps = 4
)

// MapSize codes a size. MapExp undoes it.
func MapSize(x float32) uint8 {
	if x == 0 || x != x {
		return 0
	}
	steps := mapSteps * (math.Log10(math.Abs(float64(x))) - mapLow)
	return uint8(1 + max(0, min(254, math.Round(steps))))
}

// MapExp returns log10 of a coded size; ok is false for zero.
func MapExp(code uint8) (exp float64, ok bool) {
	return mapLow + float64(code-1)/mapSteps, code > 0
}

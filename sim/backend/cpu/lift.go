package cpu

import (
	"backflow/sim/backend/stats"
)

// Sums of products that are all small. The terms of a sum may be subnormal where
// the sum is not: δ of 2⁻¹²⁰ times a weight of 2⁻⁸. Where factors are so small
// that many of them would be, one is multiplied by a power of two before the
// product and the sum divided by it afterwards. Both are exact, so that nothing
// else changes, and the sum is flushed as nn.Flush says.

const (
	liftUp   = 0x1p64
	liftDown = 0x1p-64
	// leastLifted is what becomes nn.SmallestNormal when it comes down.
	leastLifted = 0x1p-62
)

// level says how small the largest of a slice of numbers is.
type level int

const (
	ordinary level = iota // it has one from 2⁻⁴⁰ on
	small                 // from 2⁻⁸⁰ on
	tiny
	nothing // all are 0
)

const (
	smallBelow = 0x1p-40
	tinyBelow  = 0x1p-80
	// largeFrom is what a factor that is lifted must stay below.
	largeFrom = 0x1p60
)

// levelOf looks at no more numbers than it must: of an ordinary matrix at one.
func levelOf[T stats.Real](xs []T) level {
	l := nothing
	for _, x := range xs {
		if x < 0 {
			x = -x
		}
		switch {
		case !(x < smallBelow):
			return ordinary
		case x >= tinyBelow:
			l = small
		case x > 0:
			l = min(l, tiny)
		}
	}
	return l
}

// isTiny is levelOf(xs) == tiny, and ends sooner.
func isTiny[T stats.Real](xs []T) bool {
	found := false
	for _, x := range xs {
		if x < 0 {
			x = -x
		}
		if !(x < tinyBelow) {
			return false
		}
		found = found || x > 0
	}
	return found
}

// liftFor lifts a, and c if it is not nil, as often as liftsOf says, which it
// returns.
func liftFor[T stats.Real](c, a, b []T) int {
	lifts := liftsOf(c, a, b)
	lift(a, lifts)
	lift(c, lifts)
	return lifts
}

// settleBoth ends what liftFor began, once c is their product.
func settleBoth[T stats.Real](a, c []T, lifts int) {
	settle(a, lifts)
	settle(c, lifts)
}

// liftsOf says how many times a is to be lifted for C = A·B, or C += A·B if c is
// not nil. Nothing is lifted that might not come down again whole.
func liftsOf[T stats.Real](c, a, b []T) int {
	if wide[T]() {
		return 0
	}
	lifts := liftsOfFactors(a, b)
	if lifts == 0 || c != nil && levelOf(c) == ordinary || !allBelow(a, largeFrom) {
		return 0
	}
	return lifts
}

func liftsOfFactors[T stats.Real](a, b []T) int {
	switch levelOf(b) {
	case ordinary:
		if isTiny(a) {
			return 1
		}
	case small:
		switch levelOf(a) {
		case small:
			return 1
		case tiny:
			return 2
		}
	case tiny:
		switch levelOf(a) {
		case ordinary:
			return 1
		case small, tiny:
			return 2
		}
	}
	return 0
}

func allBelow[T stats.Real](xs []T, limit T) bool {
	for _, x := range xs {
		if !(x < limit && x > -limit) {
			return false
		}
	}
	return true
}

// lift multiplies numbers by liftUp.
func lift[T stats.Real](xs []T, times int) {
	for range times {
		for i := range xs {
			xs[i] *= liftUp
		}
	}
}

// settle brings numbers that were lifted down again; exact where all of them were
// there before.
func settle[T stats.Real](xs []T, times int) {
	for range times {
		for i, x := range xs {
			if x < leastLifted && x > -leastLifted {
				x = 0
			}
			xs[i] = x * liftDown
		}
	}
}

//go:build js && wasm

package main

import (
	"slices"
	"time"
)

// level is how much a picture may cost. Its numbers are always the same.
type level struct {
	resolution float64 // of the screen's
	edges      int     // at most, of all lanes
}

// levels go from everything to what a slow machine can move.
var levels = [...]level{{1, 2000}, {1, 900}, {0.75, 900}, {0.5, 500}}

// A frame that takes longer is slow. A level is given so many frames; it stays
// only if frames get better by betterBy, since what is slow may be something
// else, and then all detail comes back.
const (
	slowFrame = 45 * time.Millisecond
	trial     = 40
	betterBy  = 0.85
)

// thrift lowers the cost of the picture where frames are slow.
type thrift struct {
	at      int // of levels
	last    time.Time
	spans   []time.Duration // between frames, at this level
	before  time.Duration   // their median one level up
	settled bool            // no further level helps
}

func (t *thrift) level() level { return levels[t.at] }

// frame notes a frame and reports whether the level has changed.
func (t *thrift) frame(now time.Time, moving bool) bool {
	span := now.Sub(t.last)
	t.last = now
	if !moving || t.settled || span > time.Second { // a pause, or a hidden tab
		return false
	}
	t.spans = append(t.spans, span)
	if len(t.spans) < trial {
		return false
	}
	slices.Sort(t.spans)
	median := t.spans[trial/2]
	t.spans = t.spans[:0]
	return t.judge(median)
}

// judge moves on to the next level, or back.
func (t *thrift) judge(median time.Duration) bool {
	if t.at > 0 && float64(median) > betterBy*float64(t.before) {
		t.at, t.settled = t.at-1, true
		return true
	}
	if median <= slowFrame || t.at+1 == len(levels) {
		t.settled = t.at > 0
		return false
	}
	t.before = median
	t.at++
	return true
}

// rest: a picture that stands still is not in a hurry.
func (t *thrift) rest() { t.spans = t.spans[:0] }

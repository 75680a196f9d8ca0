// Package reason lists why an instrument has no number: sim/probe finds the reason, the
// snapshot carries it as a byte, and whoever shows it says it.
package reason

import "backflow/sim/text"

// Reason says why there is no number. What lies beyond the last is none that is known.
type Reason uint8

// The reasons, in the order in which a snapshot counts them.
const (
	Measured      Reason = iota // there is a number
	Unknown                     // no look has told it
	Underflow                   // float32 has lost it
	NoPairs                     // of inputs to compare
	OneLayer                    // nothing lies between input and output
	ExactZeros                  // what would be compared is exactly 0
	OneBatch                    // minibatches do not differ
	BelowNoise                  // the mean gradient is not told from 0
	BelowRounding               // float64 does not hold it
	NotRectifying               // the activation has no side that is off
	TooLarge                    // the matrix is too large to be written out
	NoDraw                      // nobody said how first parameters are drawn
	NotFinite                   // the network has diverged
	MixedBatch                  // a BatchNorm stands where it cannot be taken apart
	NoTheory                    // the theory does not know such a network
	NotYet                      // the run has not come so far
	OutputLayer                 // the output layer has no activation
	TheoryOnly                  // theory has a figure, and nothing is measured
	PowerLaw                    // inputs become alike slower than over any depth scale
	CosinesStay                 // inputs do not become alike, nor less alike
)

// table has the word that figures spell each reason with, and the id that says it.
var table = [...]struct{ word, id string }{
	Measured:      {"", ""},
	Unknown:       {"unknown", "reason.unknown"},
	Underflow:     {"underflow", "reason.underflow"},
	NoPairs:       {"no-pairs", "reason.noPairs"},
	OneLayer:      {"one-layer", "reason.oneLayer"},
	ExactZeros:    {"exact-zeros", "reason.exactZeros"},
	OneBatch:      {"one-batch", "reason.oneBatch"},
	BelowNoise:    {"below-noise", "reason.belowNoise"},
	BelowRounding: {"rounding", "reason.belowRounding"},
	NotRectifying: {"no-off", "reason.notRectifying"},
	TooLarge:      {"too-large", "reason.tooLarge"},
	NoDraw:        {"no-draw", "reason.noDraw"},
	NotFinite:     {"not-finite", "reason.notFinite"},
	MixedBatch:    {"mixed-batch", "reason.mixedBatch"},
	NoTheory:      {"no-theory", "reason.noTheory"},
	NotYet:        {"not-yet", "reason.notYet"},
	OutputLayer:   {"output", "reason.outputLayer"},
	TheoryOnly:    {"theory-only", "reason.theoryOnly"},
	PowerLaw:      {"power-law", "reason.powerLaw"},
	CosinesStay:   {"stays", "reason.cosinesStay"},
}

// Count is how many reasons there are, Measured among them: those of a snapshot lie below it.
const Count = len(table)

// String is the word that JSON has in the place of a number, such as "no-pairs"; it is
// empty where there is a number.
func (r Reason) String() string {
	if int(r) >= Count {
		return ""
	}
	return table[r].word
}

// Message says the reason in a sentence; it is empty where there is a number.
func (r Reason) Message() text.Message {
	if r == Measured || int(r) >= Count {
		return text.Message{}
	}
	return text.Message{ID: table[r].id} // text.New, which takes errors too, would be 10 kB of the stage
}

// MarshalText writes the word.
func (r Reason) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the word; one that there is not is Unknown.
func (r *Reason) UnmarshalText(word []byte) error {
	*r = Unknown
	for i, row := range table {
		if row.word == string(word) {
			*r = Reason(i)
		}
	}
	return nil
}

package lesson

import "slices"

// Lesson is a row of the table. What it says are texts whose ids its name makes: see Page.
type Lesson struct {
	Name    string     // of its address
	Setup   string     // a query, which loads before the first step
	Predict Prediction // asked before anything runs
	Steps   []Step     // two to four
	Sources []string   // rows of Sources
	Words   []string   // rows of Words

	// How many texts the teacher's half has of each: goals, and questions with their answers.
	Goals, Before, After int
}

// Prediction is what the visitor is asked first: to choose one of Choices, or where there are none to put a mark
// on a logarithmic gauge.
type Prediction struct {
	Choices int     // how many; 0 means a gauge
	Right   float64 // which choice, from 1 on, or where on the gauge
	Low     float64 // ends of the gauge
	High    float64
}

// Step is something to do. It is finished when Done holds, however the visitor got there.
type Step struct {
	Set  string      // parameters to change, as a query; they stay changed
	Play int         // rounds to play then
	Done []Condition // all of them
	Look []string    // rows of Parts: what to highlight
	// Inspect is what to look into with the inspector once it is done; nil for nothing.
	Inspect *Place
	// Claims are what must come out once the step is done.
	Claims []Claim
}

// Place is a layer of a lane, or a unit of it: both count from 0.
type Place struct {
	Lane  int `json:"lane"`
	Layer int `json:"layer"`
	Unit  int `json:"unit"` // noUnit for the layer as a whole
}

// noUnit is the unit of a Place that is a whole layer.
const noUnit = -1

// ByName finds a lesson by the name in its address; the bool tells whether there is one.
func ByName(name string) (Lesson, bool) {
	for _, l := range Lessons {
		if l.Name == name {
			return l, true
		}
	}
	return Lesson{}, false
}

// Names are the lessons' names, in the order of the shelf.
func Names() []string {
	names := make([]string, len(Lessons))
	for i, l := range Lessons {
		names[i] = l.Name
	}
	return names
}

// Instruments are those that the claims of a step need, rows of experiment.Instruments.
func (s Step) Instruments() (names []string) {
	for _, c := range s.Claims {
		if i := quantityByName(c.Quantity).Instrument; i != "" && !slices.Contains(names, i) {
			names = append(names, i)
		}
	}
	return names
}

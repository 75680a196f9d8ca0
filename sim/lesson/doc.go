// Package lesson holds the lessons: what a visitor is asked, what is set up, what there is to do and to look at,
// and which numbers must come out. A lesson is a row of data; its words are ids of sim/text that its name makes.
//
// Three small grammars, each a table and a pure function, make the rows work:
//
//	Condition  what has been done: a parameter has a value, depth grew by one, 500 rounds were played
//	Claim      which number must come out: a quantity of a lane, a relation, what is expected and why
//	Open       an address: ?lesson=init&step=2&seed=9 is a set-up, a place in it, and the visitor's own changes
//
// Package check trains what the lessons set up, and tests their numbers. Adding a lesson is adding a row to Lessons and its
// words to sim/text.
package lesson

package text

import "sync/atomic"

// force is the table in force. A program for the browser has none until it is given one.
var force atomic.Pointer[Table]

// Use puts a table in force, or none, and returns the one before: messages say
// themselves with it from now on.
func Use(t Table) (before Table) {
	before = inForce()
	force.Store(&t)
	return before
}

func inForce() Table {
	if t := force.Load(); t != nil {
		return *t
	}
	return nil
}

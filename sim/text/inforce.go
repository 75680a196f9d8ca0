package text

import "sync/atomic"

// force is the table in force. A program for the browser has none until it is given one.
var force atomic.Pointer[Table]

// Use puts a table in force: messages say themselves with it from now on.
func Use(t Table) { force.Store(&t) }

func inForce() Table {
	if t := force.Load(); t != nil {
		return *t
	}
	return nil
}

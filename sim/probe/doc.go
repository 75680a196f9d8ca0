// Package probe holds the instruments that cost more than a look: they are
// computed when somebody asks, in float64, on the readable reference of sim/nn, from
// a network's parameters and its data, and never touch what is being trained.
//
// Instruments is the table of them. Start begins one:
//
//	run, err := probe.Start("jacobian", subject)
//	for !run.Done() {
//		share := run.Work(20 * time.Millisecond) // between two rounds of training
//	}
//	reading := run.Reading()
//	run.Close() // also gives up a run that is not done
//
// Work goes on where it stopped, be it in the middle of a pass: a run that takes
// minutes holds nobody up longer than its budget. A Reading has a column for
// each thing that is measured, with a Figure for each observed layer: a number,
// or the reason why there is none.
package probe

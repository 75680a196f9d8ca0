// Package sim is the engine: it turns a Config into networks in training and
// describes them.
//
// The pieces, in the order of the data flow. A Config says everything about an
// experiment; its text form is a query string (ParseQuery). A Session keeps one
// lane for each network that the Config compares, trains them in turns (Work)
// and describes them: to the stage as a wire.Snapshot, to everything else as
// Stats. A lane trains on a Backend, which is given from outside: package sim
// imports none of them, nor anything of a screen or a browser.
package sim

// Package sim holds no code, but the engine in its folders: what turns settings
// into networks in training and describes them.
//
// In the order of the data flow: a Config says everything about an experiment, and
// its text form is a query string (experiment). A Session keeps one lane for each
// network that the Config compares, trains them in turns (Work) and describes them:
// to the stage as a wire.Snapshot, to everything else as Stats (session). A lane
// trains on a Backend (backend is the contract, and holds those that fulfil it),
// which is given from outside: a session imports none of them, nor anything of a
// screen or a browser.
package sim

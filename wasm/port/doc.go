// Package port carries messages between the parts of the page. It and the two
// mains are the only users of syscall/js.
//
// The protocol. Every message is an object with a string "type". The same list
// stands at the top of site/js/engine/protocol.js, and TestProtocolIsTheSameOnBothSides
// compares the two. A receiver ignores types that it does not know.
//
// Page → engine (worker.postMessage). Commands carry an id that counts up:
//
//	{type:"start", query, id, running, rests, gpu} once, first: parse the query, and train unless running is false, or as long as it rests;
//	                                 gpu says why no GPU may be used, "" if one may
//	{type:"config", query, id}       a control changed: apply the new Config
//	                                 Both may carry table:{id, name, bytes}, a CSV file of the viewer's own as a transferred ArrayBuffer,
//	                                 which data=custom means from then on
//	{type:"play", id} {type:"pause", id} {type:"reset", id}
//	{type:"rest", on}                without an id: training that plays stands still, or goes on where it was, since nobody could see it, or can
//	{type:"undo", id}                go back to before the newest reset, if there is a way
//	{type:"step", n, id}             pause, then take n steps
//	{type:"want", want, names}       without an id: a program waits for instruments, by their names; answered by wanted
//	{type:"stage", port}             a (new) stage listens on this MessagePort
//	{type:"inspect", ask, lane, layer, unit, from, tap, check}  without an id: explain this place, as in inspect.Place, or check its derivative; answered by
//	                                 inspected with the same ask; of several only the newest is
//	{type:"lesson", name, step}       without an id: a lesson begins with this step, from 0 on, with the networks as they are; name "": the lesson ends. A query that is a
//	                                 lesson's address begins it, too, and a query that is none changes something within it
//	{type:"sweep", on}               without an id: in a race, measure steps a second by the width of the network, or leave that; the snapshots have it
//	{type:"lose-gpu"}                for tests, and without an id: destroys the GPU's devices, as a driver that crashes does
//	{type:"panic"}                   for tests, and without an id: ends the engine as a fault of its own does
//	{type:"weigh"}                   for tests, and without an id: answered by weight, what Go's memory holds after a collection
//	{type:"ping", id}                answered by pong at once, so that a worker stuck in one huge step is found out
//
// Engine → page:
//
//	{type:"config", id, json}        {query, values:{name:text}, problems:[experiment.QueryProblem], table:{id, text}, reading, loading, wanted} after start and config, with its id;
//	                                 of several that arrive together only the newest is answered.
//	                                 table is the one in force, or null: a new one only once it has been read;
//	                                 reading names the one that is being read, "" for none;
//	                                 loading names the data that is on its way, "" for none: until it is there, what trains goes on;
//	                                 wanted is what the address keeps in its place: that of a lesson, or a query whose data did not come; "" for none
//	{type:"stats", json, id, seq}    session.Stats, a few times a second and after every command; id is the newest command carried
//	                                 out, steps that it asked for and the scores of what stands still included;
//	                                 seq is the number of the snapshot of the same step, 0 without a stage: it may be still to be sent
//	{type:"wanted", want, json, text}  session.Stats with the instruments that this want asked for, whole, once it has all that was asked for
//	                                 before; or json "" and text, a sentence or its message that says why not
//	{type:"running", running}        play state, when it changes
//	{type:"notice", level, text, again}  one sentence for the viewer, or its message; level is "info" or "error"; again is a query to try once more, "" for none
//	{type:"inspected", ask, json}    {lane, report:inspect.Report, check:inspect.Check, why, took}: one of the middle three, the others null; took in ms
//	{type:"progress", id, json}       {lesson, step, rounds, done, finished, verdicts} in a lesson, when that has changed: the step under way, from 0 on; rounds of training; which
//	                                 of its conditions hold; whether all steps are done; and of each step {measured, expected, known, holds} of its claims, or null; id as in stats
//	{type:"undoable", step}          a long run has been reset, and undo would bring it back; 0: there is none
//	{type:"texts", json}             the sentences that the engine's messages and the stage need, {section:{name:sentence}}; from its script,
//	                                 before there is Go
//	{type:"loading", share, late}    so much of the engine’s program has arrived, 0 … 1, and late: nothing more for seconds; from its
//	                                 script, before there is Go
//	{type:"pong", id}
//	{type:"weight", heap, objects, taken}  bytes on the heap, objects there, bytes taken from the browser
//	{type:"hold", on}                a software adapter is being timed: the stage, which needs the same processor, is to draw little, or as ever
//	{type:"fatal", text, phase, detail}  the engine cannot go on; text is a sentence, or "" where the page finds one for the detail; phase "load": the wasm did not arrive or is no wasm (trying again
//	                                 is the viewer's choice); phase "run": it stopped (the page may start another)
//
// Engine → stage, on the MessagePort (never through the page):
//
//	{type:"snapshot", bytes}         wire.Snapshot as a transferred ArrayBuffer; at most one unacknowledged. A new port starts at
//	                                 none unacknowledged
//
// Stage → engine, on the MessagePort:
//
//	{type:"ack", seq}                drawn or dropped; lets the engine send another
//
// Page → stage (iframe.contentWindow.postMessage, same origin):
//
//	{type:"texts", json}             the same, as they are in force; before the first port
//	{type:"port", port, turn}        the other end of the engine's MessagePort; turn counts them
//	{type:"view", theme, motion, alone, confused, text}  theme "dark" or "light"; motion "full" or "reduced"; alone: the label of the
//	                                 one lane to show, "" for all; confused: show confusion matrices; text: the viewer's text size
//	                                 over the usual one
//	{type:"moment", on, at}          slow motion: the moment of one training step to show, 0 … 1; on false: all of it
//	{type:"key", key}                an arrow key (or Escape) moves what is pointed at
//	{type:"hold", on}                draw once a second, or as ever
//	{type:"picture", title, desc}    asks for what is on the stage as an SVG file
//	{type:"copy"}                    answered by stage-copy, with a frame drawn for it
//	{type:"file", name, content}     in a page of one file, to the worker too: a file that it holds, as a module or bytes; or error instead of content
//
// Stage → page (parent.postMessage):
//
//	{type:"stage-loading"}           its script runs
//	{type:"stage-program"}           in a page of one file: send me stage.wasm
//	{type:"stage-ready"}             send me a port and a view
//	{type:"stage-drawn"}             the first picture of a network is on the screen
//	{type:"stage-step", turn, seq, step}  this snapshot of that port is on show, and the first lane's step
//	{type:"stage-picture", text}     an SVG file of what is on the stage, "" before anything is
//	{type:"stage-stats", fps, stageMs, resolution, edges}  the last two: what the picture may cost, lower where frames are slow
//	{type:"stage-target", text, part, lane, layer, unit, from, clicks}  what is pointed at, in words ("" for nothing) and as in
//	                                 layout.Target; lane counts all lanes, also where one is alone; clicks is 0, or which click in
//	                                 a row has chosen what was pointed at before
//	{type:"stage-moment", text}      what slow motion shows, in words; "" when it ends
//	{type:"stage-lane", label}       this lane was double-clicked
//	{type:"stage-waits", text}       what it waits for, in a sentence, if that takes long; before stage-ready
//	{type:"stage-copy", picture}     the frame as a Blob, or null where the browser gives no true copy
//	{type:"stage-lost"}              its WebGL context is lost: it draws no more
//	{type:"stage-error", text, stopped}  one sentence; the page goes on without the picture, or loads it again if it had stopped
package port

package device

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"

	"backflow/sim/text"
)

// rescue, deferred, is Recovered for this package.
func rescue(err *error) { Recovered(recover(), err) }

// Recovered turns what a deferred function has recovered into an error: what the browser
// threw, and so what the Go binding panics with, as a lost device throws at everything. A
// panic of our own code is a mistake of ours and goes on.
func Recovered(r any, err *error) {
	switch {
	case r == nil:
	case isThrown(r) || !isOurs(panicking()):
		*err = &RefusedError{text.New("place.refused", "why", text.Visible(fmt.Sprint(r)))}
	default:
		panic(r)
	}
}

// RefusedError is an error that Recovered has made.
type RefusedError struct{ says text.Message }

func (r *RefusedError) Error() string { return r.says.Error() }

// Unwrap is what it says.
func (r *RefusedError) Unwrap() error { return r.says }

// isThrown reports whether a panic is an exception of JavaScript, whichever code asked for
// what threw it. Its type is in a package that native programs do not have.
func isThrown(panicked any) bool {
	t := reflect.TypeOf(panicked)
	return t.PkgPath() == "syscall/js" && t.Name() == "Error"
}

// panicking returns the functions on the stack above which a deferred function
// recovers, the one that panicked first.
func panicking() []string {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs[:])])
	var names []string
	for more := true; more; {
		var f runtime.Frame
		if f, more = frames.Next(); f.Function == "runtime.gopanic" {
			names = names[:0]
			continue
		}
		names = append(names, f.Function)
	}
	return names
}

// isOurs reports whether a panic arose in this repository: the innermost function
// that is not the standard library's is one of its own.
func isOurs(stack []string) bool {
	for _, name := range stack {
		// The first part of a module's path has a dot where it is not our own.
		module, _, _ := strings.Cut(name, "/")
		switch {
		case module == "backflow", strings.HasPrefix(name, "main."):
			return true
		case strings.Contains(module, ".") && strings.Contains(name, "/"):
			return false
		}
	}
	return false
}

// UnsuitableError says that a GPU will not do, and why, in a sentence for the viewer.
type UnsuitableError struct{ Reason text.Message }

func (e *UnsuitableError) Error() string { return e.Reason.Error() }

// Unwrap is what it says.
func (e *UnsuitableError) Unwrap() error { return e.Reason }

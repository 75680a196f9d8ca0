package backend

import "backflow/sim/text"

// UnsupportedError says that a backend cannot run a network, and why, in words
// a viewer can read.
type UnsupportedError struct{ Reason text.Message }

func (e *UnsupportedError) Error() string { return e.Reason.Error() }

// Unwrap is what it says.
func (e *UnsupportedError) Unwrap() error { return e.Reason }

// LostError says that a device is gone: what it was, another may not be.
type LostError struct{ Reason text.Message }

func (e *LostError) Error() string { return e.Reason.Error() }

// Unwrap is what it says.
func (e *LostError) Unwrap() error { return e.Reason }

// FullError says that a device has no memory for a network. What it computed
// since is wrong, so that it has to be opened anew, and the network would not
// fit then either.
type FullError struct{ Reason text.Message }

func (e *FullError) Error() string { return e.Reason.Error() }

// Unwrap is what it says.
func (e *FullError) Unwrap() error { return e.Reason }

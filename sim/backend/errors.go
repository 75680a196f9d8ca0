package backend

// UnsupportedError says that a backend cannot run a network, and why, in words
// a viewer can read.
type UnsupportedError struct{ Reason string }

func (e *UnsupportedError) Error() string { return e.Reason }

// LostError says that a device is gone: what it was, another may not be.
type LostError struct{ Reason string }

func (e *LostError) Error() string { return e.Reason }

// FullError says that a device has no memory for a network. What it computed
// since is wrong, so that it has to be opened anew, and the network would not
// fit then either.
type FullError struct{ Reason string }

func (e *FullError) Error() string { return e.Reason }

package session

// errand is something that is done on a goroutine of its own, while training goes
// on. A nil errand has not begun.
type errand[T any] struct {
	done  chan struct{} // closed when the rest is known
	value T
	err   error
}

func send[T any](do func() (T, error)) *errand[T] {
	e := &errand[T]{done: make(chan struct{})}
	go func() {
		defer close(e.done)
		e.value, e.err = do()
	}()
	return e
}

// failed is an errand that has come to nothing.
func failed[T any](err error) *errand[T] {
	e := &errand[T]{done: make(chan struct{}), err: err}
	close(e.done)
	return e
}

// over reports whether the outcome is known.
func (e *errand[T]) over() bool {
	if e == nil {
		return false
	}
	select {
	case <-e.done:
		return true
	default:
		return false
	}
}

// underWay reports whether it has begun and is not over.
func (e *errand[T]) underWay() bool { return e != nil && !e.over() }

func (e *errand[T]) wait() (T, error) {
	<-e.done
	return e.value, e.err
}

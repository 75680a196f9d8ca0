package placement

// task is something that is done on a goroutine of its own, while training goes
// on. A nil task has not begun.
type task[T any] struct {
	done  chan struct{} // closed when the rest is known
	value T
	err   error
}

func begin[T any](do func() (T, error)) *task[T] {
	e := &task[T]{done: make(chan struct{})}
	go func() {
		defer close(e.done)
		e.value, e.err = do()
	}()
	return e
}

// failed is a task that has come to nothing.
func failed[T any](err error) *task[T] {
	e := &task[T]{done: make(chan struct{}), err: err}
	close(e.done)
	return e
}

// over reports whether the outcome is known.
func (e *task[T]) over() bool {
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
func (e *task[T]) underWay() bool { return e != nil && !e.over() }

func (e *task[T]) wait() (T, error) {
	<-e.done
	return e.value, e.err
}

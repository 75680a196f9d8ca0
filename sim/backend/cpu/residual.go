package cpu

import (
	"backflow/sim/backend/stats"
)

// residual is y = x + scale·branch(x).
type residual[T stats.Real] struct {
	branch  sequence[T]
	scale   T
	y       []T
	dBranch []T // ∂C/∂branch(x)
	dx      []T
}

func newResidual[T stats.Real](branch sequence[T], scale float64, size, batch int) *residual[T] {
	n := size * batch
	return &residual[T]{branch, T(scale), make([]T, n), make([]T, n), make([]T, n)}
}

func (r *residual[T]) forward(x []T, p pass[T]) []T {
	y, f := r.y[:len(x)], r.branch.forward(x, p)
	p.addScaled(y, x, f[:len(x)], r.scale)
	return y
}

func (r *residual[T]) backward(dy []T, p pass[T]) []T {
	d, dx := r.dBranch[:len(dy)], r.dx[:len(dy)]
	p.scaled(d, dy, r.scale)
	db := r.branch.backward(d, p)
	if db == nil { // nothing in front is trained
		return nil
	}
	p.addScaled(dx, dy, db[:len(dy)], 1)
	return dx
}

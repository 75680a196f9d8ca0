package gpu

import (
	"slices"

	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/layout"
)

// extras holds what only some observations want. Each is made when it is first
// wanted, and again when its size changes.
type extras struct {
	d *Device

	corner     *device.Program
	cornerUnit int // units a layer
	sample     *device.Buffer

	fieldSide int
	field     []*device.Program
	values    *device.Buffer

	train, test []*device.Program
	counting    *histograms
	population  *device.Program // nil where there is no BatchNorm
}

// prepare makes what want asks for.
func (l *extras) prepare(b *Backend, want backend.Want) error {
	if want.Units > 0 {
		if err := l.prepareCorner(b, b.net.SampleUnits(want.Units)); err != nil {
			return err
		}
	}
	if (want.Eval || b.wantsField(want)) && b.net.BatchNorms() && l.population == nil {
		if err := l.preparePopulation(b); err != nil {
			return err
		}
	}
	if b.wantsField(want) && want.Field != l.fieldSide {
		if err := l.prepareField(b, want.Field); err != nil {
			return err
		}
	}
	if want.Histograms && l.counting == nil {
		if err := l.prepareHistograms(b); err != nil {
			return err
		}
	}
	if want.Eval && l.train == nil {
		return l.prepareEval(b)
	}
	return nil
}

// wantsField reports whether the network has a field.
func (b *Backend) wantsField(want backend.Want) bool { return want.Field > 0 && b.net.Inputs == 2 }

func (l *extras) prepareCorner(b *Backend, units int) (err error) {
	if units == l.cornerUnit {
		return nil
	}
	l.releaseCorner()
	size := layout.CornerSize(units) * len(b.net.Layers)
	if l.sample, err = b.d.dev.NewBuffer("sample", size); err != nil {
		return err
	}
	if l.corner, err = cornerProgram(b.d, b.net, b.mem, b.problem.Batch, units, l.sample); err != nil {
		return err
	}
	l.cornerUnit = units
	return nil
}

func (l *extras) prepareField(b *Backend, side int) (err error) {
	l.releaseField()
	if l.values, err = b.d.dev.NewBuffer("field", side*side); err != nil {
		return err
	}
	l.field, err = fieldPrograms(b.d, b.net, b.mem, side, b.problem.Data.Extent, l.values)
	if err == nil {
		l.fieldSide = side
	}
	return err
}

func (l *extras) preparePopulation(b *Backend) (err error) {
	l.population, err = populationProgram(b.d, b.net, b.mem, b.net.Examples(b.problem.Data.Train))
	return err
}

func (l *extras) prepareEval(b *Backend) (err error) {
	m, set := b.mem, b.problem.Data
	if l.test, err = scorePrograms(b.d, b.net, m, set.Test, m.testX, m.testY, m.testScores); err != nil {
		return err
	}
	l.train, err = scorePrograms(b.d, b.net, m, set.Train, m.trainX, m.trainY, m.trainScores)
	return err
}

func (l *extras) prepareHistograms(b *Backend) (err error) {
	l.counting, err = newHistograms(b.d, b.net, b.mem, b.problem.Batch)
	return err
}

// programs lists those that have been made.
func (l *extras) programs() []*device.Program {
	list := slices.Concat([]*device.Program{l.corner, l.population}, l.field, l.train, l.test)
	if l.counting != nil {
		list = append(list, l.counting.program)
	}
	return list
}

func (l *extras) releaseCorner() {
	if l.corner != nil {
		l.corner.Release()
	}
	l.d.dev.Free(l.sample)
	l.corner, l.sample, l.cornerUnit = nil, nil, 0
}

func (l *extras) releaseField() {
	releaseAll(l.field)
	l.d.dev.Free(l.values)
	l.field, l.values, l.fieldSide = nil, nil, 0
}

func releaseAll(programs []*device.Program) {
	for _, p := range programs {
		p.Release()
	}
}

func (l *extras) release() {
	l.releaseCorner()
	l.releaseField()
	releaseAll(l.train)
	releaseAll(l.test)
	if l.population != nil {
		l.population.Release()
	}
	if l.counting != nil {
		l.counting.release(l.d)
	}
	*l = extras{d: l.d}
}

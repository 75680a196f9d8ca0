package session_test

import (
	"testing"
	"time"
)

// BenchmarkTrainingBesideInstruments is how many rounds a second training takes while nobody
// asks for instruments, and while somebody always asks for all of them.
func BenchmarkTrainingBesideInstruments(b *testing.B) {
	for _, c := range []struct {
		name  string
		names []string
	}{{"without", nil}, {"with", computed()}} {
		b.Run(c.name, func(b *testing.B) {
			s := newSession(b, "cpu", "data=digits&depth=10&width=32&act=relu&init=he&vs=none&speed=max")
			a, err := s.Ask(c.names)
			if err != nil {
				b.Fatal(err)
			}
			s.SetRunning(true)
			readings, from, told := 0, s.Stats().Step, time.Now()
			for b.Loop() {
				s.Work(8 * time.Millisecond)
				if time.Since(told) > 200*time.Millisecond {
					s.Stats()
					told = time.Now()
				}
				if len(c.names) > 0 && s.Whole(a) {
					s.Forget(a)
					a, _ = s.Ask(c.names)
					readings++
				}
			}
			s.SetRunning(false)
			b.ReportMetric(float64(s.Stats().Step-from)/b.Elapsed().Seconds(), "rounds/s")
			b.ReportMetric(float64(readings), "readings")
		})
	}
}

package session_test

import (
	"context"
	"testing"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
	"backflow/sim/data"
	"backflow/sim/data/mnist"
	"backflow/sim/experiment"
	"backflow/sim/session"
)

// newCPU is the backend that the benchmark trains on.
var newCPU = func() backend.Backend { return cpu.New() }

// BenchmarkWatching measures how fast a session trains while pictures are asked for
// thirty times a second, as the page does, beside how fast it trains unwatched: what
// observation costs. Of each it takes turns, so that a busy machine slows both down.
// In wasm, with the vector kernels:
//
//	GOOS=js GOARCH=wasm go test -tags simd,english -run '^$' -bench Watching -benchtime 1x \
//	  -exec "node --stack-size=8192 $PWD/sim/backend/cpu/simd/simdtest/exec.cjs" ./sim/session
func BenchmarkWatching(b *testing.B) {
	for name, query := range map[string]string{
		"default":      "vs=none",
		"30x32":        "vs=none&depth=30&width=32",
		"digits 10x32": "vs=none&data=digits&depth=10&width=32",
		"digits, conv": "data=digits&model=cnn&depth=4&width=8&vs=none&act=relu",
	} {
		b.Run(name, func(b *testing.B) {
			const turns, span = 30, 200 * time.Millisecond
			c := &counting{Backend: newCPU()}
			s := watched(b, query, c)
			unwatched, looked := 0.0, 0.0
			for range turns {
				unwatched += c.stepsIn(s, span, false)
				saved := c.seen
				s.Snapshot(1) // or the turn would begin with a look that the one before has saved up
				c.seen = saved
				looked += c.stepsIn(s, span, true)
			}
			b.ReportMetric(unwatched/turns, "steps/s")
			b.ReportMetric(100*looked/unwatched, "%watched")
			b.ReportMetric(100*float64(c.seen)/float64(turns*span), "%looks")
			b.ReportMetric(100*float64(c.shown)/float64(turns*span), "%snapshots")
		})
	}
}

// counting is a backend that counts the steps that it takes.
type counting struct {
	backend.Backend
	steps int
	seen  time.Duration // in looks
	shown time.Duration // in snapshots, looks and all
}

func (c *counting) Observe(w backend.Want, h backend.Hyper) (*backend.Observation, error) {
	start := time.Now()
	defer func() { c.seen += time.Since(start) }()
	return c.Backend.Observe(w, h)
}

func (c *counting) Train(n int, h backend.Hyper) error {
	c.steps += n
	return c.Backend.Train(n, h)
}

// stepsIn trains for a while and returns the steps a second.
func (c *counting) stepsIn(s *session.Session, span time.Duration, looking bool) float64 {
	const turn, picture = 8 * time.Millisecond, time.Second / 30
	began, due, before := time.Now(), time.Now(), c.steps
	for time.Since(began) < span {
		s.Work(turn)
		if looking && time.Now().After(due) {
			start := time.Now()
			s.Snapshot(1)
			c.shown += time.Since(start)
			due = time.Now().Add(picture)
		}
	}
	return float64(c.steps-before) / time.Since(began).Seconds()
}

// watched is a session of one lane, at full speed. It evaluates nothing: evaluations come on
// top, at a twelfth of the time at most.
func watched(b *testing.B, query string, c *counting) *session.Session {
	b.Helper()
	s := session.New(session.Openers{
		CPU: func() backend.Backend { return c },
		Data: func(_ context.Context, name string, seed uint64) (*data.Set, error) {
			if name == "digits" {
				return mnist.Digits()
			}
			return data.Generate(name, seed)
		},
	})
	b.Cleanup(s.Close)
	cfg, problems := experiment.ParseQuery(query)
	if len(problems) > 0 {
		b.Fatal(problems)
	}
	cfg.Speed, cfg.Backend = 0, "cpu"
	if err := s.Apply(context.Background(), cfg); err != nil {
		b.Fatal(err)
	}
	s.MaxEval = 0
	for range 3 { // so that it knows what a look takes
		s.Work(50 * time.Millisecond)
		s.Snapshot(1)
	}
	return s
}

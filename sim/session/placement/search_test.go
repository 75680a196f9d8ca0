package placement

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
	"backflow/sim/text"
)

// device is a GPU whose test ends with an error, or well.
type device struct {
	backend.GPU
	fault error
}

func (d device) Test() error { return d.fault }

// opening opens devices that fail their tests so, one after the other.
func opening(opened *int, faults ...error) func(context.Context) (backend.GPU, error) {
	return func(context.Context) (backend.GPU, error) {
		*opened++
		return device{fault: faults[*opened-1]}, nil
	}
}

func TestSearchOpensOnceAndTestsOnlyWhatIsWanted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s search
		opened := 0
		open := opening(&opened, nil)
		s.Start(open)
		if s.Found() || !s.Busy() {
			t.Error("it is found before it can be")
		}
		synctest.Wait()
		if s.Start(open); !s.Found() || s.Verified() || s.Busy() || s.Err() != nil {
			t.Errorf("found %t, verified %t, busy %t: %v", s.Found(), s.Verified(), s.Busy(), s.Err())
		}
		s.Verify(open)
		<-s.Tested()
		if opened != 1 || !s.Verified() || s.Err() != nil || s.Device() == nil {
			t.Errorf("opened %d times, verified %t: %v", opened, s.Verified(), s.Err())
		}
	})
}

func TestSearchWithoutAGPUSaysWhy(t *testing.T) {
	var s search
	s.Verify(nil)
	<-s.Tested()
	if !s.Verified() || s.Err() == nil || s.LostInTest() != nil {
		t.Errorf("verified %t: %v", s.Verified(), s.Err())
	}
}

// A second loss within a minute is the last, and one after that is not.
func TestSecondLossWithinAMinuteIsTheLast(t *testing.T) {
	for pause, want := range map[time.Duration]string{LossSpan / 2: "within a minute", LossSpan: ""} {
		synctest.Test(t, func(t *testing.T) {
			var s search
			opened := 0
			open := opening(&opened, nil, nil, nil)
			for i, last := range []string{"", want} {
				s.Verify(open)
				<-s.Tested()
				if got := s.Lose(errors.New("the device is gone")).String(); got != last || s.Number != i+1 {
					t.Errorf("loss %d after %v: %q, want %q; device %d", i+1, pause, got, last, s.Number)
				}
				time.Sleep(pause)
			}
			s.Start(open)
			synctest.Wait()
			if left := s.Err() != nil; left != (want != "") || left && !strings.HasSuffix(s.Err().Error(), "(the device is gone)") {
				t.Errorf("after losses %v apart: %v", pause, s.Err())
			}
		})
	}
}

// Devices that are lost while they are tested are no better for being far apart.
func TestSecondLossInATestIsTheLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s search
		lost := &backend.LostError{Reason: text.Verbatim("the driver has stopped")}
		opened := 0
		open := opening(&opened, lost, lost)
		for i, last := range []string{"", "during its test"} {
			s.Verify(open)
			<-s.Tested()
			if s.LostInTest() == nil {
				t.Fatalf("device %d: %v is no loss", i, s.Err())
			}
			if got := s.Lose(lost).String(); got != last {
				t.Errorf("loss %d: %q, want %q", i+1, got, last)
			}
			time.Sleep(2 * LossSpan)
		}
	})
}

func TestOnlyWhatABackendForesawSparesItsDevice(t *testing.T) {
	for _, c := range []struct {
		err  error
		want bool
	}{
		{nil, false},
		{&backend.UnsupportedError{Reason: text.Verbatim("too wide")}, false},
		{&backend.LostError{Reason: text.Verbatim("gone")}, true},
		{&backend.FullError{Reason: text.Verbatim("full")}, true},
		{errors.New("anything"), true},
	} {
		if got := spoils(c.err); got != c.want {
			t.Errorf("%v spoils: %t", c.err, got)
		}
	}
}

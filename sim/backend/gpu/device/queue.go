package device

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gogpu/wgpu"

	"backflow/sim/text"
)

// afterSleep is what an answer may still take when patience is over: a computer
// that slept in between finds the timer at its end before the answer.
const afterSleep = 2 * time.Second

// A browser says why something failed after it has failed, at most so much later.
const saysWhy = time.Second

// awaitMap waits until a buffer can be read. It also drives native devices,
// which finish nothing by themselves.
func (d *Device) awaitMap(p *wgpu.MapPending) error {
	d.poll(wgpu.PollPoll)
	if ready, err := p.Status(); ready {
		return d.explain(err)
	}
	if d.isHung() {
		return d.Err()
	}
	d.poll(wgpu.PollWait)
	err := waitFor(p, d.patience())
	if errors.Is(err, context.DeadlineExceeded) {
		err = waitFor(p, afterSleep)
	}
	return d.explain(err)
}

func waitFor(p *wgpu.MapPending, atMost time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), atMost)
	defer cancel()
	return p.Wait(ctx)
}

// explain turns what came of waiting for the device into an error that says what
// is the matter with it. An answer is none if the device has failed meanwhile.
func (d *Device) explain(err error) error {
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		d.AwaitReason()
	}
	switch {
	case d.Err() != nil:
		return d.Err()
	case err == nil:
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		err = text.New("place.notAnswered", "seconds", fmt.Sprintf("%.0f", d.patience().Seconds()))
		d.giveUp(err)
		return err
	}
	return text.New("place.noAnswer", "why", err)
}

// AwaitReason gives the browser time to say what has happened to the device.
func (d *Device) AwaitReason() {
	for end := time.Now().Add(saysWhy); d.Err() == nil && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
}

// Submit records commands and hands them to the device.
func (d *Device) Submit(record func(Commands) error) error {
	if err := d.Err(); err != nil {
		return err
	}
	return d.handOver(record)
}

func (d *Device) handOver(record func(Commands) error) error {
	encoder, err := d.dev.CreateCommandEncoder(nil)
	if err != nil {
		return text.New("place.takesNone", "why", err)
	}
	if err := record(Commands{encoder}); err != nil {
		encoder.DiscardEncoding()
		return err
	}
	finished, err := encoder.Finish()
	if err != nil {
		return text.New("place.refusedAll", "why", err)
	}
	d.queue.Lock()
	defer d.queue.Unlock()
	if _, err := d.dev.Queue().Submit(finished); err != nil {
		return text.New("place.refusedAll", "why", err)
	}
	return nil
}

// poll has a native device find out what is done, or wait for all of it.
func (d *Device) poll(kind wgpu.PollType) {
	d.queue.Lock()
	defer d.queue.Unlock()
	d.dev.Poll(kind)
}

// Settle lets a native device finish everything that it was ever given, so
// that buffers can be freed. Writes, too: they wait for the next submit, and
// crash it if their buffers are gone by then. Browsers see to that themselves.
func (d *Device) Settle() {
	d.handOver(func(c Commands) error { return c.Run() }) // an error means that the device is gone
	d.poll(wgpu.PollWait)
}

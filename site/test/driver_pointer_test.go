//go:build browser

package test

import (
	"context"
	"math"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// point moves over the picture, clicks, double-clicks, turns the wheel or swipes.
func (d *driver) point() {
	at, err := ask[[]float64](d, `(() => { const r = document.getElementById("stage")?.getBoundingClientRect(); return r ? [r.x, r.y, r.width, r.height] : []; })()`)
	if err != nil || len(at) < 4 {
		return // a page that is only being loaded
	}
	spot := func() (x, y float64) { return at[0] + d.rng.Float64()*at[2], at[1] + d.rng.Float64()*at[3] }
	how := d.rng.IntN(6)
	d.say("  %s", []string{"moves", "moves", "clicks", "double-clicks", "wheel", "swipe"}[how])
	for range 1 + d.rng.IntN(8) {
		x, y := spot()
		d.try("moving the pointer", chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x, y))
		switch how {
		case 2, 3:
			d.clicks(x, y, how-1)
		case 4:
			d.try("turning the wheel", chromedp.MouseEvent(input.DispatchMouseEventTypeMouseWheel, x, y, func(e *input.DispatchMouseEventParams) {
				e.DeltaX, e.DeltaY = 1, math.Round(400*d.rng.Float64()-200)+0.5 // a zero would be left out of the message
			}))
		case 5:
			d.swipe(x, y)
		}
		time.Sleep(30 * time.Millisecond)
	}
}

func (d *driver) clicks(x, y float64, times int) {
	for n := 1; n <= times; n++ {
		for _, kind := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
			d.try("clicking", chromedp.MouseEvent(kind, x, y, chromedp.ButtonLeft, chromedp.ClickCount(n)))
		}
	}
}

func (d *driver) swipe(x, y float64) {
	touch := func(kind input.DispatchTouchEventType, points ...*input.TouchPoint) {
		ctx, cancel := context.WithTimeout(d.ctx, 2*hung)
		defer cancel()
		if _, err := chromedp.Call(ctx, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points}); err != nil {
			d.fault("the page does not answer", "swiping: %v", err)
		}
	}
	touch(input.DispatchTouchEventTypeTouchStart, &input.TouchPoint{X: x, Y: y})
	for i := range 4 {
		touch(input.DispatchTouchEventTypeTouchMove, &input.TouchPoint{X: x + 3, Y: y - 20*float64(i)})
	}
	touch(input.DispatchTouchEventTypeTouchEnd)
}

package network

import (
	"math"
	"slices"
	"strconv"

	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// What can be pointed at in the pictures.
const (
	spot    layout.Part = "spot"      // a point of the decision plot
	moments layout.Part = "loss"      // a moment of the loss curve
	class   layout.Part = "class"     // the output for a class
	taken   layout.Part = "confusion" // a cell of the confusion matrix
)

// pictures draws what stands right of a lane's network.
type pictures struct{ *lane }

// draw shows what the lane has learnt, right of its network: a decision
// boundary over the points or the ten outputs for a digit, and the loss curve.
func (d pictures) draw() {
	if d.Side.W < 40 {
		return
	}
	side := min(d.Side.W, d.Side.H*0.66)
	if d.Form != layout.Gauged {
		side = min(d.Side.W, d.Side.H)
	}
	square := draw.BoxAt(d.Side.X+d.Side.W-side, d.Side.Y, side, side)
	switch {
	case len(d.l.Field) > 0 && len(d.l.Field) == d.l.FieldSide*d.l.FieldSide:
		d.boundary(square)
	case d.net.confuses(d.l):
		square = draw.BoxAt(d.Side.X, d.Side.Y, d.Side.W, min(d.Side.H, d.Side.W-digitSlot+2*theme.LineHeight(theme.Small)))
		d.confusion(square)
	case len(d.Snap.Points) > 0 && d.Form != layout.Gauged:
		d.points2D(square)
	case len(d.Snap.Points) > 0:
		d.unevaluated(square)
	case len(d.l.Outputs) > 1:
		d.outputs(square)
		d.add(square, class, 1, len(d.l.Outputs), func(_, row int) []string {
			return describeClass(d.l, len(d.l.Outputs)-1-row)
		})
	}
	if d.Form != layout.Gauged {
		return
	}
	top := max(square.Y+square.H+theme.Gap, d.gauge.Y) // beside the gauges
	rest := draw.BoxAt(square.X, top, square.W, d.gauge.Y+d.gauge.H-top)
	if rest.H >= 24 {
		d.lossCurve(rest)
	}
}

// add notes a picture of some cells, whose numbers may stand anywhere on the network.
func (d pictures) add(b draw.Box, part layout.Part, cols, rows int, tell func(col, row int) []string) {
	d.Add(layout.Plot{Box: b, Part: part, Cols: cols, Rows: rows, Within: d.Body, Tell: tell})
}

// maxPoints bounds the points drawn over one boundary: more would hide it.
const maxPoints = 170

func (d pictures) boundary(b draw.Box) {
	d.add(b, spot, d.l.FieldSide, d.l.FieldSide, d.describeSpot)
	d.Raster(draw.Raster{
		X: b.X, Y: b.Y, W: b.W, H: b.H, Cols: d.l.FieldSide, Rows: d.l.FieldSide, Values: d.l.Field,
		Palette: d.Theme.Decision, Smooth: true,
	})
	d.points2D(b)
}

// unevaluated is what stands in place of a boundary until there is one: a large
// network may never have the time for it.
func (d pictures) unevaluated(b draw.Box) {
	line := theme.LineHeight(theme.Small)
	d.Box(b, d.Theme.Panel)
	words := d.Longest(theme.Small, b.W-8, text.Say("picture.noBoundary"), text.Say("picture.noBoundaryShort"), text.Say("picture.noBoundaryShortest"))
	d.Text(words, b.X+b.W/2, b.Y+b.H-line-2, 0.5, theme.Small, false, d.Theme.Muted)
	d.points2D(draw.BoxAt(b.X+(line+2)/2, b.Y, b.W-line-2, b.H-line-2))
}

// points2D draws examples of two features.
func (d pictures) points2D(b draw.Box) {
	th := d.Theme
	r := max(1, b.W/100)
	every := len(d.Snap.Points)/maxPoints | 1 // odd: classes may alternate
	for i := 0; i < len(d.Snap.Points); i += every {
		p := d.Snap.Points[i]
		x, y, ok := inside(b, p, d.Snap.Extent)
		if !ok {
			continue
		}
		fill := th.Signed.At(float32(p.Class))
		if p.Test {
			fill = fill.Fade(0.7)
		}
		d.Over(draw.Shape{Kind: draw.Bead, X: x, Y: y, R: r + 0.7, Color: fill})
	}
}

func inside(b draw.Box, p wire.Point, extent float32) (x, y float32, ok bool) {
	u, v := 0.5+p.X/(2*extent), 0.5-p.Y/(2*extent)
	return b.X + u*b.W, b.Y + v*b.H, u >= 0 && u <= 1 && v >= 0 && v <= 1
}

// picture draws the shown example.
func (d pictures) picture(b draw.Box) {
	rows := len(d.l.Input) / d.l.InputW
	values := d.Bytes(len(d.l.Input))
	for i, x := range d.l.Input {
		values[i] = uint8(max(0, min(255, 255*x)))
	}
	d.Raster(draw.Raster{
		X: b.X, Y: b.Y, W: b.W, H: b.H, Cols: d.l.InputW, Rows: rows, Values: values,
		Palette: d.Theme.Ink, Smooth: true,
	})
}

// outputs draws the probabilities of the classes as bars; a dot marks the true
// one.
func (d pictures) outputs(b draw.Box) {
	th := d.Theme
	n := len(d.l.Outputs)
	pitch := b.H / float32(n)
	every, first, line := d.classesEvery(n, pitch), 0, theme.LineHeight(theme.Small)
	if d.Low { // names stay within the lane
		first = every / 2
	}
	const left = digitSlot + 2
	for i, p := range d.l.Outputs {
		y := b.Y + float32(i)*pitch
		d.Box(draw.BoxAt(b.X+left, y+pitch*0.2, b.W-left, pitch*0.6), th.Panel)
		d.Box(draw.BoxAt(b.X+left, y+pitch*0.2, (b.W-left)*p, pitch*0.6), th.Positive)
		top := y + (pitch-line)/2
		if i%every == first && (!d.Low || top >= b.Y-1 && top+line <= b.Y+b.H+1) {
			d.Text(strconv.Itoa(i), b.X+left-5, top, 1, theme.Small, false, th.Muted)
		}
		if float32(i) == d.l.Target {
			d.Over(draw.Shape{Kind: draw.Disc, X: b.X + b.W - 3, Y: y + pitch/2, R: 2.5, Color: th.Theory})
		}
	}
}

// lossCurve draws the loss over the run. All lanes share its axis, from 0 to
// lossTop; what lies above is cut off there.
func (d pictures) lossCurve(b draw.Box) {
	th := d.Theme
	caption := text.Say("picture.lossOverTime", "top", format.Number(float64(d.net.lossTop)))
	if d.net.lossTop == 0 || !d.Fits(caption, theme.Small, b.W) {
		caption = d.Shorten(text.Say("picture.loss"), theme.Small, b.W)
	}
	d.Text(caption, b.X+b.W, b.Y+b.H+3, 1, theme.Small, false, th.Muted)
	d.Box(b, th.Panel)
	losses := d.l.Trace.Loss
	if d.net.lossTop == 0 || len(losses) < 2 {
		return
	}
	d.add(b, moments, len(d.l.Trace.Steps), 1, func(col, _ int) []string { return describeLoss(&d.l.Trace, col) })
	step := b.W / float32(len(losses)-1)
	every := max(1, int(lossPiece/step)) // at most so many pieces as can be told apart: no spike is passed over
	last := float32(math.NaN())
	for i := 0; i < len(losses); i += every {
		y := b.Y + b.H*(1-min(1, slices.Max(losses[i:min(i+every, len(losses))])/d.net.lossTop))
		if y == y && last == last { // neither is NaN
			x := b.X + step*float32(i)
			d.Line(x-step*float32(every), last, x, y, 1.5, th.Text)
		}
		last = y
	}
}

// lossPiece is the length of a piece of the loss curve.
const lossPiece = 2

// lossTop is a little more than the largest loss that a lane started with.
func lossTop(snap *wire.Snapshot) float32 {
	top := float32(0)
	for i := range snap.Lanes {
		for _, loss := range snap.Lanes[i].Trace.Loss {
			if loss == loss && loss < math.MaxFloat32 {
				top = max(top, loss)
				break
			}
		}
	}
	return 1.1 * top
}

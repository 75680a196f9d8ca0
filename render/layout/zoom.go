package layout

import "math"

// Limits of a zoom: a picture grows with the text that the viewer has asked for,
// and on large screens, but never so far that what must stand in it has no room.
const (
	leastRoomW = 280 // logical pixels a picture keeps at least
	leastRoomH = 240
	laneRoom   = 110 // and a lane of it
	lowRoomW   = 224 // without gauges it keeps these instead, up to lowZoom
	lowRoomH   = 24
	lowRoom    = 28
	lowZoom    = 1.5  // small type is then as large as usual text
	enoughZoom = 1.25 // with gauges, to do without larger text
	roomyW     = 1300
	roomyH     = 850
	mostZoom   = 3
	zoomSteps  = 8 // to 1: glyphs are set anew for each
)

// Zoom is how much larger than its usual size all of a picture is drawn on a stage
// of some CSS pixels: text is the viewer's text size over the usual one.
func Zoom(w, h float32, lanes int, text float64) float64 {
	large := max(1, min(float64(w)/roomyW, float64(h)/roomyH, 1.5))
	want := max(1, text) * large
	room := min(float64(w)/leastRoomW, float64(h)/float64(leastRoomH+laneRoom*max(0, lanes-1)))
	zoom := inSteps(min(want, room, mostZoom))
	if zoom < enoughZoom {
		low := min(float64(w)/lowRoomW, float64(h)/float64(max(LeastH, lowRoomH+lowRoom*lanes)))
		zoom = max(zoom, inSteps(min(text, low, lowZoom)))
	}
	if !(zoom > 1) {
		return 1
	}
	return zoom
}

func inSteps(zoom float64) float64 { return math.Floor(zoomSteps*zoom) / zoomSteps }

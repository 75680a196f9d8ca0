package scene

import "math"

// Limits of a zoom: a picture grows with the text that the viewer has asked for,
// and on large screens, but never so far that what must stand in it has no room.
const (
	leastRoomW = 280 // logical pixels a picture keeps at least
	leastRoomH = 240
	laneRoom   = 110 // and a lane of it
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
	zoom := math.Floor(zoomSteps*min(want, room, mostZoom)) / zoomSteps
	if !(zoom > 1) {
		return 1
	}
	return zoom
}

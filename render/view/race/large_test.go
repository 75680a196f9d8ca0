package race

import (
	"strings"
	"testing"

	"backflow/render/draw"
	"backflow/render/viewtest"
)

// Large type has figures only: of anything else there would be question marks on the stage.
func TestLargeTypeIsFigures(t *testing.T) {
	large := 0
	for name, r := range viewtest.Races(5) {
		for _, size := range viewtest.Screens {
			_, v := drawn(r, size[0], size[1])
			for _, l := range v.Labels {
				if l.Size != draw.Large {
					continue
				}
				if large++; !l.Bold || strings.Trim(l.Text, draw.Figures) != "" {
					t.Errorf("%s: %q is set in large type, bold: %t", name, l.Text, l.Bold)
				}
			}
		}
	}
	if large == 0 {
		t.Error("nothing is")
	}
}

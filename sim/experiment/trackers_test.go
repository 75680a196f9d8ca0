package experiment

import (
	"strings"
	"testing"
)

// A link that has been through a newsletter or a network is the link that it was.
func TestTrackersAreIgnoredWithoutAWord(t *testing.T) {
	added := "utm_source=news&utm_medium=email&UTM_Campaign=x&fbclid=IwAR0&gclid=a%20b&msclkid=1&mc_cid=2&mc_eid=3&_ga=4&ref=hn&gclid=twice&fbclid"
	c, problems := ParseQuery("?" + added + "&depth=20&" + added)
	if len(problems) > 0 || c.Query() != "depth=20" {
		t.Errorf("problems %v, query %q", problems, c.Query())
	}
	for _, near := range []string{"utm", "xfbclid", "gclids", "reference"} {
		if _, problems := ParseQuery(near + "=1"); len(problems) != 1 || !strings.Contains(problems[0].Message.String(), near) {
			t.Errorf("%s: %v", near, problems)
		}
	}
}

// No parameter is mistaken for a tracker's.
func TestNoParameterIsATracker(t *testing.T) {
	for i := range Params {
		if tracks(Params[i].Name) {
			t.Errorf("%s", Params[i].Name)
		}
	}
}

package percent

import (
	"net/url"
	"strings"
	"testing"
)

// FuzzEncode holds Encode and Decode to net/url.
func FuzzEncode(f *testing.F) {
	for _, s := range []string{"", "act:sigmoid,relu", "a b+c&d=e", "%41%3a%2C", "%", "%4", "%4g", "%+1", "%-1", "%_1", "%0x", "ü€\x00\xff", "a%20b%", "1:0.1;2:0.3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := Encode(s), strings.NewReplacer("%3A", ":", "%2C", ",", "%3B", ";").Replace(url.QueryEscape(s)); got != want {
			t.Errorf("%q is escaped as %q, want %q", s, got, want)
		}
		want, err := url.QueryUnescape(s)
		if got, ok := Decode(s); got != want || ok != (err == nil) {
			t.Errorf("%q says %q (%v), want %q (%v)", s, got, ok, want, err)
		}
	})
}

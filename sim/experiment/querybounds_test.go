package experiment

import (
	"math"
	"strings"
	"testing"
	"time"
	"unicode"
)

// However many parameters are wrong, few are put into words, and the last
// sentence says how many are not. What comes of it grows with the query only as
// reading it does.
func TestManyProblemsAreCounted(t *testing.T) {
	for query, more := range map[string]string{
		strings.Repeat("x=1&", 350_000):         "Problems of this query that are not listed: 349992.",
		strings.Repeat("depth=0&", 10):          "Problems of this query that are not listed: 2.",
		strings.Repeat("%zz&", 9) + "depth=3":   "Problems of this query that are not listed: 1.",
		"act=no&" + strings.Repeat("%zz=1&", 7): "",
	} {
		cfg, problems := ParseQuery(query)
		last := problems[len(problems)-1].Message.String()
		if len(problems) > mostProblems+1 || (more != "" && last != more) || (more == "" && strings.Contains(last, "not listed")) {
			t.Errorf("%.20s…: %d problems, the last “%s”", query, len(problems), last)
		}
		if strings.Contains(query, "depth=3") && cfg.Depth != 3 {
			t.Errorf("what is right is lost among what is wrong: depth %d", cfg.Depth)
		}
	}
}

// Ten times the query takes some ten times as long, whatever it is made of.
func TestLongQueriesAreReadInLinearTime(t *testing.T) {
	for _, unit := range []string{"x=1&", "lr=1&", "depth=", "vs=lr:", "1,", "%e2%80%ae"} {
		for _, start := range []string{"", "layerlr=", "vs=act:"} {
			short, long := quickest(t, start+strings.Repeat(unit, 10_000)), quickest(t, start+strings.Repeat(unit, 100_000))
			if long > 60*(short+5*time.Millisecond) {
				t.Errorf("%s%s…: %v for ten times what takes %v", start, unit, long, short)
			}
		}
	}
}

// quickest is the least that reading a query took of three times.
func quickest(t *testing.T, query string) time.Duration {
	t.Helper()
	least := time.Duration(math.MaxInt64)
	for range 3 {
		began := time.Now()
		_, problems := ParseQuery(query)
		least = min(least, time.Since(began))
		if len(problems) > mostProblems+5 {
			t.Errorf("%.20s…: %d problems", query, len(problems))
		}
	}
	return least
}

// Nothing that stands in a query turns, breaks or floods the sentence about it.
func TestMessagesHoldNoControls(t *testing.T) {
	const bad = "a\u202eb\u0000\u2028\u2066\u200f\n"
	long := strings.Repeat("9", 5000)
	for _, query := range []string{
		bad + "=1", "act=" + bad, "lr=" + bad, "vs=" + bad, "vs=act:" + bad, "vs=" + bad + ":1", "layerlr=" + bad, "%zz" + bad,
		"act=relu&act=" + bad, "lr=" + long, "layerlr=1," + long, "depth=1" + long, long + "=1", "layerlr=" + strings.Repeat("1,", 90) + "1",
		"vs=lr:" + long + "," + long, "model=cnn&data=" + bad,
	} {
		_, problems := ParseQuery(query)
		if len(problems) == 0 {
			t.Errorf("%q: no problem", query)
		}
		for _, p := range problems {
			for _, s := range []string{p.Message.String(), p.Param, p.Value, p.Used} {
				if i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 || len(s) > 700 {
					t.Errorf("%.40q: “%.700s” of %d bytes", query, s, len(s))
				}
			}
		}
	}
}

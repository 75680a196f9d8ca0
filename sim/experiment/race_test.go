package experiment

import "testing"

// A race compares backends: where nothing else is compared by name it simply does, and otherwise says so.
func TestRaceComparesBackends(t *testing.T) {
	for query, want := range map[string]struct {
		act      string
		problems int
		query    string
	}{
		"view=race":                                      {"sigmoid", 0, "vs=backend:cpu,gpu&view=race"},
		"view=race&act=relu":                             {"relu", 0, "act=relu&vs=backend:cpu,gpu&view=race"},
		"view=race&vs=none&act=tanh":                     {"tanh", 0, "act=tanh&vs=backend:cpu,gpu&view=race"},
		"view=race&vs=act:relu,tanh":                     {"relu", 1, "act=relu&vs=backend:cpu,gpu&view=race"},
		"view=race&vs=backend:gpu,cpu":                   {"sigmoid", 0, "vs=backend:gpu,cpu&view=race"},
		"view=race&vs=model:mlp,cnn&data=digits&depth=4": {"sigmoid", 1, "data=digits&depth=4&vs=backend:cpu,gpu&view=race"},
	} {
		c, problems := ParseQuery(query)
		if len(problems) != want.problems || c.VS.Param != "backend" || c.Act != want.act || c.Query() != want.query {
			t.Errorf("%s: %q, act=%s, problems %v", query, c.Query(), c.Act, problems)
		}
		if again, problems := ParseQuery(c.Query()); len(problems) > 0 || again.Query() != c.Query() {
			t.Errorf("%s becomes %s: %v", c.Query(), again.Query(), problems)
		}
	}
}

func TestRaceBeginsAnew(t *testing.T) {
	plain, _ := ParseQuery("vs=backend:cpu,gpu")
	race, _ := ParseQuery("view=race")
	if plain.ChangeTo(race) != ChangeAll || race.ChangeTo(plain) != ChangeLive || race.ChangeTo(race) != ChangeLive {
		t.Error("a race begins at its start, and what comes after it goes on")
	}
}

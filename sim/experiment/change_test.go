package experiment

import "testing"

func TestChangesAskForTheLeast(t *testing.T) {
	for _, c := range []struct {
		before, after string
		want          Change
	}{
		{"", "", ChangeLive},
		{"", "lr=0.5&clip=1&view=phase&speed=max", ChangeLive},
		{"", "layerlr=equalise", ChangeLive},
		{"", "backend=cpu", ChangeBackend},
		{"", "backend=gpu&lr=0.5", ChangeBackend},
		{"vs=backend:auto,cpu", "vs=backend:gpu,cpu", ChangeAll},
		{"backend=cpu", "vs=backend:cpu,gpu", ChangeAll},
		{"", "depth=4", ChangeAll},
		{"", "seed=6", ChangeAll},
		{"", "vs=none", ChangeAll},
	} {
		before, problems := ParseQuery(c.before)
		after, more := ParseQuery(c.after)
		if len(problems)+len(more) > 0 {
			t.Fatal(problems, more)
		}
		if got := before.ChangeTo(after); got != c.want {
			t.Errorf("%q to %q is %d, want %d", c.before, c.after, got, c.want)
		}
	}
}

// Whatever is not live starts lanes anew, but for the backend.
func TestEveryParameterHasItsChange(t *testing.T) {
	other := map[string]string{
		"data": "xor", "act": "tanh", "init": "xavier", "norm": "layer", "skip": "plain", "opt": "adam", "layerlr": "equalise",
		"pretrain": PretrainAutoencoder, "vs": "none", "backend": "cpu", "view": "phase", "instrument": "snr", "speed": "max", "model": "cnn",
	}
	for i := range Params {
		p := &Params[i]
		before, after := Default(), Default()
		value, listed := other[p.Name]
		if !listed {
			value = formatFloat((p.Min + 1) / 2)
			if p.Kind == KindInt {
				value = formatFloat(p.Min + 1)
			}
		}
		if err := p.set(&after, value); err != nil {
			t.Fatalf("%s=%s: %v", p.Name, value, err)
		}
		want := ChangeAll
		switch {
		case p.Live:
			want = ChangeLive
		case p.Name == "backend":
			want = ChangeBackend
		}
		if got := before.ChangeTo(after); got != want {
			t.Errorf("%s=%s: change %d, want %d", p.Name, value, got, want)
		}
	}
}

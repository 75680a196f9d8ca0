package main

import (
	"bytes"
	"compress/zlib"
	"context"
	"io"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"backflow/render/layout"
	"backflow/render/scene"
	"backflow/render/svg"
	"backflow/render/theme"
	"backflow/sim/experiment"
	"backflow/sim/session"
	"backflow/sim/text"
)

// mostPicture bounds -size, in CSS pixels.
const mostPicture = 8000

// mostEdges bounds -edges.
const mostEdges = 100_000

// pictureOptions are the flags of picture.
type pictureOptions struct {
	steps               int
	size, theme, output string
	lane                string
	w, h, edges         int
	still, sketch       bool
}

func runPicture(args []string, stdout, stderr io.Writer) error {
	var o pictureOptions
	fs := newFlags("picture", text.Say("cli.usageQuery"), text.Say("cli.pictureAbout"), stdout)
	fs.IntVar(&o.steps, "steps", 1000, text.Say("cli.flagSteps"))
	fs.StringVar(&o.size, "size", "960x540", text.Say("cli.flagSize"))
	fs.StringVar(&o.theme, "theme", "dark", text.Say("cli.flagTheme"))
	fs.StringVar(&o.lane, "lane", "", text.Say("cli.flagLane"))
	fs.IntVar(&o.edges, "edges", 0, text.Say("cli.flagEdges"))
	fs.BoolVar(&o.sketch, "sketch", false, text.Say("cli.flagSketch"))
	fs.BoolVar(&o.still, "still", false, text.Say("cli.flagStill"))
	view := fs.String("view", "", text.Say("cli.flagView"))
	fs.StringVar(&o.output, "o", "", text.Say("cli.flagOutput"))
	args, err := fs.parse(args, 0, 1)
	if err != nil {
		return err
	}
	cfg, err := parseQuery(argument(args))
	if err != nil {
		return err
	}
	if *view != "" {
		other, err := parseQuery("view=" + *view)
		if err != nil {
			return err
		}
		cfg.View = other.View
	}
	if err := o.check(cfg); err != nil {
		return err
	}
	cfg.Backend = "cpu"
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return o.run(ctx, cfg, stdout, stderr)
}

var sizeForm = regexp.MustCompile(`^(\d{1,5})x(\d{1,5})$`)

func (o *pictureOptions) check(cfg experiment.Config) error {
	parts := sizeForm.FindStringSubmatch(o.size)
	if parts != nil {
		o.w, _ = strconv.Atoi(parts[1]) // digits, as the form says
		o.h, _ = strconv.Atoi(parts[2])
	}
	switch {
	case o.w < layout.LeastW || o.h < layout.LeastH || max(o.w, o.h) > mostPicture:
		return badInput(text.New("cli.sizeIs", "size", o.size, "width", layout.LeastW, "height", layout.LeastH, "most", mostPicture))
	case o.theme != theme.Dark.Name && o.theme != theme.Light.Name:
		return badInput(text.New("cli.themeIs", "name", o.theme))
	case o.steps < 0 || o.steps > mostRounds(cfg):
		return badInput(text.New("cli.stepsAre", "count", o.steps, "most", mostRounds(cfg)))
	case o.edges < 0 || o.edges > mostEdges:
		return badInput(text.New("cli.edgesAre", "count", o.edges, "most", mostEdges))
	case cfg.VS.Param == "backend":
		return badInput(text.New("cli.noBackendsToCompare"))
	case cfg.Data == experiment.CustomData:
		return badInput(text.New("cli.pictureOfTable"))
	}
	if labels := labelsOf(cfg); o.lane != "" && !slices.Contains(labels, o.lane) {
		return badInput(text.New("cli.laneIs", "name", o.lane, "names", strings.Join(labels, ", ")))
	}
	return nil
}

func labelsOf(cfg experiment.Config) []string {
	var labels []string
	for _, l := range cfg.Lanes() {
		labels = append(labels, l.Label.String())
	}
	return labels
}

func (o *pictureOptions) run(ctx context.Context, cfg experiment.Config, stdout, stderr io.Writer) error {
	s, err := o.trained(ctx, cfg, stderr)
	if err != nil {
		return err
	}
	defer s.Close()
	return o.write(s, stdout)
}

// trained is a session that has taken its steps; the caller closes it.
func (o *pictureOptions) trained(ctx context.Context, cfg experiment.Config, stderr io.Writer) (*session.Session, error) {
	p := &progress{w: stderr, started: time.Now(), seed: 1, seeds: 1, steps: o.steps, pace: slices.Min(paces(cfg))}
	asked := func() bool { return ctx.Err() != nil }
	s := session.New(openers("cpu", "", nil, asked))
	s.Room = room()
	if err := prepare(ctx, s, cfg, p); err != nil {
		return nil, err
	}
	pretrainLanes(ctx, s, p)
	o.train(ctx, s, p)
	if ctx.Err() != nil {
		s.Close()
		return nil, errNoPicture
	}
	return s, nil
}

// errNoPicture: half a run would be the picture of another query.
var errNoPicture = text.New("cli.interruptedBeforeLast")

// pictureLooks is how often a run is looked at on its way, for the curve of the
// loss and the waterfall.
const pictureLooks = 100

// train takes the steps in equal portions, with a look after each: a history
// that does not hang on the machine's speed.
func (o *pictureOptions) train(ctx context.Context, s *session.Session, p *progress) {
	s.Stats()
	for i := range pictureLooks {
		s.Step(o.steps*(i+1)/pictureLooks - o.steps*i/pictureLooks)
		for s.Pending() > 0 {
			if ctx.Err() != nil {
				return
			}
			s.Work(workBudget)
		}
		if _, ok := s.Preview(); !ok || i == pictureLooks-1 {
			s.Stats()
		}
		p.tell(o.steps * (i + 1) / pictureLooks)
	}
}

// pictureTime is the moment of the animation that is drawn, in seconds: pulses
// are under way everywhere.
const pictureTime = 0.9

func (o *pictureOptions) write(s *session.Session, stdout io.Writer) error {
	snap := s.Snapshot(1)
	for s.Unfinished() {
		s.Measure(workBudget)
		snap = s.Snapshot(1)
	}
	colours := theme.Named(o.theme)
	picture := scene.New()
	picture.Layout(snap, layout.Options{W: float32(o.w), H: float32(o.h), Theme: colours, Alone: o.lane, Edges: o.edges, Measure: svg.Measure})
	if !o.still {
		picture.Animate(pictureTime)
	}
	return o.save(stdout, func(w io.Writer) error {
		return svg.Write(w, svg.Picture{
			List: picture.List, W: o.w, H: o.h, Background: colours.Background,
			Title: text.Say("cli.pictureTitle", "lanes", strings.Join(labelsOf(s.Config()), ", ")), Desc: description(s.Stats()), Pack: packed, Sketch: o.sketch,
		})
	})
}

func packed(data []byte) []byte {
	var b bytes.Buffer
	w, _ := zlib.NewWriterLevel(&b, zlib.BestCompression) // fails for an unknown level only
	w.Write(data)                                         // memory takes all
	w.Close()
	return b.Bytes()
}

// description says in words what the picture shows.
func description(stats session.Stats) string {
	sentences := []string{text.New("cli.afterSteps", "count", stats.Step).String()}
	for _, l := range stats.Lanes {
		said := text.New("cli.trained", "lane", l.Label, "loss", short(l.Loss))
		if n := len(l.Layers); n > 2 {
			said = text.New("cli.trainedDeep", "lane", l.Label, "loss", short(l.Loss),
				"first", short(l.Layers[0].DeltaRMS), "last", short(l.Layers[n-2].DeltaRMS))
		}
		sentences = append(sentences, said.String())
	}
	return strings.Join(sentences, " ")
}

// save writes to standard output, or to the file of -o once all of it is there.
func (o *pictureOptions) save(stdout io.Writer, write func(io.Writer) error) error {
	if o.output == "" {
		return write(stdout)
	}
	var b strings.Builder
	if err := write(&b); err != nil {
		return err
	}
	if err := os.WriteFile(o.output, []byte(b.String()), 0o644); err != nil {
		return badFile(o.output, err)
	}
	return nil
}

package lesson

// Progress follows a visitor through a lesson: which steps are done, and what has come of their claims.
type Progress struct {
	Lesson Lesson
	Done   []Finished // a step each

	then  Situation // when the step began
	begun bool
}

// Finished is a step that is done.
type Finished struct {
	Verdicts []Verdict // a claim each, as they were when it was done, or once they were known

	then  Situation
	query string // of the networks that the verdicts are about
	steps int
}

// Follow begins a lesson, or goes on with it after some steps.
func Follow(l Lesson, steps int) *Progress {
	return &Progress{Lesson: l, Done: make([]Finished, min(max(steps, 0), len(l.Steps)))}
}

// See takes in how the experiment stands. It reports whether that finishes the step that was under way; in the midst of a round,
// where lanes cannot be compared, none is finished. A claim that needs an
// instrument is judged once its figures are there, as long as the networks stand where the step was finished.
func (p *Progress) See(now Situation) bool {
	if !p.begun {
		p.then, p.begun = now, true
	}
	p.judge(now)
	at := len(p.Done)
	if at == len(p.Lesson.Steps) || !now.even() || !Done(p.Lesson.Steps[at].Done, p.then, now) {
		return false
	}
	p.Done = append(p.Done, Finished{
		Verdicts: make([]Verdict, len(p.Lesson.Steps[at].Claims)),
		then:     p.then, query: now.Config.Query(), steps: now.Stats.Step,
	})
	p.then = now
	p.judge(now)
	return true
}

// judge judges the claims of the newest step that is done which are not known yet.
func (p *Progress) judge(now Situation) {
	if len(p.Done) == 0 {
		return
	}
	f := &p.Done[len(p.Done)-1]
	if f.query != now.Config.Query() || f.steps != now.Stats.Step {
		return
	}
	for i := range f.Verdicts {
		if !f.Verdicts[i].Known {
			f.Verdicts[i] = p.Lesson.Steps[len(p.Done)-1].Claims[i].Judge(f.then, now)
		}
	}
}

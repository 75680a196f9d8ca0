package lesson

import "slices"

// Progress follows a visitor through a lesson: which steps are done, and what has come of their claims.
type Progress struct {
	Lesson Lesson
	Done   []finished // a step each

	then  Situation // when the step began
	begun bool
}

// finished is a step that is done.
type finished struct {
	Verdicts []Verdict // a claim each, as they were when it was done, or once they were known

	then  Situation
	query string // of the networks that the verdicts are about
	steps int
}

// Follow begins a lesson, or goes on with it after some steps.
func Follow(l Lesson, steps int) *Progress {
	return &Progress{Lesson: l, Done: make([]finished, min(max(steps, 0), len(l.Steps)))}
}

// See takes in how the experiment stands. It reports whether that finishes the step that was under way; in the midst of a round,
// where lanes cannot be compared, none is finished. A claim that needs an
// instrument is judged once its figures are there, as long as the networks stand where the step was finished.
func (p *Progress) See(now Situation) bool {
	p.judge(now)
	if !p.Reached(now) || !now.even() {
		return false
	}
	at := len(p.Done)
	p.Done = append(p.Done, finished{
		Verdicts: make([]Verdict, len(p.Lesson.Steps[at].Claims)),
		then:     p.then, query: now.Config.Query(), steps: now.Stats.Step,
	})
	p.then = now
	p.judge(now)
	return true
}

// Began reports whether it is known how things stood when the step under way began.
func (p *Progress) Began() bool { return p.begun }

// Reached reports whether all that the step under way asks for has been done. See finishes it where lanes have ended
// the same round. The first Situation that it takes is how things stand when the lesson begins.
func (p *Progress) Reached(now Situation) bool {
	conditions := p.Conditions(now)
	return len(conditions) > 0 && !slices.Contains(conditions, false)
}

// Conditions reports which conditions of the step under way hold; there are none once all steps are done.
func (p *Progress) Conditions(now Situation) (hold []bool) {
	if !p.begun {
		p.then, p.begun = now, true
	}
	if len(p.Done) == len(p.Lesson.Steps) {
		return nil
	}
	for _, c := range p.Lesson.Steps[len(p.Done)].Done {
		hold = append(hold, c.holds(p.then, now))
	}
	return hold
}

// Wants are the instruments that the claims of the step under way need, once all that it asks for has been done: whoever
// measures them before See gets its verdicts whole. There are none before.
func (p *Progress) Wants(now Situation) []string {
	if !p.Reached(now) {
		return nil
	}
	return p.Lesson.Steps[len(p.Done)].Instruments()
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

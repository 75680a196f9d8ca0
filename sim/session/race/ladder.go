package race

// The ladder is the steps at which every runner is observed: each of the first ones, then
// such as grow by a twelfth. They are the same for all, so that losses and gradients of a
// step can be compared however much later another runner comes there, and so few that
// observing takes nothing of a long race: 211 in a hundred million steps.
const ladderGrowth = 12

// rung is the next step of the ladder after a step.
func rung(step int) int {
	at := 0
	for at <= step {
		at += max(1, at/ladderGrowth)
	}
	return at
}

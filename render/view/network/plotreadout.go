package network

import (
	"math"
	"strconv"

	"backflow/render/format"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// describeSpot is a point of the plane and its class there.
func (d pictures) describeSpot(col, row int) []string {
	side, extent := float64(d.l.FieldSide), float64(d.Snap.Extent)
	x, y := extent*(2*(float64(col)+0.5)/side-1), extent*(2*(float64(row)+0.5)/side-1)
	value := float64(d.l.Field[(d.l.FieldSide-1-row)*d.l.FieldSide+col]) / 255
	head := text.Say("picture.point", "x", coordinate(x), "y", coordinate(y))
	if classes := len(d.l.Outputs); classes > 2 {
		return []string{head, text.Say("picture.predictedClass", "class", strconv.Itoa(int(math.Round(value*float64(classes-1)))))}
	}
	class, sure := 0, 1-value
	if value > 0.5 {
		class, sure = 1, value
	}
	return []string{head, text.Say("picture.predictedSure", "class", strconv.Itoa(class), "share", format.Percent(sure))}
}

func coordinate(x float64) string { return format.Number(math.Round(100*x) / 100) }

// describeLoss is a bin of the run and the loss in it.
func describeLoss(t *wire.Trace, bin int) []string {
	a, b := float64(t.Loss[2*bin]), float64(t.Loss[2*bin+1])
	loss := format.Range(format.Number(min(a, b)), format.Number(max(a, b)))
	return []string{format.StepsOf(t, bin), text.Say("picture.lossIs", "loss", loss)}
}

// describeClass is the output for a class.
func describeClass(l *wire.Lane, class int) []string {
	lines := []string{text.Say("picture.classIs", "class", strconv.Itoa(class), "share", format.Percent(float64(l.Outputs[class])))}
	if float32(class) == l.Target {
		lines = append(lines, text.Say("picture.actualClass"))
	}
	return lines
}

// describeTaken is how often a class was taken for another, or recognised.
func describeTaken(l *wire.Lane, actual, predicted int) []string {
	n := len(l.Outputs)
	row := l.Confusion[actual*n : (actual+1)*n]
	total := float32(0)
	for _, count := range row {
		total += count
	}
	count, all := row[predicted], int(total)
	return []string{
		text.Say("picture.takenFor", "actual", strconv.Itoa(actual), "predicted", strconv.Itoa(predicted)),
		text.SayCount("picture.ofExamples", all, format.Count(all), "part", format.Count(int(count)), "share", format.Percent(float64(count/max(total, 1)))),
	}
}

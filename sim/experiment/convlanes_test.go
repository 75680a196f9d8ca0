package experiment

import (
	"fmt"
	"testing"

	"backflow/sim/data/mnist"
)

// Conv nets of any depth that they may have stand beside each other as dense nets do: three
// activations, three lanes, whatever else is set, without a word.
func TestConvNetsCompareLikeDenseOnes(t *testing.T) {
	digits, err := mnist.Digits()
	if err != nil {
		t.Fatal(err)
	}
	for _, depth := range []int{4, 20, MaxConvDepth} {
		for _, more := range []string{"", "&norm=batch", "&norm=layer&skip=scaled", "&layerlr=equalise"} {
			query := fmt.Sprintf("data=digits&model=cnn&depth=%d&width=16&vs=act:sigmoid,relu,leaky%s", depth, more)
			c, problems := ParseQuery(query)
			lanes := c.Lanes()
			if len(problems) > 0 || len(lanes) != 3 {
				t.Fatalf("%s: %d lanes, %v", query, len(lanes), problems)
			}
			for i, act := range []string{"sigmoid", "relu", "leaky"} {
				layers, err := lanes[i].Spec(digits).Observed()
				if err != nil || len(layers) != depth+1 || layers[0].Act.Name != act {
					t.Errorf("%s, lane %d: %d layers, %v", query, i+1, len(layers), err)
				}
			}
		}
	}
}

// From a conv net to a dense one and back nothing but the model changes, where both can
// be; a depth that no conv net has is brought down to the most, in a sentence.
func TestModelsAreSwitched(t *testing.T) {
	for query, problems := range map[string]int{
		"data=digits&depth=20&width=16&model=cnn":             0,
		"data=digits&depth=20&width=16&model=mlp&norm=batch":  0,
		"data=digits&depth=60&width=16&model=cnn":             1,
		"data=circle&depth=10&model=cnn":                      1,
		"data=digits&depth=20&width=16&vs=model:mlp,cnn":      0,
		"data=digits&depth=6&vs=depth:4,20,30&model=cnn":      0,
		"data=digits&depth=6&vs=depth:4,20,31&model=cnn":      1,
		"data=digits&depth=10&model=cnn&pretrain=autoencoder": 1,
	} {
		c, said := ParseQuery(query)
		if len(said) != problems {
			t.Errorf("%s: %v", query, said)
		}
		for _, l := range c.Lanes() {
			if l.Model == "cnn" && (l.Data != "digits" || l.Depth > MaxConvDepth) {
				t.Errorf("%s: a lane has %d layers on %s", query, l.Depth, l.Data)
			}
		}
	}
}

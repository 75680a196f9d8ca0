package lesson

// training are the lessons about learning rates, steps and computers.
var training = []Lesson{
	{
		Name:    "range",
		Setup:   "data=digits&act=sigmoid&init=xavier&width=32&vs=lr:0.01,1,100",
		Predict: Prediction{Choices: 4, Right: 4},
		Steps: []Step{
			{
				Play: 100, Done: []Condition{played(100)}, Look: []string{"loss", "column.updateRatio"},
				Claims: []Claim{
					{Quantity: "span", Lane: "0.01", Relation: Above, Value: 1e5, From: Experience},
					{Quantity: "bottom", Lane: "1", Relation: Below, Value: 1e-6, From: Experience},
					{Quantity: "loss", Lane: "1", Relation: About, Value: 2.303, Within: 0.05, From: Arithmetic},
					{Quantity: "loss", Lane: "100", Relation: Above, Value: 10, From: Experience},
				},
			},
			{
				Set: "lr=0.1&vs=layerlr:none,equalise", Play: 1000, Done: []Condition{is("vs", "layerlr:none,equalise"), is("lr", "0.1"), played(1000)},
				Look: []string{"control.layerlr", "column.updateRatio"},
				Claims: []Claim{
					{Quantity: "span", Lane: "equalise", Relation: About, Value: 1, Within: 0.01, From: Arithmetic},
					{Quantity: "testAccuracy", Lane: "none", Relation: Below, Value: 0.2, From: Experience},
					{Quantity: "testAccuracy", Lane: "equalise", Relation: Above, Value: 0.2, From: Experience},
				},
			},
		},
		Sources: []string{"lecun1998", "glorot2010"},
		Words:   []string{"rate", "update", "sgd"},
		Goals:   2, Before: 1, After: 2,
	},
	{
		Name:    "rate",
		Setup:   "act=sigmoid&init=xavier&width=32&vs=lr:0.001,0.1",
		Predict: Prediction{Choices: 3, Right: 2},
		Steps: []Step{
			{
				Play: 300, Done: []Condition{played(300)}, Look: []string{"gauges", "column.factor"},
				Claims: []Claim{
					{Quantity: "factor", Lane: "0.1", Over: "0.001", Relation: About, Value: 1, Within: 0.02, From: Arithmetic},
					{Quantity: "factor", Lane: "0.1", Relation: About, Value: 0.236, Within: 0.18, From: Theory},
				},
			},
			{
				Set: "data=gauss&depth=2&width=8", Play: 600, Done: []Condition{is("depth", "2"), is("data", "gauss"), is("width", "8"), played(600)}, Look: []string{"control.depth", "loss"},
				Claims: []Claim{
					{Quantity: "loss", Lane: "0.001", Relation: Above, Value: 0.6, From: Experience},
					{Quantity: "loss", Lane: "0.1", Relation: Below, Value: 0.3, From: Experience},
				},
			},
			{
				Set: "lr=0.001&vs=pace:1,100", Play: 600, Done: []Condition{is("lr", "0.001"), is("vs", "pace:1,100"), played(600)}, Look: []string{"control.lr", "control.pace", "loss"},
				Claims: []Claim{
					{Quantity: "loss", Lane: "1", Relation: Above, Value: 0.6, From: Experience},
					{Quantity: "loss", Lane: "100", Over: "0.1", Then: true, Relation: About, Value: 1, Within: 0.03, From: Arithmetic},
				},
			},
		},
		Sources: []string{"glorot2010"},
		Words:   []string{"rate", "factor"},
		Goals:   2, Before: 1, After: 2,
	},
	{
		Name:    "gpu",
		Setup:   "data=gauss&act=sigmoid&init=xavier&lr=0.5&vs=pace:1,10,100",
		Predict: Prediction{Right: 0.236, Low: 0.01, High: 10},
		Steps: []Step{
			{
				Play: 20, Done: []Condition{played(20)}, Look: []string{"gauges", "column.factor", "loss"},
				Claims: []Claim{
					{Quantity: "steps", Lane: "100", Over: "1", Relation: Is, Value: 100, From: Arithmetic},
					{Quantity: "factor", Lane: "100", Over: "1", Relation: About, Value: 1, Within: 0.25, From: Experience},
					{Quantity: "loss", Lane: "100", Relation: About, Value: 0.693, Within: 0.02, From: Arithmetic},
				},
			},
			{
				Set: "depth=3", Play: 20, Done: []Condition{is("depth", "3"), played(20)}, Look: []string{"control.depth", "loss"},
				Claims: []Claim{
					{Quantity: "loss", Lane: "1", Relation: Above, Value: 0.6, From: Experience},
					{Quantity: "loss", Lane: "100", Relation: Below, Value: 0.3, From: Experience},
				},
			},
		},
		Sources: []string{"hochreiter1991", "ciresan2010"},
		Words:   []string{"pace", "factor"},
		Goals:   2, Before: 1, After: 2,
	},
	{
		Name:    "months",
		Setup:   "data=gauss&act=sigmoid&init=xavier&lr=0.1&depth=5&backend=cpu&vs=pace:1,10,100,1000",
		Predict: Prediction{Choices: 3, Right: 1},
		Steps: []Step{
			{
				Play: 2, Done: []Condition{played(2)}, Look: []string{"loss"},
				Claims: []Claim{{Quantity: "loss", Lane: "1000", Relation: About, Value: 0.693, Within: 0.02, From: Experience}},
			},
			{
				Play: 18, Done: []Condition{played(20)}, Look: []string{"loss", "gauges"},
				Claims: []Claim{
					{Quantity: "loss", Lane: "1", Over: "10", Then: true, Relation: Is, Value: 1, From: Arithmetic},
					{Quantity: "loss", Lane: "100", Relation: About, Value: 0.693, Within: 0.02, From: Experience},
					{Quantity: "testAccuracy", Lane: "1000", Relation: Above, Value: 0.9, From: Experience},
				},
			},
			{
				Set: "depth=10", Play: 20, Done: []Condition{is("depth", "10"), played(20)}, Look: []string{"control.depth", "loss", "column.lost"},
				Claims: []Claim{
					{Quantity: "loss", Lane: "1000", Relation: About, Value: 0.693, Within: 0.02, From: Experience},
					{Quantity: "lost", Lane: "1000", Relation: Above, Value: 0.5, From: Experience},
				},
			},
		},
		Sources: []string{"hochreiter1991", "ciresan2010"},
		Words:   []string{"pace", "lost", "float32"},
		Goals:   2, Before: 1, After: 2,
	},
}

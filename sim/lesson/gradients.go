package lesson

// gradients are the lessons about what becomes of a gradient before anything is learnt.
var gradients = []Lesson{
	{
		Name:    "product",
		Setup:   "act=sigmoid&init=xavier&width=32",
		Predict: Prediction{Right: 2.3e-6, Low: 1e-8, High: 1},
		Steps: []Step{
			{
				Play: 1, Done: []Condition{played(1)}, Look: []string{"pulses", "gauges"}, Inspect: &Place{0, 0, noUnit},
				Claims: []Claim{
					{Quantity: "factor", Relation: About, Value: 0.236, Within: 0.18, From: Theory},
					{Quantity: "left", Relation: About, Value: 2.3e-6, Within: 3, From: Theory},
				},
			},
			{
				Set: "depth=11", Done: []Condition{grew("depth", "1")}, Look: []string{"control.depth", "gauges"},
				Claims: []Claim{
					{Quantity: "factor", Relation: About, Value: 0.236, Within: 0.18, From: Theory},
					{Quantity: "left", Relation: About, Value: 5.5e-7, Within: 3, From: Theory},
				},
			},
			{
				Set: "act=relu&init=he", Done: []Condition{is("act", "relu"), is("init", "he")}, Look: []string{"control.act", "control.init", "gauges"},
				Claims: []Claim{{Quantity: "factor", Relation: About, Value: 1, Within: 0.2, From: Theory}},
			},
		},
		Sources: []string{"hochreiter1991", "glorot2010"},
		Words:   []string{"gradient", "delta", "factor", "theory"},
		Goals:   2, Before: 1, After: 2,
	},
	{
		Name:    "slope",
		Setup:   "act=sigmoid&init=xavier&width=32",
		Predict: Prediction{Choices: 3, Right: 2},
		Steps: []Step{
			{
				Set: "view=histograms", Play: 1, Done: []Condition{is("view", "histograms"), played(1)}, Look: []string{"histograms", "column.slopeRMS"},
				Inspect: &Place{0, 4, 0},
				Claims: []Claim{
					{Quantity: "slope", Relation: Below, Value: 0.25, From: Arithmetic},
					{Quantity: "slope", Relation: Above, Value: 0.22, From: Experience},
					{Quantity: "saturated", Relation: Below, Value: 0.01, From: Experience},
					{Quantity: "factor", Relation: About, Value: 0.236, Within: 0.18, From: Theory},
				},
			},
			{
				Set: "gain=10", Done: []Condition{is("gain", "10")}, Look: []string{"control.gain", "histograms", "column.saturated"},
				Inspect: &Place{0, 4, 0},
				Claims: []Claim{
					{Quantity: "saturated", Relation: Above, Value: 0.2, From: Experience},
					{Quantity: "slope", Relation: Below, Value: 0.18, From: Experience},
					{Quantity: "factor", Relation: Above, Value: 0.6, From: Experience},
				},
			},
			{
				Set: "act=tanh&gain=1", Done: []Condition{is("act", "tanh"), is("gain", "1")}, Look: []string{"control.act", "histograms", "column.slopeRMS"},
				Claims: []Claim{
					{Quantity: "slope", Relation: Above, Value: 0.8, From: Experience},
					{Quantity: "factor", Relation: Above, Value: 0.8, From: Experience},
				},
			},
		},
		Sources: []string{"glorot2010", "lecun1998"},
		Words:   []string{"slope", "saturated", "activation"},
		Goals:   2, Before: 1, After: 2,
	},
	{
		Name:    "relu-zero",
		Setup:   "init=he&width=4&depth=30&batch=250&vs=act:relu,leaky,noisy",
		Predict: Prediction{Right: 0.856, Low: 1e-3, High: 1},
		Steps: []Step{
			{
				Play: 1, Done: []Condition{played(1)}, Look: []string{"units", "gauges", "column.dead"},
				Claims: []Claim{
					{Quantity: "cutOfSeeds", Lane: "relu", Relation: About, Value: 0.81, Within: 0.24, From: Literature},
					{Quantity: "cutOfSeeds", Lane: "leaky", Relation: Is, Value: 0, From: Arithmetic},
					{Quantity: "cutOfSeeds", Lane: "noisy", Relation: Is, Value: 0, From: Experience},
				},
			},
			{
				Set: "view=instruments&instrument=band&vs=act:relu,leaky", Done: []Condition{is("instrument", "band"), is("vs", "act:relu,leaky"), is("view", "instruments")}, Look: []string{"control.instrument", "instruments"},
				Claims: []Claim{
					{Quantity: "silentOfSeeds", Lane: "relu", Relation: About, Value: 0.856, Within: 0.2, From: Theory},
					{Quantity: "silentOfSeeds", Lane: "leaky", Relation: Is, Value: 0, From: Arithmetic},
				},
			},
			{
				Set: "width=16&depth=5", Done: []Condition{is("width", "16"), is("depth", "5")}, Look: []string{"control.width", "control.depth", "column.slopeRMS", "column.dead"},
				Claims: []Claim{
					{Quantity: "silentOfSeeds", Lane: "relu", Relation: Below, Value: 0.02, From: Theory},
					{Quantity: "slope", Lane: "relu", Relation: About, Value: 0.707, Within: 0.15, From: Arithmetic},
					{Quantity: "dead", Lane: "relu", Relation: Below, Value: 0.35, From: Experience},
				},
			},
		},
		Sources: []string{"lu2019", "maas2013", "nair2010"},
		Words:   []string{"dead", "off", "minibatch"},
		Goals:   2, Before: 1, After: 2,
	},
	{
		Name:    "init",
		Setup:   "act=relu&width=128&batch=250&vs=init:standard,xavier,he",
		Predict: Prediction{Right: 0.707, Low: 0.1, High: 10},
		Steps: []Step{
			{
				Play: 1, Done: []Condition{played(1)}, Look: []string{"gauges", "column.factor"},
				Claims: []Claim{
					{Quantity: "factor", Lane: "standard", Relation: About, Value: 0.408, Within: 0.1, From: Theory},
					{Quantity: "factor", Lane: "xavier", Relation: About, Value: 0.707, Within: 0.1, From: Theory},
					{Quantity: "factor", Lane: "he", Relation: About, Value: 1, Within: 0.1, From: Theory},
				},
			},
			{
				Set: "act=sigmoid", Done: []Condition{is("act", "sigmoid")}, Look: []string{"control.act", "column.factor"},
				Claims: []Claim{
					{Quantity: "factor", Lane: "standard", Relation: About, Value: 0.141, Within: 0.1, From: Theory},
					{Quantity: "factor", Lane: "xavier", Relation: About, Value: 0.236, Within: 0.1, From: Theory},
					{Quantity: "factor", Lane: "he", Relation: About, Value: 0.318, Within: 0.12, From: Theory},
				},
			},
			{
				Set: "act=relu&depth=30", Done: []Condition{is("act", "relu"), is("depth", "30")}, Look: []string{"control.depth", "gauges", "column.dwRMS"},
				Claims: []Claim{
					{Quantity: "left", Lane: "xavier", Relation: About, Value: 4.3e-5, Within: 2, From: Theory},
					{Quantity: "weightsLeft", Lane: "xavier", Relation: About, Value: 1.6, Within: 2.5, From: Experience},
					{Quantity: "left", Lane: "he", Relation: About, Value: 1, Within: 2, From: Theory},
				},
			},
		},
		Sources: []string{"glorot2010", "he2015", "lecun1998"},
		Words:   []string{"variance", "delta", "factor", "init"},
		Goals:   2, Before: 1, After: 2,
	},
	{
		Name:    "blind",
		Setup:   "data=digits&act=relu&init=he&width=64&depth=30&lr=0.001",
		Predict: Prediction{Choices: 3, Right: 1},
		Steps: []Step{
			{
				Set: "view=instruments&instrument=likeness", Done: []Condition{is("view", "instruments"), is("instrument", "likeness")},
				Look: []string{"control.instrument", "instruments", "column.factor"},
				Claims: []Claim{
					{Quantity: "factor", Relation: About, Value: 1, Within: 0.08, From: Theory},
					{Quantity: "cosine", Relation: About, Value: 0.973, Within: 0.05, From: Theory},
				},
			},
			{
				Set: "view=network", Play: 200, Done: []Condition{is("view", "network"), played(200)}, Look: []string{"loss", "gauges"},
				Claims: []Claim{
					{Quantity: "left", Relation: Above, Value: 0.1, From: Experience},
					{Quantity: "testAccuracy", Relation: Below, Value: 0.3, From: Experience},
				},
			},
			{
				Set: "norm=batch&depth=20&width=32&lr=0.01&view=instruments&instrument=shattering&vs=skip:none,plain", Done: []Condition{is("norm", "batch"), is("view", "instruments"), is("instrument", "shattering"), is("vs", "skip:none,plain"), is("depth", "20"), is("width", "32"), is("lr", "0.01")},
				Look: []string{"control.norm", "control.skip", "instruments"},
				Claims: []Claim{
					{Quantity: "cosine", Lane: "none", Relation: Below, Value: 0.5, From: Theory},
					{Quantity: "shattering", Lane: "none", Relation: Below, Value: 0.1, From: Theory},
					{Quantity: "shattering", Lane: "plain", Relation: Above, Value: 0.1, From: Theory},
				},
			},
			{
				Set: "view=network", Play: 200, Done: []Condition{is("view", "network"), played(200)}, Look: []string{"loss"},
				Claims: []Claim{
					{Quantity: "testAccuracy", Lane: "none", Relation: Below, Value: 0.5, From: Experience},
					{Quantity: "testAccuracy", Lane: "plain", Relation: Above, Value: 0.7, From: Experience},
				},
			},
		},
		Sources: []string{"cho2009", "poole2016", "schoenholz2017", "balduzzi2017"},
		Words:   []string{"cosine", "shattering"},
		Goals:   2, Before: 1, After: 2,
	},
}

package lesson

// remedies are the lessons about what people did about it.
var remedies = []Lesson{
	{
		Name:    "cnn",
		Setup:   "data=digits&model=cnn&depth=4&width=4&batch=16&lr=0.05&init=he&vs=act:sigmoid,relu",
		Predict: Prediction{Choices: 2, Right: 2},
		Steps: []Step{
			{
				Play: 100, Done: []Condition{played(100)}, Look: []string{"gauges", "loss"},
				Claims: []Claim{
					{Quantity: "testAccuracy", Lane: "sigmoid", Relation: Below, Value: 0.25, From: Experience},
					{Quantity: "testAccuracy", Lane: "relu", Relation: Above, Value: 0.4, From: Experience},
					{Quantity: "factor", Lane: "sigmoid", Relation: Below, Value: 0.32, From: Experience},
				},
			},
			{
				Set: "depth=20&width=8", Done: []Condition{is("depth", "20"), is("width", "8")}, Look: []string{"control.depth", "control.width", "gauges"},
				Claims: []Claim{
					{Quantity: "left", Lane: "sigmoid", Relation: Below, Value: 1e-9, From: Experience},
					{Quantity: "left", Lane: "relu", Relation: Above, Value: 0.01, From: Experience},
				},
			},
			{
				Set: "model=mlp&depth=6&act=sigmoid&vs=model:mlp,cnn", Done: []Condition{is("model", "mlp"), is("vs", "model:mlp,cnn"), is("act", "sigmoid"), is("depth", "6")}, Look: []string{"control.model", "gauges"},
				Claims: []Claim{
					{Quantity: "left", Lane: "mlp", Relation: Below, Value: 0.01, From: Theory},
					{Quantity: "left", Lane: "cnn", Relation: Below, Value: 0.01, From: Theory},
				},
			},
		},
		Sources: []string{"lecun1989", "he2015", "krizhevsky2012"},
		Words:   []string{"conv", "sharing"},
		Goals:   2, Before: 1, After: 2,
	},
	{
		Name:    "dbn",
		Setup:   "data=digits&depth=6&width=32&init=xavier&act=sigmoid&lr=0.1&vs=pretrain:none,autoencoder,rbm",
		Predict: Prediction{Choices: 3, Right: 3},
		Steps: []Step{
			{
				Play: 1, Done: []Condition{played(1)}, Look: []string{"gauges"},
				Claims: []Claim{
					{Quantity: "left", Lane: "none", Relation: Below, Value: 1e-2, From: Theory},
					{Quantity: "left", Lane: "autoencoder", Relation: Above, Value: 0.1, From: Experience},
					{Quantity: "left", Lane: "rbm", Relation: Above, Value: 0.1, From: Experience},
				},
			},
			{
				Play: 300, Done: []Condition{played(301)}, Look: []string{"loss"},
				Claims: []Claim{
					{Quantity: "testAccuracy", Lane: "none", Relation: Below, Value: 0.25, From: Experience},
					{Quantity: "testAccuracy", Lane: "autoencoder", Relation: Above, Value: 0.7, From: Experience},
					{Quantity: "testAccuracy", Lane: "rbm", Relation: Above, Value: 0.5, From: Experience},
				},
			},
		},
		Sources: []string{"hinton2006", "bengio2007", "erhan2010"},
		Words:   []string{"pretraining", "autoencoder", "rbm"},
		Goals:   2, Before: 1, After: 2,
	},
	{
		Name:    "norm-skip",
		Setup:   "data=digits&width=32&act=sigmoid&init=xavier&lr=0.1&vs=norm:none,batch",
		Predict: Prediction{Right: 1.21, Low: 0.1, High: 10},
		Steps: []Step{
			{
				Play: 300, Done: []Condition{played(300)}, Look: []string{"loss", "gauges"},
				Claims: []Claim{
					{Quantity: "testAccuracy", Lane: "none", Relation: Below, Value: 0.25, From: Experience},
					{Quantity: "testAccuracy", Lane: "batch", Relation: Above, Value: 0.8, From: Experience},
				},
			},
			{
				Set: "act=relu&init=he&depth=20&width=64&batch=128", Done: []Condition{is("act", "relu"), is("init", "he"), is("depth", "20"), is("width", "64"), is("batch", "128")}, Look: []string{"control.act", "column.factor"},
				Claims: []Claim{
					{Quantity: "factor", Lane: "none", Relation: About, Value: 1, Within: 0.08, From: Theory},
					{Quantity: "factor", Lane: "batch", Relation: About, Value: 1.211, Within: 0.04, From: Theory},
				},
			},
			{
				Set: "vs=skip:none,plain,scaled", Done: []Condition{is("vs", "skip:none,plain,scaled")}, Look: []string{"control.skip", "gauges"},
				Claims: []Claim{
					{Quantity: "left", Lane: "plain", Relation: Above, Value: 1000, From: Theory},
					{Quantity: "left", Lane: "scaled", Relation: Below, Value: 50, From: Theory},
				},
			},
		},
		Sources: []string{"ioffe2015", "yang2019", "he2016", "hanin2018"},
		Words:   []string{"batchnorm", "skip"},
		Goals:   2, Before: 1, After: 2,
	},
	{
		Name:    "explode",
		Setup:   "data=digits&act=relu&init=he&depth=20&width=64&vs=gain:0.8,1,1.25",
		Predict: Prediction{Right: 69, Low: 0.01, High: 1e4},
		Steps: []Step{
			{
				Set: "view=waterfall", Done: []Condition{is("view", "waterfall")}, Look: []string{"waterfall", "column.factor"},
				Claims: []Claim{
					{Quantity: "factor", Lane: "0.8", Relation: About, Value: 0.8, Within: 0.08, From: Theory},
					{Quantity: "factor", Lane: "1", Relation: About, Value: 1, Within: 0.08, From: Theory},
					{Quantity: "factor", Lane: "1.25", Relation: About, Value: 1.25, Within: 0.08, From: Theory},
				},
			},
			{
				Set: "view=network&gain=1.25&vs=clip:0,1", Play: 50, Done: []Condition{is("view", "network"), is("gain", "1.25"), is("vs", "clip:0,1"), played(50)}, Look: []string{"control.clip", "loss"},
				Claims: []Claim{
					{Quantity: "diverged", Lane: "0", Relation: Is, Value: 1, From: Experience},
					{Quantity: "diverged", Lane: "1", Relation: Is, Value: 0, From: Experience},
				},
			},
			{
				Set: "view=phase&vs=gain:0.8,1,1.25", Done: []Condition{is("view", "phase"), is("vs", "gain:0.8,1,1.25")}, Look: []string{"phase"},
				Claims: []Claim{{Quantity: "left", Lane: "1.25", Over: "0.8", Relation: Above, Value: 1000, From: Theory}},
			},
		},
		Sources: []string{"pascanu2013", "poole2016", "schoenholz2017"},
		Words:   []string{"clipping", "critical", "phase"},
		Goals:   2, Before: 1, After: 2,
	},
}

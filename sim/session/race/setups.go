package race

// Setup is an experiment that is shown beside the race: what more steps buy, and what they
// do not.
type Setup struct {
	Name  string `json:"name"`
	Query string `json:"query"`
}

// Setups are one sigmoid network with 10, 100 and 1000 times as many steps, and with 10
// and 100 times the learning rate, once with three hidden layers and once with ten.
var Setups = [...]Setup{
	{"steps", "data=gauss&depth=3&init=xavier&lr=0.1&vs=pace:1,10,100,1000&speed=20"},
	{"rates", "data=gauss&depth=3&init=xavier&vs=lr:0.1,1,10&speed=20"},
	{"deepSteps", "data=gauss&init=xavier&lr=0.1&vs=pace:1,10,100,1000&speed=20"},
	{"deepRates", "data=gauss&init=xavier&vs=lr:0.1,1,10&speed=20"},
}

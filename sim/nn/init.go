package nn

// InitScheme is one row of the table of weight initialisations.
type InitScheme struct {
	Name  string
	Label string
}

// InitSchemes is the table.
var InitSchemes = []InitScheme{
	{"uniform", "PyTorch"}, {"standard", "1/√n"}, {"xavier", "Xavier"}, {"he", "He"},
	{"lecun", "LeCun"}, {"orthogonal", "Orthogonal"}, {"lsuv", "LSUV"}, {"zero", "Zero"},
}

package text

// Say is the sentence of an id, with name, value, name, value in its placeholders. It
// makes no Message, since a picture says some dozen sentences whenever it is drawn.
func Say(id string, args ...string) string {
	return sayForm(inForce()[id], id, "", args)
}

// SayCount is Say in the form for a count, which stands there as it is shown.
func SayCount(id string, count int, shown string, args ...string) string {
	return sayForm(inForce().plural(id, count), id, shown, args)
}

func sayForm(form, id, count string, args []string) string {
	switch {
	case form == "":
		return id
	case len(args) == 0 && count == "":
		return form // a picture says most sentences as they are
	}
	return insert(form, func(name string) string {
		for i := 0; i+1 < len(args); i += 2 {
			if args[i] == name {
				return args[i+1]
			}
		}
		if name == "count" && count != "" {
			return count
		}
		return "{" + name + "}"
	})
}

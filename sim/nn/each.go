package nn

// Parameters counts the values of all parameter tensors.
func (s Spec) Parameters() (n int64, err error) {
	tensors, err := s.Tensors()
	for _, t := range tensors {
		n += int64(t.Size())
	}
	return n, err
}

// Each calls f for every layer, input first, with the shape of one example in
// front of it and behind it. The layers of a residual's branch come before the
// residual itself.
func (s Spec) Each(f func(l LayerSpec, in, out Shape)) error {
	w := walker{layer: -1, visit: f}
	_, err := w.walk(s.Input, s.Layers)
	return err
}

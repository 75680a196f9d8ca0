//go:build js && wasm

package port

import (
	"math"
	"syscall/js"
)

// Parsed is a file of JSON as a message. The browser parses it, which takes no parser in the
// download. What is no object has no fields.
func Parsed(content []byte) (m Message) {
	m = Message{js.Global().Get("Object").New()}
	defer func() { _ = recover() }() // JSON.parse throws
	if v := js.Global().Get("JSON").Call("parse", string(content)); v.Type() == js.TypeObject {
		m = Message{v}
	}
	return m
}

// Figure returns a numeric field, NaN where there is none, as JSON has null for it.
func (m Message) Figure(field string) float64 { return figure(m.data.Get(field)) }

// Figures returns the numbers of an array field, NaN for what is none.
func (m Message) Figures(field string) []float64 { return figuresOf(m.data.Get(field)) }

// Rows returns the rows of an array of arrays of numbers.
func (m Message) Rows(field string) (rows [][]float64) {
	for _, row := range items(m.data.Get(field)) {
		rows = append(rows, figuresOf(row))
	}
	return rows
}

// Objects returns the objects of an array field.
func (m Message) Objects(field string) (all []Message) {
	for _, item := range items(m.data.Get(field)) {
		if item.Type() == js.TypeObject {
			all = append(all, Message{item})
		}
	}
	return all
}

func figure(v js.Value) float64 {
	if v.Type() != js.TypeNumber {
		return math.NaN()
	}
	return v.Float()
}

func figuresOf(array js.Value) (all []float64) {
	for _, item := range items(array) {
		all = append(all, figure(item))
	}
	return all
}

// items are those of an array, none of anything else.
func items(array js.Value) (all []js.Value) {
	if !array.InstanceOf(js.Global().Get("Array")) {
		return nil
	}
	for i := range array.Length() {
		all = append(all, array.Index(i))
	}
	return all
}

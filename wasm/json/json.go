// Package json is as much of encoding/json as the engine's account of itself needs. The
// page's programs do without that package, which would be 45 kB (Brotli) of the engine.
package json

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"backflow/sim/num"
	"backflow/sim/text"
)

// Encode is v as encoding/json writes it, by the tags of its fields: numbers, strings, lists,
// structs, maps by string, and what marshals itself. It panics at anything else, such as
// bytes and embedded structs.
func Encode(v any) string { return string(appendJSON(nil, reflect.ValueOf(v))) }

// marshaler is json.Marshaler, texter encoding.TextMarshaler.
type (
	marshaler interface{ MarshalJSON() ([]byte, error) }
	texter    interface{ MarshalText() ([]byte, error) }
)

func appendJSON(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Invalid:
		return append(b, "null"...)
	case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Slice:
		if v.IsNil() {
			return append(b, "null"...)
		}
	}
	if v.Kind() == reflect.Interface { // which may hold a nil pointer that marshals itself
		return appendJSON(b, v.Elem())
	}
	if m, ok := v.Interface().(marshaler); ok {
		own, err := m.MarshalJSON()
		if err != nil {
			panic(err)
		}
		return append(b, own...)
	}
	return appendKind(b, v)
}

// appendKind writes what does not marshal itself.
func appendKind(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Pointer:
		return appendJSON(b, v.Elem())
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool())
	case reflect.String:
		return appendString(b, v.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.AppendInt(b, v.Int(), 10)
	case reflect.Uint, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.AppendUint(b, v.Uint(), 10)
	case reflect.Float64:
		return num.JSON(v.Float()).Append(b)
	case reflect.Slice, reflect.Array:
		return appendList(b, v)
	case reflect.Map:
		return appendMap(b, v)
	case reflect.Struct:
		return appendStruct(b, v)
	}
	panic(unfit(v))
}

func unfit(v reflect.Value) string { return fmt.Sprintf("json: a %s cannot be JSON", v.Type()) }

// appendString quotes as messages do.
func appendString(b []byte, s string) []byte {
	quoted, err := text.Verbatim(s).MarshalJSON()
	if err != nil {
		panic(err) // it never fails
	}
	return append(b, quoted...)
}

func appendList(b []byte, v reflect.Value) []byte {
	b = append(b, '[')
	for i := range v.Len() {
		b = appendJSON(comma(b, '['), v.Index(i))
	}
	return append(b, ']')
}

func appendMap(b []byte, v reflect.Value) []byte {
	type entry struct {
		name  string
		value reflect.Value
	}
	var entries []entry // sorted by hand, as the engine carries no other sort of strings
	for it := v.MapRange(); it.Next(); {
		entries = append(entries, entry{nameOf(it.Key()), it.Value()})
		for i := len(entries) - 1; i > 0 && entries[i].name < entries[i-1].name; i-- {
			entries[i], entries[i-1] = entries[i-1], entries[i]
		}
	}
	b = append(b, '{')
	for _, e := range entries {
		b = appendJSON(append(appendString(comma(b, '{'), e.name), ':'), e.value)
	}
	return append(b, '}')
}

// nameOf is a key of a map.
func nameOf(key reflect.Value) string {
	if key.Kind() == reflect.String {
		return key.String()
	}
	t, ok := key.Interface().(texter)
	if !ok {
		panic(unfit(key))
	}
	name, err := t.MarshalText()
	if err != nil {
		panic(err)
	}
	return string(name)
}

// appendStruct writes the fields that other packages see, without those that their tags
// leave out.
func appendStruct(b []byte, v reflect.Value) []byte {
	b = append(b, '{')
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, option := tagOf(field)
		if field.Anonymous {
			panic(unfit(v))
		}
		if !field.IsExported() || name == "-" || omitted(v.Field(i), option) {
			continue
		}
		if name == "" {
			name = field.Name
		}
		b = appendJSON(append(appendString(comma(b, '{'), name), ':'), v.Field(i))
	}
	return append(b, '}')
}

// tagOf are the name and the option of a field's tag: reflect.StructTag.Get would bring
// strconv.Unquote.
func tagOf(field reflect.StructField) (name, option string) {
	_, tag, _ := strings.Cut(string(field.Tag), `json:"`)
	tag, _, _ = strings.Cut(tag, `"`)
	name, option, _ = strings.Cut(tag, ",")
	return name, option
}

// omitted tells whether a field's tag leaves out what it holds.
func omitted(v reflect.Value, option string) bool {
	return option == "omitempty" && empty(v) || option == "omitzero" && v.IsZero()
}

// empty is what omitempty leaves out.
func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// comma goes between two values, and not behind what opens their list.
func comma(b []byte, open byte) []byte {
	if b[len(b)-1] == open {
		return b
	}
	return append(b, ',')
}

package json_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"backflow/sim/experiment"
	"backflow/sim/inspect"
	"backflow/sim/num"
	"backflow/sim/reason"
	"backflow/sim/session"
	"backflow/sim/text"
	ours "backflow/wasm/json"
)

// everything has all that JSON can write.
type everything struct {
	Text, Empty string
	Int         int `json:"int"`
	Small       int8
	Unsigned    uint32
	Float       float64
	Finite      num.JSON
	Yes, No     bool
	List        []string
	Array       [2]int
	Nil         []int
	Pointer     *int
	NilPointer  *everything
	Map         map[string]any
	NilMap      map[string]int
	Any         any
	Inner       struct{ A, B int }
	Left        string            `json:"left,omitempty"`
	LeftOut     string            `json:"leftOut,omitempty"`
	LeftList    []int             `json:"leftList,omitempty"`
	LeftMap     map[string]int    `json:",omitempty"`
	LeftPointer *int              `json:"leftPointer,omitempty"`
	LeftStruct  struct{ A int }   `json:"leftStruct,omitempty"`
	Said        text.Message      `json:"said"`
	By          map[string]string `json:"by"`
	Words       map[reason.Reason]text.Message
	LeftZero    text.Message    `json:"leftZero,omitzero"`
	ZeroStruct  struct{ A int } `json:"zeroStruct,omitzero"`
	Never       int             `json:"-"`
	hidden      int
}

// marshals is like the engine's table: its method reads what it points to.
type marshals struct{ n int }

func (m *marshals) MarshalJSON() ([]byte, error) { return json.Marshal(m.n) }

func TestEncodeIsWhatEncodingJSONSays(t *testing.T) {
	seven := 7
	full := everything{
		Text: "a \"quoted\" \\ line\n\t\u2028 <é> 𝄞 \x00 \xff", Int: -3, Small: -128, Unsigned: math.MaxUint32, Float: 0.1, Finite: num.JSON(math.NaN()), Yes: true,
		List: []string{"x", ""}, Pointer: &seven, Map: map[string]any{"b": 1, "a": []any{nil, 2.5, "z"}, "": map[string]int{}},
		Any: struct{ X float64 }{1e300}, Left: "there", LeftPointer: &seven, LeftList: []int{}, LeftMap: map[string]int{},
		Said: text.New("boot.cutOff"), By: map[string]string{"k": "v"},
		Words: map[reason.Reason]text.Message{reason.NoPairs: reason.NoPairs.Message(), reason.NotYet: text.Verbatim("x")}, ZeroStruct: struct{ A int }{1}, Never: 1, hidden: 2,
	}
	for _, v := range []any{
		map[string]any{"pointer": (*marshals)(nil), "there": &marshals{7}},
		&inspect.Report{Chain: inspect.Chain{Share: num.JSON(math.NaN())}, Unit: &inspect.Unit{Way: inspect.Way{Kind: "loss", Loss: "bce"}}}, &inspect.Check{Here: &inspect.Pair{H: 0.5}},
		nil, true, "", 0.0, -1,
		[]int{},
		map[string]any{},
		full, &full,
		everything{},
		[]*everything{nil, &full},
		session.Stats{},
		[]experiment.QueryProblem{{Param: "lr", Message: text.New("query.twice", "name", "lr", "used", "1")}},
	} {
		agree(t, v)
	}
}

// All that a session and the inspector tell.
func TestAccountsAsJSON(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		for _, v := range []any{&session.Stats{}, &inspect.Report{}, &inspect.Check{}} {
			fill(reflect.ValueOf(v).Elem(), random)
			agree(t, v)
		}
	}
}

func TestWhatIsNoJSONPanics(t *testing.T) {
	for _, v := range []any{[]byte{1}, func() {}, make(chan int), map[int]int{1: 1}, complex(1, 2)} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%T is written", v)
				}
			}()
			t.Log(ours.Encode(v))
		}()
	}
}

// agree compares what a reader makes of both.
func agree(t *testing.T, v any) {
	t.Helper()
	theirs, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var want, got any
	if err := json.Unmarshal(theirs, &want); err != nil {
		t.Fatal(err)
	}
	said := ours.Encode(v)
	if err := json.Unmarshal([]byte(said), &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%s (%v), want %s", said, err, theirs)
	}
}

// fill gives every field something.
func fill(v reflect.Value, r *rand.Rand) {
	if m, ok := v.Addr().Interface().(*text.Message); ok {
		*m = text.Verbatim("said \"so\" <&>")
		return
	}
	switch v.Kind() {
	case reflect.Uint8:
		v.SetUint(uint64(r.IntN(reason.Count)))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), r)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), r.IntN(3), 3))
		for i := range v.Len() {
			fill(v.Index(i), r)
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), r)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, one := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, r)
		fill(one, r)
		v.SetMapIndex(key, one)
	case reflect.Pointer:
		if r.IntN(2) == 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), r)
		}
	case reflect.Float64:
		v.SetFloat([]float64{math.Ldexp(r.Float64()-0.5, r.IntN(200)-100), 0}[r.IntN(2)])
		if v.Type() == reflect.TypeFor[num.JSON]() && r.IntN(4) == 0 {
			v.SetFloat(math.Inf(1))
		}
	case reflect.Int:
		v.SetInt(r.Int64() >> r.IntN(64))
	case reflect.Uint32:
		v.SetUint(uint64(r.Uint32()))
	case reflect.String:
		v.SetString(string([]rune{rune(r.IntN(0x3000)), 'x', '\n'}))
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	default:
		panic(v.Type())
	}
}

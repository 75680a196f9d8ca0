//go:build !js || english

package text

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
)

// languages are the files that are beside this one. The browser's programs hold none:
// the page says what they send as ids. Tests in Node are built with the tag english.
//
//go:embed *.json
var languages embed.FS

func init() {
	english, err := In("en")
	if err != nil {
		panic(err)
	}
	Use(english)
}

// In is the table of a language by its tag, such as "en"; the error names one that is not there.
func In(language string) (Table, error) {
	content, err := languages.ReadFile(path.Base(language) + ".json")
	if err != nil {
		return nil, err
	}
	return Read(content)
}

// Read makes a table of a language's file: {"section": {"name": "sentence"}}, whose ids
// are section.name.
func Read(content []byte) (Table, error) {
	var sections map[string]map[string]string
	if err := json.Unmarshal(content, &sections); err != nil {
		return nil, fmt.Errorf("text: the file of a language cannot be read: %w", err)
	}
	t := Table{}
	for section, names := range sections {
		for name, sentence := range names {
			t[section+"."+name] = sentence
		}
	}
	return t, nil
}

// UnmarshalJSON implements json.Unmarshaler: what has been said is a message that says
// the same, verbatim.
func (m *Message) UnmarshalJSON(b []byte) error {
	var said string
	err := json.Unmarshal(b, &said)
	*m = Message{}
	if said != "" {
		*m = Verbatim(said)
	}
	return err
}

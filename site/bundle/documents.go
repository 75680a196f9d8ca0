package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"text/template"
)

func (b *build) writeDocuments() error {
	for _, name := range documents {
		content, err := b.fill(name)
		if err != nil {
			return err
		}
		b.documents[name] = described(name, content)
		if err := b.write(name, content); err != nil {
			return err
		}
	}
	return nil
}

// fill puts the build's names into a document, which is a template:
//
//	{{asset "page.js"}}   the path of a file
//	{{near "stage.js"}}   the same from a document in that folder
//	{{text "boot.js"}}    what a script, or a text, is
//	{{hash "boot.js"}}    that text's hash, for a Content-Security-Policy
//	{{if single}}         in a document that holds everything itself
//	{{json "page.title"}} a sentence, as JSON
//
// Elements with data-text get their sentences; see sentences.insert.
func (b *build) fill(name string) ([]byte, error) {
	source, err := os.ReadFile(filepath.Join(b.sources, name))
	if err != nil {
		return nil, err
	}
	said, err := b.english.insert(indents.ReplaceAllString(string(source), ""))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	page, err := template.New(name).Funcs(template.FuncMap{
		"asset": b.asset, "near": b.near, "text": b.inline, "hash": b.hash, "json": b.json, "single": func() bool { return b.single },
	}).Parse(said)
	if err != nil {
		return nil, err
	}
	var filled bytes.Buffer
	err = page.Execute(&filled, nil)
	return filled.Bytes(), err
}

// indents are what stands before the lines of a document.
var indents = regexp.MustCompile(`(?m)^[ \t]+`)

func (b *build) asset(name string) (string, error) {
	f, ok := b.files[name]
	if !ok && !b.single {
		return "", fmt.Errorf("no file is called %s", name)
	}
	return f.Path, nil
}

func (b *build) near(name string) (string, error) {
	place, err := b.asset(name)
	return path.Base(place), err
}

func (b *build) inline(name string) (string, error) {
	text, ok := b.text[name]
	if !ok {
		return "", fmt.Errorf("no text that stands within documents is called %s", name)
	}
	return text, nil
}

func (b *build) json(id string) (string, error) {
	sentence, err := b.english.say(id)
	quoted, _ := json.Marshal(sentence) // a string: it never fails
	return string(quoted), err
}

func (b *build) hash(name string) (string, error) {
	text, err := b.inline(name)
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'", err
}

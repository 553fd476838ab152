// Package observed holds what runs of a project's programs showed: where two of
// them parted. `mlf-lsp verify --trace` writes it into the project, and checks
// read it.
package observed

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
)

// Path is where a project keeps its results, relative to its root.
const Path = ".mlf-lsp/verify.json"

// Schema is the number in Results.Schema.
const Schema = 1

// Results are those of all commands that were verified.
type Results struct {
	Schema   int      `json:"schema"`
	Commands []Result `json:"commands"`
}

// Result is what runs of one command showed.
type Result struct {
	Command []string `json:"command"`
	Mode    string   `json:"mode,omitempty"`
	// Seen says what differed at the end: "3 values of loss in 5 runs".
	Seen       string     `json:"seen"`
	Divergence Divergence `json:"first_divergence"`
}

// Divergence is where runs of a command parted first.
type Divergence struct {
	// Places are the line itself, then others that it concerns, such as the one
	// that made the module.
	Places []Place `json:"places"`
	// Code is the rule that it is a case of, MLF390 for none.
	Code string `json:"code"`
	// Text says in one clause what happened, with step, module and operation.
	Text string `json:"text"`
	// Reason is the clause's end: what differed, and why.
	Reason string `json:"reason"`
}

// Place is a line of a file as it was. A file with another content says nothing.
type Place struct {
	File   string `json:"file"` // relative to the project's root, with slashes
	Line   int    `json:"line"` // from 1
	SHA256 string `json:"sha256"`
}

// Hash is the content hash of a file.
func Hash(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// Parse reads results. Those of a later version are none.
func Parse(raw []byte) (*Results, error) {
	r := &Results{}
	if err := json.Unmarshal(raw, r); err != nil || r.Schema != Schema {
		return nil, fmt.Errorf("%s is not of this version; run `mlf-lsp verify --trace` again", Path)
	}
	return r, nil
}

// Bytes are the results as they are kept.
func (r *Results) Bytes() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(r)
	return out.Bytes(), err
}

// Set puts what a command showed in the place of what it showed before; nil
// when its runs were equal.
func (r *Results) Set(command []string, result *Result) {
	r.Commands = slices.DeleteFunc(r.Commands, func(x Result) bool { return slices.Equal(x.Command, command) })
	if result != nil {
		r.Commands = append(r.Commands, *result)
	}
	slices.SortStableFunc(r.Commands, func(a, b Result) int { return slices.Compare(a.Command, b.Command) })
}

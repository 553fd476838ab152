package baseline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
)

// schema is the version of the file's format.
const schema = 1

// again ends every message about a file that cannot be used.
const again = "write it again with `mlf-lsp check --write-baseline`"

// Write returns the file of a baseline that holds the findings: JSON, sorted,
// one entry a line, the same bytes for the same findings in any order. Findings
// that something else than a baseline silences are left out.
func Write(findings []check.Finding, src Source) []byte {
	counts := map[Entry]int{}
	for _, f := range findings {
		if !f.Suppressed || f.By == By {
			counts[src.entry(f)]++
		}
	}
	b := Baseline{left: counts}
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\n  \"schema\": %d,\n  \"findings\": [", schema)
	for i, e := range b.Left() {
		if i > 0 {
			out.WriteByte(',')
		}
		if e.Count == 1 {
			e.Count = 0
		}
		out.WriteString("\n    ")
		out.Write(encode(e))
	}
	if len(counts) > 0 {
		out.WriteString("\n  ")
	}
	out.WriteString("]\n}\n")
	return out.Bytes()
}

// encode returns one line of JSON without the escapes that only HTML needs.
func encode(e Entry) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	// Text and numbers always encode.
	_ = enc.Encode(e)
	return bytes.TrimSpace(out.Bytes())
}

// Read reads the file of a baseline. The error is one sentence without the
// file's name. Equal entries, as merges leave them, add up.
func Read(text []byte) (*Baseline, error) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	var head struct {
		Schema   *int            `json:"schema"`
		Findings json.RawMessage `json:"findings"`
	}
	if err := decode(text, &head); err != nil {
		return nil, fmt.Errorf("the baseline is not valid JSON (%w); %s", err, again)
	}
	switch {
	case head.Schema == nil:
		return nil, errors.New("the baseline has no schema number, so it is no baseline of mlf-lsp; " + again)
	case *head.Schema > schema:
		return nil, fmt.Errorf("the baseline has schema %d, and this mlf-lsp reads %d; update mlf-lsp, or %s", *head.Schema, schema, again)
	case *head.Schema < schema:
		return nil, fmt.Errorf("the baseline has the unknown schema %d; %s", *head.Schema, again)
	}
	var entries []Entry
	if err := decode(head.Findings, &entries); err != nil {
		return nil, fmt.Errorf("the findings of the baseline cannot be read (%w); %s", err, again)
	}
	return index(entries)
}

func index(entries []Entry) (*Baseline, error) {
	b := &Baseline{left: map[Entry]int{}}
	for i, e := range entries {
		// A count beyond any project is a mistake, and must not overflow sums.
		if e.File == "" || e.Code == "" || e.Line == "" || e.Count < 0 || e.Count > 1<<24 {
			return nil, fmt.Errorf("finding %d of the baseline lacks its file, code, line or a possible count; %s", i+1, again)
		}
		b.left[e.identity()] += max(e.Count, 1)
	}
	return b, nil
}

// decode reads exactly one JSON value and says on which line an error lies.
func decode(text []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	if err := dec.Decode(into); err != nil {
		return explain(text, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("line %d: more text follows the end", line(text, dec.InputOffset()))
	}
	return nil
}

func explain(text []byte, err error) error {
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("line %d: %w", line(text, syntax.Offset), err)
	case errors.As(err, &wrong):
		return fmt.Errorf("%s stands where %s is wanted", found(wrong.Value), kindOf(wrong))
	case errors.Is(err, io.EOF) && slices.IndexFunc(text, func(c byte) bool { return c > ' ' }) < 0:
		return errors.New("it is empty")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it ends too early")
	}
	return err
}

// found names a JSON value as encoding/json does ("array", "number 3").
func found(value string) string {
	switch word, _, _ := strings.Cut(value, " "); word {
	case "array":
		return "a list"
	case "object":
		return "an object"
	case "string":
		return "text"
	case "bool":
		return "true or false"
	}
	return "a number"
}

func kindOf(wrong *json.UnmarshalTypeError) string {
	switch wrong.Type.Kind() {
	case reflect.Int:
		return "a number"
	case reflect.String:
		return "text"
	case reflect.Slice:
		return "a list"
	}
	return "an object"
}

func line(text []byte, offset int64) int {
	return 1 + bytes.Count(text[:min(int(offset), len(text))], []byte{'\n'})
}

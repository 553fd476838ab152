package source

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Rewrite gives the bytes of a notebook with new sources for some of its cells,
// and new code cells before some, both by the index among all cells; everything
// else stays as it is, byte for byte. raw are the notebook's bytes on disk.
func Rewrite(raw []byte, sources map[int]string, before map[int][]string) ([]byte, error) {
	body := bytes.TrimPrefix(raw, []byte(utf8BOM))
	cells, err := cellPlaces(body)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.Write(raw[:len(raw)-len(body)])
	last := 0
	for i, c := range cells {
		for _, text := range before[i] {
			out.Write(body[last:c.start])
			out.WriteString(newCell(body, c, text))
			last = c.start
		}
		text, ok := sources[i]
		if !ok {
			continue
		}
		if c.source == nil {
			return nil, &Error{Reason: fmt.Sprintf("cell %d (from 0) has no source that could be changed", i)}
		}
		out.Write(body[last : c.sourceEnd-len(c.source)])
		out.WriteString(sourceJSON(c.source, text))
		last = c.sourceEnd
	}
	out.Write(body[last:])
	return out.Bytes(), nil
}

// cellPlace is where a cell and its source stand in the JSON.
type cellPlace struct {
	start     int
	sourceEnd int
	source    json.RawMessage
	id        bool // cells have ids: nbformat 4.5
}

// cellPlaces reads the places of all cells. Notebooks of nbformat 3, whose
// cells lie in worksheets, are refused.
func cellPlaces(body []byte) ([]cellPlace, error) {
	var out []cellPlace
	d := json.NewDecoder(bytes.NewReader(body))
	err := eachKey(d, func(key string) error {
		if key != "cells" {
			return skipValue(d)
		}
		if err := expect(d, '['); err != nil {
			return err
		}
		for d.More() {
			c, err := readCell(d, body)
			if err != nil {
				return err
			}
			out = append(out, c)
		}
		return expect(d, ']')
	})
	switch {
	case err != nil:
		return nil, jsonError(body, err)
	case out == nil:
		return nil, &Error{Reason: "the notebook has no cells at its top; open and save it with a current Jupyter first"}
	}
	return out, nil
}

func readCell(d *json.Decoder, body []byte) (c cellPlace, err error) {
	at := int(d.InputOffset())
	c.start = at + bytes.IndexByte(body[at:], '{')
	return c, eachKey(d, func(key string) error {
		if key != "source" {
			c.id = c.id || key == "id"
			return skipValue(d)
		}
		err := d.Decode(&c.source)
		c.sourceEnd = int(d.InputOffset())
		return err
	})
}

// eachKey reads an object; visit reads the value of each key.
func eachKey(d *json.Decoder, visit func(key string) error) error {
	if err := expect(d, '{'); err != nil {
		return err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if err := visit(name); err != nil {
			return err
		}
	}
	return expect(d, '}')
}

func skipValue(d *json.Decoder) error {
	var skip json.RawMessage
	return d.Decode(&skip)
}

func expect(d *json.Decoder, want json.Delim) error {
	t, err := d.Token()
	if err == nil && t != want {
		err = errors.New("its JSON is not that of a notebook")
	}
	return err
}

// sourceJSON writes a cell's source in the shape of the old one: a text, or a
// list of lines whose unchanged ones stay as they were written.
func sourceJSON(old json.RawMessage, text string) string {
	var pieces []json.RawMessage
	if old[0] != '[' || json.Unmarshal(old, &pieces) != nil {
		return jsonText(text)
	}
	kept := map[string]string{}
	for _, p := range pieces {
		var line string
		if json.Unmarshal(p, &line) == nil {
			kept[line] = string(p)
		}
	}
	var lines []string
	for line := range strings.Lines(text) {
		if was, ok := kept[line]; ok {
			lines = append(lines, was)
		} else {
			lines = append(lines, jsonText(line))
		}
	}
	open, separator, end := "[", ", ", "]"
	if i := bytes.IndexByte(old, '\n'); i >= 0 {
		// "[\n    " before the first line, ",\n    " between, "\n   ]" at the end.
		gap := old[i : i+1+len(old[i+1:])-len(bytes.TrimLeft(old[i+1:], " \t\r\n"))]
		open, separator = "["+string(gap), ","+string(gap)
		end = string(old[bytes.LastIndexByte(old, '\n'):])
	} else if bytes.Contains(old, []byte(`","`)) {
		separator = ","
	}
	return open + strings.Join(lines, separator) + end
}

// newCell writes a code cell and what separates it from the cell behind it,
// which it follows in form.
func newCell(body []byte, next cellPlace, text string) string {
	lead := body[:next.start]
	lead = lead[len(bytes.TrimRight(lead, " \t\r\n")):]
	inner := body[next.start+1:]
	inner = inner[:len(inner)-len(bytes.TrimLeft(inner, " \t\r\n"))]
	if !bytes.Contains(lead, []byte("\n")) || !bytes.Contains(inner, []byte("\n")) {
		lead, inner = nil, nil
	}
	fields := []string{`"cell_type": "code"`, `"execution_count": null`, `"metadata": {}`, `"outputs": []`}
	if next.id {
		sum := sha256.Sum256(append(bytes.Clone(body), text...))
		fields = slices.Insert(fields, 2, fmt.Sprintf(`"id": "%x"`, sum[:4]))
	}
	shape := json.RawMessage("[]")
	if lead != nil {
		step := strings.TrimPrefix(string(inner), string(lead))
		shape = json.RawMessage("[" + string(inner) + step + `""` + string(inner) + "]")
	}
	fields = append(fields, `"source": `+sourceJSON(shape, text))
	if lead == nil {
		return "{" + strings.Join(fields, ", ") + "}, "
	}
	return "{" + string(inner) + strings.Join(fields, ","+string(inner)) + string(lead) + "}," + string(lead)
}

// jsonText writes a string as Jupyter does: without escapes for HTML.
func jsonText(s string) string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string can always be written
	return strings.TrimSuffix(out.String(), "\n")
}

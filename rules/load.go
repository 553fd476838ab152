package rules

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"regexp"
	"strconv"

	"gopkg.in/yaml.v3"
)

// Load reads one knowledge file strictly: unknown keys, wrong types, broken
// conditions, specifiers and signatures, and entries that contradict each
// other are problems with their places. Name is the file's name for messages.
// The library holds what could be read, and is never nil.
func Load(name string, text []byte) (lib *Library, problems Problems) {
	lib = &Library{}
	d := &decoder{file: name}
	defer func() {
		// The YAML reader panics on some malformed input instead of failing.
		if r := recover(); r != nil {
			lib, problems = &Library{}, Problems{{File: name, Message: "the file is no valid YAML"}}
		}
	}()
	var doc yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(text))
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return lib, Problems{{name, 1, 1, "the file is empty; it needs at least the key \"library\""}}
		}
		return lib, Problems{yamlProblem(name, err)}
	}
	if len(doc.Content) == 0 {
		return lib, Problems{{name, 1, 1, "the file is empty; it needs at least the key \"library\""}}
	}
	d.decode(doc.Content[0], reflect.ValueOf(lib).Elem(), nil)
	if extra := new(yaml.Node); dec.Decode(extra) != io.EOF {
		d.problems = append(d.problems, Problem{name, extra.Line, 1, "a second document starts here; write one file for each library"})
	}
	d.signatures(lib)
	d.duplicates(lib)
	d.problems.sort()
	return lib, d.problems
}

var yamlLine = regexp.MustCompile(`^yaml: (?:unmarshal errors:\s*)?line (\d+): (.*)`)

func yamlProblem(name string, err error) Problem {
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ := strconv.Atoi(m[1])
		return Problem{name, line, 0, "no valid YAML: " + m[2]}
	}
	return Problem{File: name, Message: "no valid YAML: " + err.Error()}
}

// signatures parses the parameter lists.
func (d *decoder) signatures(lib *Library) {
	for i := range lib.Signatures {
		s := &lib.Signatures[i]
		if s.Text == "" {
			continue
		}
		list, err := parseSignature(s.Text)
		if err != nil {
			d.at(s.Origin, "signature %q, character %d: %s", s.Text, err.offset+1, err.message)
		}
		s.Params = list
	}
}

func (d *decoder) at(o Origin, format string, args ...any) {
	d.problem(&yaml.Node{Line: o.Line}, format, args...)
}

// duplicates finds entries of one section that contradict each other: the
// same id twice, or the same symbol where a symbol can have one entry.
func (d *decoder) duplicates(lib *Library) {
	for _, section := range lib.sections() {
		ids := map[string]int{}
		symbols := map[string]int{}
		for _, e := range section.entries {
			if e.id != "" {
				if line, twice := ids[e.id]; twice {
					d.at(*e.origin, "the id %q in %q is taken by line %d", e.id, section.key, line)
				} else {
					ids[e.id] = e.origin.Line
				}
			}
			for _, s := range e.symbols {
				if !section.single {
					continue
				}
				key := s + "\x00" + e.versions
				if line, twice := symbols[key]; twice && line != e.origin.Line {
					d.at(*e.origin, "%q stands twice in %q, also on line %d", s, section.key, line)
				}
				symbols[key] = e.origin.Line
			}
		}
	}
}

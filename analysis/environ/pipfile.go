package environ

import (
	"encoding/json"
	"errors"
	"strings"
)

// readPipfile reads Pipfile.
func readPipfile(b *builder) {
	root := b.readTOML()
	for i, section := range root.keys {
		switch section {
		case "requires":
			b.pipfilePython(root.values[i])
		case "source", "pipenv", "scripts":
		default:
			group := ""
			if section != "packages" {
				group = strings.TrimSuffix(section, "-packages")
			}
			b.pipfileSection(root.values[i], group)
		}
	}
}

func (b *builder) pipfilePython(requires *tomlNode) {
	for _, key := range []string{"python_full_version", "python_version"} {
		if v := requires.get(key); v.isString() {
			b.addPython(v.text, v.span)
			return
		}
	}
}

func (b *builder) pipfileSection(section *tomlNode, group string) {
	if !section.table() {
		return
	}
	for i, name := range section.keys {
		value := section.values[i]
		pin := Pin{Package: NormaliseName(name), Group: group, Span: section.entries[i]}
		version := value.text
		if value.table() {
			version = value.str("version")
			pin.Marker = pipfileMarker(value)
			pin.Extras = extrasOf(value)
			applyTableURL(&pin, value)
		}
		if pin.URL == "" {
			var err error
			if pin.Specifier, pin.Strength, err = readSpecifier(version); err != nil {
				b.problem(section.entries[i], "The version of %q cannot be read: %v.", clip(name), err)
			}
		}
		b.addPin(pin)
	}
}

func pipfileMarker(value *tomlNode) string {
	marker := value.str("markers")
	for _, key := range []string{"sys_platform", "platform_machine", "python_version", "os_name"} {
		if marker == "" && value.str(key) != "" {
			marker = key + " " + value.str(key)
		}
	}
	return marker
}

func extrasOf(value *tomlNode) []string {
	var texts []string
	for _, extra := range value.list("extras") {
		texts = append(texts, extra.text)
	}
	return splitExtras(strings.Join(texts, ","))
}

// applyTableURL reads {git = …, rev = …}, {url = …}, {path = …}.
func applyTableURL(pin *Pin, value *tomlNode) {
	switch {
	case value.str("git") != "":
		pin.URL = "git+" + value.str("git")
		for _, key := range []string{"rev", "tag", "branch", "ref"} {
			if ref := value.str(key); ref != "" {
				pin.URL += "@" + ref
				break
			}
		}
		applyVCS(pin, pin.URL)
	case value.str("url") != "":
		applyURL(pin, value.str("url"))
	case value.str("file") != "":
		applyURL(pin, value.str("file"))
	case value.str("path") != "":
		pin.URL = value.str("path")
	}
}

type lockedRequirement struct {
	Version string   `json:"version"`
	Markers string   `json:"markers"`
	Extras  []string `json:"extras"`
	Git     string   `json:"git"`
	Ref     string   `json:"ref"`
}

// readPipfileLock reads Pipfile.lock with the places of its keys.
func readPipfileLock(b *builder) {
	body := b.text[b.start:]
	d := json.NewDecoder(strings.NewReader(body))
	err := b.jsonObject(d, func(section string, _ int) error {
		if section == "_meta" {
			return skipJSON(d)
		}
		return b.jsonObject(d, func(name string, at int) error {
			var r lockedRequirement
			if err := d.Decode(&r); err != nil {
				return err
			}
			end := b.start + int(d.InputOffset())
			pin := Pin{Package: NormaliseName(name), Marker: r.Markers, Extras: splitExtras(strings.Join(r.Extras, ",")), Strength: Locked}
			pin.Group = map[string]string{"default": "", "develop": "dev"}[section]
			if section != "default" && pin.Group == "" {
				pin.Group = section
			}
			pin.Span = Span{at, end}
			pin.Specifier, _, _ = readSpecifier(r.Version)
			if r.Git != "" {
				pin.URL = "git+" + r.Git + "@" + r.Ref
			}
			b.addPin(pin)
			return nil
		})
	})
	if err != nil {
		at := min(b.start+int(d.InputOffset()), len(b.text))
		b.problem(Span{at, at}, "This is not the JSON that \"pipenv lock\" writes (%v); create it again.", err)
	}
}

var errNoObject = errors.New("an object is expected")

// jsonObject calls member for each member of the object that comes next; at is
// the place of the key, with its quotes.
func (b *builder) jsonObject(d *json.Decoder, member func(name string, at int) error) error {
	open, err := d.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('{') {
		return errNoObject
	}
	for d.More() {
		before := b.start + int(d.InputOffset())
		token, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		at := before + max(0, strings.IndexByte(b.text[before:], '"'))
		if err := member(name, at); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

func skipJSON(d *json.Decoder) error {
	var raw json.RawMessage
	return d.Decode(&raw)
}

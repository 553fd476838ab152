package environ

import (
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// readPoetryLock reads poetry.lock.
func readPoetryLock(b *builder) {
	b.lockedPackages(b.readTOML(), "package", func(p *tomlNode, pin *Pin) bool {
		pin.Group = otherThanMain(p.str("category"))
		if groups := p.list("groups"); len(groups) > 0 {
			pin.Group = groupOf(groups)
		}
		if m := p.get("markers"); m.isString() {
			pin.Marker = m.text
		}
		return true
	})
}

// readPdmLock reads pdm.lock, which repeats a package for each set of extras.
func readPdmLock(b *builder) {
	b.lockedPackages(b.readTOML(), "package", func(p *tomlNode, pin *Pin) bool {
		pin.Marker = p.str("marker")
		pin.Group = groupOf(p.list("groups"))
		return len(p.list("extras")) == 0
	})
}

// readPylock reads pylock.toml (PEP 751).
func readPylock(b *builder) {
	root := b.readTOML()
	b.file.RequiresPython = root.str("requires-python")
	b.lockedPackages(root, "packages", func(p *tomlNode, pin *Pin) bool {
		pin.Marker = p.str("marker")
		return true
	})
}

// readUvLock reads uv.lock; the project itself is in it too and left out.
func readUvLock(b *builder) {
	root := b.readTOML()
	b.file.RequiresPython = root.str("requires-python")
	b.lockedPackages(root, "package", func(p *tomlNode, pin *Pin) bool {
		source := p.get("source")
		if source.get("editable") != nil || source.get("virtual") != nil || source.get("directory") != nil {
			return false
		}
		if git := source.str("git"); git != "" {
			pin.URL = git
		}
		var markers []string
		for _, m := range p.list("resolution-markers") {
			markers = append(markers, m.text)
		}
		pin.Marker = strings.Join(markers, " or ")
		return true
	})
}

// lockedPackages keeps a pin for each table of an array of tables.
func (b *builder) lockedPackages(root *tomlNode, key string, detail func(p *tomlNode, pin *Pin) bool) {
	for _, p := range root.list(key) {
		pin := Pin{Package: NormaliseName(p.str("name")), Strength: Locked, Span: p.pairSpan("name", "version")}
		version := p.str("version")
		if version == "" {
			continue
		}
		pin.Specifier, _ = exactly(version)
		if detail(p, &pin) {
			b.addPin(pin)
		}
	}
}

// pairSpan covers two entries of a table when they stand side by side.
func (t *tomlNode) pairSpan(first, second string) Span {
	var out Span
	for i, key := range t.keys {
		at := t.entries[i]
		switch {
		case key == first:
			out = at
		case key == second && out.End > 0 && at.Start > out.End && at.Start-out.End < 40:
			out.End = at.End
		}
	}
	return out
}

func otherThanMain(group string) string {
	switch group {
	case "main", "default":
		return ""
	}
	return group
}

// groupOf is "" for packages of the main group, else the first group.
func groupOf(groups []*tomlNode) string {
	first := ""
	for i, g := range groups {
		if g.kind != unstable.String {
			continue
		}
		name := otherThanMain(g.text)
		if name == "" {
			return ""
		}
		if i == 0 {
			first = name
		}
	}
	return first
}

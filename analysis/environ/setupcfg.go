package environ

import "strings"

// readSetupCfg reads setup.cfg: an INI file whose values may go on over
// indented lines.
func readSetupCfg(b *builder) {
	for _, entry := range b.iniEntries() {
		switch entry.section {
		case "options":
			b.setupOption(entry)
		case "options.extras_require":
			b.setupRequirements(entry.values, NormaliseName(entry.key))
		case "options.entry_points":
			if entry.key == "console_scripts" || entry.key == "gui_scripts" {
				b.setupScripts(entry.values)
			}
		case "options.packages.find":
			if entry.key == "where" {
				for _, v := range entry.values {
					b.packageDir(v.text)
				}
			}
		}
	}
}

func (b *builder) setupOption(entry iniEntry) {
	switch entry.key {
	case "install_requires", "tests_require":
		group := map[string]string{"tests_require": "test"}[entry.key]
		b.setupRequirements(entry.values, group)
	case "python_requires":
		for _, v := range entry.values {
			b.file.RequiresPython, _, _ = readSpecifier(v.text)
		}
	case "package_dir":
		for _, v := range entry.values {
			if key, dir, ok := strings.Cut(v.text, "="); ok {
				b.namedPackageDir(strings.TrimSpace(key), strings.TrimSpace(dir))
			}
		}
	}
}

func (b *builder) setupRequirements(values []mapped, group string) {
	for _, v := range values {
		if files, ok := strings.CutPrefix(v.text, "file:"); ok {
			for _, name := range strings.Split(files, ",") {
				b.include(name)
			}
			continue
		}
		b.setupLine(cutComment(v), group)
	}
}

// setupLine reads a line that holds one requirement, or several separated by
// semicolons as setuptools allows where the value is on one line.
func (b *builder) setupLine(line mapped, group string) {
	if !strings.Contains(line.text, ";") || strings.ContainsAny(line.text[strings.IndexByte(line.text, ';'):], `"'`) {
		b.addRequirement(line, group)
		return
	}
	start := 0
	for i := 0; i <= len(line.text); i++ {
		if i == len(line.text) || line.text[i] == ';' {
			b.addRequirement(line.slice(start, i), group)
			start = i + 1
		}
	}
}

func (b *builder) setupScripts(values []mapped) {
	for _, v := range values {
		if name, target, ok := strings.Cut(v.text, "="); ok {
			b.addScript(name, target, v.span(0, len(v.text)))
		}
	}
}

// iniEntry is one key with the lines of its value, each trimmed and not empty.
type iniEntry struct {
	section, key string
	values       []mapped
}

func (b *builder) iniEntries() []iniEntry {
	var out []iniEntry
	section := ""
	for _, line := range b.physicalLines() {
		trimmed := line.trim()
		switch {
		case trimmed.text == "" || trimmed.text[0] == '#' || trimmed.text[0] == ';':
		case isBlank(line.text[0]) && len(out) > 0 && out[len(out)-1].section == section:
			last := &out[len(out)-1]
			last.values = append(last.values, trimmed)
		case trimmed.text[0] == '[':
			end := strings.IndexByte(trimmed.text, ']')
			if end < 0 {
				b.problem(trimmed.span(0, len(trimmed.text)), "This section header has no closing \"]\".")
				end = len(trimmed.text)
			}
			section = strings.TrimSpace(trimmed.text[1:end])
		default:
			at := strings.IndexAny(line.text, "=:")
			if at < 0 {
				b.problem(trimmed.span(0, len(trimmed.text)), "This line is neither a section, nor \"key = value\", nor indented as part of a value.")
				continue
			}
			entry := iniEntry{section: section, key: strings.ReplaceAll(strings.TrimSpace(line.text[:at]), "-", "_")}
			if value := line.slice(at+1, len(line.text)).trim(); value.text != "" {
				entry.values = append(entry.values, value)
			}
			out = append(out, entry)
		}
	}
	return out
}

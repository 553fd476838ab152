package environ

import (
	"strings"
)

// readConda reads environment.yml.
func readConda(b *builder) {
	root := b.readYAML()
	if root == nil {
		return
	}
	if !root.isMap() {
		b.problem(root.place(), "A conda environment file must be a mapping with \"name\", \"channels\" and \"dependencies\".")
		return
	}
	b.condaVariables(root.get("variables"))
	dependencies := root.get("dependencies")
	switch {
	case dependencies.isNull():
		if root.get("channels") != nil {
			b.problem(root.place(), "This conda environment has no \"dependencies\"; list them, or conda installs nothing.")
		}
	case dependencies.isList():
		for _, item := range dependencies.items {
			b.condaDependency(item)
		}
	case root.get("channels") != nil || root.get("name") != nil:
		b.problem(dependencies.place(), "\"dependencies\" must be a list of packages, one after each \"-\".")
	}
}

func (b *builder) condaVariables(node *yamlNode) {
	if !node.isMap() {
		return
	}
	for i, name := range node.keys {
		value := node.values[i]
		b.addVar(Var{
			Name: name, Value: value.text, Known: value.isScalar() && !strings.Contains(value.text, "$"),
			Exported: true, Span: node.entrySpan(i),
		})
	}
}

func (b *builder) condaDependency(item *yamlNode) {
	switch {
	case item.isScalar():
		b.addCondaSpec(item.body, false)
	case item.isMap():
		for _, line := range item.list("pip") {
			if line.isScalar() {
				b.pipLine(line.body)
			}
		}
		if pip := item.get("pip"); pip != nil && !pip.isList() && !pip.isNull() {
			b.problem(pip.place(), "\"pip\" must be followed by a list of requirements.")
		}
	case !item.isNull():
		b.problem(item.place(), "A conda dependency must be a name with a version, or \"pip:\" with a list.")
	}
}

// pipLine reads one line in the format of requirements.txt.
func (b *builder) pipLine(m mapped) {
	m = cutComment(m).trim()
	if strings.HasPrefix(m.text, "-") {
		b.requirementOption(m)
		return
	}
	b.requirementLine(m, "")
}

// readPythonEnv reads MLflow's python_env.yaml.
func readPythonEnv(b *builder) {
	root := b.readYAML()
	if root == nil {
		return
	}
	if !root.isMap() {
		b.problem(root.place(), "python_env.yaml must be a mapping with \"python\", \"build_dependencies\" and \"dependencies\".")
		return
	}
	if version := root.get("python"); version.isScalar() {
		b.addPython(version.text, version.span)
	}
	for _, key := range []string{"build_dependencies", "dependencies"} {
		for _, item := range root.list(key) {
			if item.isScalar() {
				b.pipLine(item.body)
			}
		}
	}
}

// addPython keeps the version of the interpreter, written "3.10" or "3.10.4".
func (b *builder) addPython(version string, at Span) {
	version = strings.TrimSpace(version)
	specifier, strength := "", Range
	switch {
	case strings.ContainsAny(version, "<>=!~"):
		specifier, strength, _ = readSpecifier(version)
	case len(release(version)) >= 3:
		specifier, strength = exactly(version)
	case len(release(version)) > 0:
		specifier, strength = prefixed(strings.TrimSuffix(version, ".x"))
	}
	if specifier == "" {
		return
	}
	if b.file.RequiresPython == "" {
		b.file.RequiresPython = specifier
	}
	b.addPin(Pin{Package: "python", Specifier: specifier, Strength: strength, Span: at})
}

// readCondaLock reads conda-lock.yml: each package once, or, where platforms
// differ, once for each version with a marker.
func readCondaLock(b *builder) {
	root := b.readYAML()
	packages := root.list("package")
	if root != nil && packages == nil {
		b.problem(root.place(), "This conda-lock file has no list \"package\"; create it again with conda-lock.")
	}
	versions := map[string]map[string]bool{}
	for _, p := range packages {
		name := condaLockName(p)
		if versions[name] == nil {
			versions[name] = map[string]bool{}
		}
		versions[name][p.str("version")] = true
	}
	type seen struct{ name, version, marker string }
	done := map[seen]bool{}
	for _, p := range packages {
		name := condaLockName(p)
		pin := Pin{Package: name, Strength: Locked, Group: condaLockGroup(p), Span: p.pairSpan("name", "version")}
		pin.Specifier, _ = exactly(p.str("version"))
		if len(versions[name]) > 1 {
			pin.Marker = platformMarkers[p.str("platform")]
		}
		if key := (seen{name, p.str("version"), pin.Marker}); !done[key] {
			done[key] = true
			b.addPin(pin)
		}
	}
}

func condaLockName(p *yamlNode) string {
	if p.str("manager") == "pip" {
		return NormaliseName(p.str("name"))
	}
	return pypiName(p.str("name"))
}

func condaLockGroup(p *yamlNode) string {
	if group := p.str("category"); group != "main" {
		return group
	}
	return ""
}

var platformMarkers = map[string]string{
	"linux-64":      `sys_platform == "linux" and platform_machine == "x86_64"`,
	"linux-aarch64": `sys_platform == "linux" and platform_machine == "aarch64"`,
	"osx-64":        `sys_platform == "darwin" and platform_machine == "x86_64"`,
	"osx-arm64":     `sys_platform == "darwin" and platform_machine == "arm64"`,
	"win-64":        `sys_platform == "win32"`,
}

// pairSpan covers two entries of a mapping when they stand side by side, else
// the first.
func (y *yamlNode) pairSpan(first, second string) Span {
	var out Span
	for i, key := range y.keys {
		at := y.entrySpan(i)
		switch {
		case key == first:
			out = at
		case key == second && out.End > 0 && at.Start > out.End && at.Start-out.End < 40:
			out.End = at.End
		}
	}
	return out
}

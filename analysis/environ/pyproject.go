package environ

import (
	"strings"
)

// readPyproject reads pyproject.toml: the standard tables, and those of poetry,
// pdm, hatch, uv, flit and setuptools.
func readPyproject(b *builder) {
	root := b.readTOML()
	b.project(root.get("project"))
	b.dependencyGroups(root.get("dependency-groups"))
	tool := root.get("tool")
	b.poetry(tool.get("poetry"))
	b.pdm(tool.get("pdm"))
	b.hatch(tool.get("hatch"))
	b.requirementsOf(tool.list("uv", "dev-dependencies"), "dev")
	b.flit(tool.get("flit"))
	b.setuptools(tool.get("setuptools"))
}

func (b *builder) project(project *tomlNode) {
	if python := project.get("requires-python"); python.isString() {
		b.file.RequiresPython, _, _ = readSpecifier(python.text)
	}
	if d := project.get("dependencies"); d != nil && d.table() {
		b.problem(d.span, "\"project.dependencies\" must be an array of strings, such as [\"torch==2.4.1\"].")
	}
	b.requirementsOf(project.list("dependencies"), "")
	b.groupedRequirements(project.get("optional-dependencies"))
	b.consoleScripts(project.get("scripts"))
	b.consoleScripts(project.get("gui-scripts"))
}

// requirementsOf reads an array of PEP 508 strings.
func (b *builder) requirementsOf(items []*tomlNode, group string) {
	for _, item := range items {
		if item.isString() {
			b.addRequirement(item.content(b), group)
		}
	}
}

func (b *builder) groupedRequirements(table *tomlNode) {
	if !table.table() {
		return
	}
	for i, group := range table.keys {
		b.requirementsOf(table.values[i].items, NormaliseName(group))
	}
}

// dependencyGroups reads PEP 735. What a group includes from another stands
// under that other group already.
func (b *builder) dependencyGroups(table *tomlNode) {
	b.groupedRequirements(table)
}

func (b *builder) consoleScripts(table *tomlNode) {
	if !table.table() {
		return
	}
	for i, name := range table.keys {
		value := table.values[i]
		target := value.text
		if value.table() { // poetry: {reference = "a:b", type = "console"}
			target = value.str("reference") + value.str("callable")
		}
		b.addScript(name, target, table.entries[i])
	}
}

func (b *builder) poetry(poetry *tomlNode) {
	if poetry == nil {
		return
	}
	b.poetryTable(poetry.get("dependencies"), "")
	b.poetryTable(poetry.get("dev-dependencies"), "dev")
	if groups := poetry.get("group"); groups.table() {
		for i, name := range groups.keys {
			b.poetryTable(groups.values[i].get("dependencies"), otherThanMain(NormaliseName(name)))
		}
	}
	b.consoleScripts(poetry.get("scripts"))
	for _, p := range poetry.list("packages") {
		if from := p.str("from"); from != "" {
			b.packageDir(from)
		} else if p.str("include") != "" {
			b.packageDir(".")
		}
	}
}

func (b *builder) poetryTable(table *tomlNode, group string) {
	if !table.table() {
		return
	}
	for i, name := range table.keys {
		value := table.values[i]
		if NormaliseName(name) == "python" {
			if b.file.RequiresPython == "" && value.isString() {
				b.file.RequiresPython, _ = poetryConstraint(value.text)
			}
			continue
		}
		variants := []*tomlNode{value}
		if len(value.items) > 0 { // several constraints, one for each marker
			variants = value.items
		}
		for _, variant := range variants {
			pin := Pin{Package: NormaliseName(name), Group: group, Span: table.entries[i]}
			b.poetryValue(&pin, variant)
			b.addPin(pin)
		}
	}
}

func (b *builder) poetryValue(pin *Pin, value *tomlNode) {
	if value.isString() {
		pin.Specifier, pin.Strength = poetryConstraint(value.text)
	}
	if !value.table() {
		return
	}
	pin.Extras = extrasOf(value)
	pin.Marker = value.str("markers")
	if python := value.str("python"); python != "" && pin.Marker == "" {
		if specifier, _ := poetryConstraint(python); specifier != "" {
			pin.Marker = pythonMarker(specifier)
		}
	}
	if applyTableURL(pin, value); pin.URL == "" {
		pin.Specifier, pin.Strength = poetryConstraint(value.str("version"))
	}
}

// pythonMarker turns ">=3.8,<3.9" into a PEP 508 marker.
func pythonMarker(specifier string) string {
	var parts []string
	for _, clause := range strings.Split(specifier, ",") {
		operator := clause[:len(clause)-len(strings.TrimLeft(clause, "<>=!~"))]
		parts = append(parts, "python_version "+operator+` "`+clause[len(operator):]+`"`)
	}
	return strings.Join(parts, " and ")
}

func (b *builder) pdm(pdm *tomlNode) {
	b.groupedRequirements(pdm.get("dev-dependencies"))
	b.taskTable(pdm.get("scripts"), "cmd")
	if dir := pdm.str("build", "package-dir"); dir != "" {
		b.packageDir(dir)
	}
	b.packageDirFrom(pdm.get("package-dir"))
}

// taskTable reads commands that a tool runs by name.
func (b *builder) taskTable(table *tomlNode, key string) {
	if !table.table() {
		return
	}
	for i, name := range table.keys {
		value := table.values[i]
		if value.table() {
			value = value.get(key)
		}
		if value.isString() {
			s := &shellState{b: b, entry: name, scope: name, guess: true}
			s.run(value.content(b))
		}
	}
}

func (b *builder) hatch(hatch *tomlNode) {
	envs := hatch.get("envs")
	if envs.table() {
		for i, name := range envs.keys {
			group := NormaliseName(name)
			b.requirementsOf(envs.values[i].list("dependencies"), group)
			b.requirementsOf(envs.values[i].list("extra-dependencies"), group)
			b.hatchVariables(name, envs.values[i].get("env-vars"))
		}
	}
	for _, p := range hatch.list("build", "targets", "wheel", "packages") {
		if i := strings.LastIndexByte(p.text, '/'); i > 0 {
			b.packageDir(p.text[:i])
		} else if p.text != "" {
			b.packageDir(".")
		}
	}
	b.packageDirFrom(hatch.get("build", "targets", "wheel", "sources"))
}

func (b *builder) hatchVariables(env string, table *tomlNode) {
	if !table.table() {
		return
	}
	for i, name := range table.keys {
		value := table.values[i].text
		b.addVar(Var{
			Name: name, Value: value, Known: !strings.Contains(value, "{"), Scope: env, Exported: true, Span: table.entries[i],
		})
	}
}

// packageDirFrom reads a string, an array of folders, or a table whose key or
// value is a folder.
func (b *builder) packageDirFrom(node *tomlNode) {
	switch {
	case node == nil:
	case node.isString():
		b.packageDir(node.text)
	case node.table():
		for i, key := range node.keys {
			if value := node.values[i]; key == "" {
				b.packageDir(value.text)
			} else if value.text == "" {
				b.packageDir(key)
			}
		}
	default:
		for _, item := range node.items {
			b.packageDir(item.text)
		}
	}
}

func (b *builder) flit(flit *tomlNode) {
	metadata := flit.get("metadata")
	b.requirementsOf(metadata.list("requires"), "")
	b.groupedRequirements(metadata.get("requires-extra"))
	if python := metadata.str("requires-python"); python != "" && b.file.RequiresPython == "" {
		b.file.RequiresPython, _, _ = readSpecifier(python)
	}
	b.consoleScripts(flit.get("scripts"))
}

func (b *builder) setuptools(setuptools *tomlNode) {
	for _, where := range setuptools.list("packages", "find", "where") {
		b.packageDir(where.text)
	}
	if dirs := setuptools.get("package-dir"); dirs.table() {
		for i, key := range dirs.keys {
			b.namedPackageDir(key, dirs.values[i].text)
		}
	}
	for _, group := range []string{"dependencies", "optional-dependencies"} {
		b.dynamicFiles(setuptools.get("dynamic", group))
	}
}

// namedPackageDir reads one entry of package_dir: "" names the root itself, and
// "pkg" = "lib/pkg" has its root in lib.
func (b *builder) namedPackageDir(key, dir string) {
	if key == "" {
		b.packageDir(dir)
		return
	}
	if root, ok := strings.CutSuffix(strings.Trim(dir, "/"), strings.ReplaceAll(key, ".", "/")); ok {
		b.packageDir(root)
	}
}

// dynamicFiles reads {file = ["requirements.txt"]}, also one level down.
func (b *builder) dynamicFiles(node *tomlNode) {
	if !node.table() {
		return
	}
	file := node.get("file")
	if file == nil {
		for _, child := range node.values {
			if child.table() && child.get("file") != nil {
				b.dynamicFiles(child)
			}
		}
		return
	}
	b.include(file.text)
	for _, item := range file.items {
		b.include(item.text)
	}
}

package environ

import (
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

var environmentKeys = []string{"docker_env", "conda_env", "python_env"}

// readMLproject reads MLflow's project file.
func readMLproject(b *builder) {
	root := b.readYAML()
	if root == nil {
		if len(b.file.Problems) == 0 {
			b.problem(Span{}, "This MLproject file is empty; give it a \"name\" and \"entry_points\".")
		}
		return
	}
	if !root.isMap() {
		b.problem(root.place(), "An MLproject file must be a mapping with \"name\", an environment and \"entry_points\".")
		return
	}
	vars := b.mlprojectEnvironment(root)
	entries := root.get("entry_points")
	if entries.isNull() {
		return
	}
	if !entries.isMap() {
		b.problem(entries.place(), "\"entry_points\" must map the name of each entry point to its command.")
		return
	}
	for i, name := range entries.keys {
		b.mlprojectEntry(name, entries.values[i], entries.places[i], vars)
	}
}

// mlprojectEnvironment reads docker_env, conda_env and python_env.
func (b *builder) mlprojectEnvironment(root *yamlNode) []Var {
	var given []string
	for i, key := range root.keys {
		if slices.Contains(environmentKeys, key) && !root.values[i].isNull() && !slices.Contains(given, key) {
			given = append(given, key)
		}
		if len(given) == 2 {
			b.problem(root.places[i], "%q and %q exclude each other; keep one of them.", given[0], given[1])
			break
		}
	}
	for _, key := range environmentKeys[1:] {
		switch file := root.get(key); {
		case file.isScalar():
			b.include(file.text)
		case !file.isNull():
			b.problem(file.place(), "%q must name a file.", key)
		}
	}
	docker := root.get("docker_env")
	if docker.isNull() {
		return nil
	}
	if !docker.isMap() {
		b.problem(docker.place(), "\"docker_env\" must be a mapping with \"image\".")
		return nil
	}
	if image := docker.get("image"); image.isScalar() {
		b.addImage(image.text, "", image.span)
	} else {
		b.problem(docker.place(), "\"docker_env\" has no \"image\"; name the image to run in.")
	}
	return b.mlprojectVariables(docker.get("environment"))
}

// mlprojectVariables reads [["A", "b"], "C"]: pairs are set, names are copied
// from the machine that starts the run, and so are not known.
func (b *builder) mlprojectVariables(node *yamlNode) []Var {
	if node.isNull() {
		return nil
	}
	if !node.isList() {
		b.problem(node.place(), "\"environment\" must be a list such as [[\"NAME\", \"value\"], \"COPIED_NAME\"].")
		return nil
	}
	var out []Var
	for _, item := range node.items {
		pair := item.items
		switch {
		case item.isScalar():
			out = append(out, b.addVar(Var{Name: item.text, Exported: true, Span: item.span}))
		case item.isList() && len(pair) == 2 && pair[0].isScalar() && pair[1].isScalar():
			at := Span{item.span.Start, b.closing(item.span.Start, pair[1].span.End)}
			out = append(out, b.addVar(Var{Name: pair[0].text, Value: pair[1].text, Known: true, Exported: true, Span: at}))
		default:
			b.problem(item.place(), "An environment entry must be a name, or a pair [\"NAME\", \"value\"].")
		}
	}
	return out
}

// closing extends a flow sequence that opens at start to its bracket.
func (b *builder) closing(start, end int) int {
	if start >= len(b.text) || b.text[start] != '[' {
		return end
	}
	for i := end; i < len(b.text); i++ {
		switch c := b.text[i]; {
		case c == ']':
			return i + 1
		case !isBlank(c) && c != '"' && c != '\'' && c != ',':
			return end
		}
	}
	return end
}

var placeholder = regexp.MustCompile(`\{\{|\}\}|\{([A-Za-z_][A-Za-z0-9_.-]*)\}`)

func (b *builder) mlprojectEntry(name string, entry *yamlNode, at Span, vars []Var) {
	if !entry.isMap() {
		b.problem(at, "The entry point %q must be a mapping with \"command\".", clip(name))
		return
	}
	first := len(b.file.Params)
	declared := b.mlprojectParams(name, entry.get("parameters"))
	params := b.file.Params[first:]
	command := entry.get("command")
	switch {
	case command == nil:
		b.problem(at, "The entry point %q has no \"command\".", clip(name))
		return
	case !command.isScalar():
		b.problem(command.place(), "The command of entry point %q must be a string.", clip(name))
		return
	}
	for _, m := range placeholder.FindAllStringSubmatchIndex(command.text, -1) {
		if m[2] < 0 {
			continue
		}
		param := command.text[m[2]:m[3]]
		for i := range params {
			params[i].Used = params[i].Used || params[i].Name == param
		}
		if !slices.Contains(declared, param) {
			b.problem(command.body.span(m[0], m[1]), "The command of entry point %q uses {%s}, which its parameters do not declare.", clip(name), clip(param))
		}
	}
	if parseShell(command.text) == nil {
		b.problem(command.span, "The command of entry point %q is not a valid shell command; look for an open quote or bracket.", clip(name))
	}
	s := &shellState{b: b, scope: name, entry: name, vars: slices.Clone(vars[:min(len(vars), maxEnv)])}
	s.run(command.body)
}

// mlprojectParams keeps the parameters and gives their names.
func (b *builder) mlprojectParams(entry string, node *yamlNode) []string {
	if node.isNull() {
		return nil
	}
	if !node.isMap() {
		b.problem(node.place(), "The parameters of entry point %q must map names to types.", clip(entry))
		return nil
	}
	for i, name := range node.keys {
		value := node.values[i]
		p := Param{Entry: entry, Name: name, Type: "string", Span: node.entrySpan(i)}
		switch {
		case value.isMap():
			p.Span = Span{node.places[i].Start, b.flowEnd(value, node.places[i].End)}
			b.mlprojectParam(&p, value)
		case value.isScalar():
			p.Type = value.text
		case value.isList():
			b.problem(value.place(), "The parameter %q must be a type, or a mapping with \"type\" and \"default\".", clip(name))
		}
		p.Span = b.clamp(p.Span)
		p.Line = b.line(p.Span.Start)
		b.file.Params = append(b.file.Params, p)
	}
	return node.keys
}

func (b *builder) mlprojectParam(p *Param, value *yamlNode) {
	for i, key := range value.keys {
		item := value.values[i]
		switch key {
		case "type":
			p.Type = item.text
		case "default":
			p.Default, p.HasDefault = item.text, item.kind == yaml.ScalarNode
		default:
			hint := "only \"type\" and \"default\" are read"
			if name, rest, ok := strings.Cut(key, " "); ok && (name == "type" || name == "default") {
				hint = "write \"" + name + ": " + rest + "\""
			}
			b.problem(value.places[i], "The parameter %q has the unknown key %q; %s.", clip(p.Name), clip(key), hint)
		}
	}
}

// flowEnd is the end of a mapping written in braces, else of its last value.
func (b *builder) flowEnd(value *yamlNode, end int) int {
	for i := range value.keys {
		end = max(end, value.places[i].End, value.values[i].place().End)
	}
	if at := value.span.Start; at >= len(b.text) || b.text[at] != '{' {
		return end
	}
	if close := strings.IndexByte(b.text[end:], '}'); close >= 0 {
		return end + close + 1
	}
	return end
}

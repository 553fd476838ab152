package environ

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// readCompose reads the services of a compose file.
func readCompose(b *builder) {
	root := b.readYAML()
	if root == nil {
		return
	}
	services := root.get("services")
	if services == nil && root.get("version") == nil && root.get("include") == nil {
		b.problem(root.place(), "This compose file has no \"services\".")
		return
	}
	if !services.isMap() {
		return
	}
	for i, name := range services.keys {
		if services.values[i].isMap() {
			b.composeService(name, services.values[i])
		}
	}
}

func (b *builder) composeService(name string, service *yamlNode) {
	image := service.get("image")
	if image.isScalar() && service.get("build").isNull() { // else it names what is built
		b.addImage(composeImage(image.text), name, image.span)
	}
	s := &shellState{b: b, scope: name, entry: name}
	s.inherit(b.environment(service.get("environment"), name))
	for _, file := range service.listOrOne("env_file") {
		b.include(file.text)
		b.include(file.str("path"))
	}
	b.composeBuild(name, service.get("build"))
	b.composeCommand(s, service.get("entrypoint"), service.get("command"))
}

// composeBuild keeps build arguments, which the running service does not see.
func (b *builder) composeBuild(name string, build *yamlNode) {
	if !build.isMap() {
		return
	}
	for _, v := range b.environmentVars(build.get("args"), name) {
		v.Exported = false
		b.addVar(v)
	}
	if file := build.str("dockerfile"); file != "" {
		context := strings.TrimSuffix(build.str("context"), "/")
		if context != "" && context != "." && !strings.Contains(context, "://") {
			file = context + "/" + file
		}
		b.include(file)
	}
}

func (b *builder) composeCommand(s *shellState, entrypoint, command *yamlNode) {
	words := composeWords(entrypoint)
	switch {
	case entrypoint.isScalar():
		s.run(entrypoint.body)
	case len(words) > 0:
		words = append(words, composeWords(command)...)
		s.command(words, nil, Span{words[0].span.Start, words[len(entrypoint.items)-1].span.End})
	case command.isScalar():
		s.run(command.body)
	default:
		if words = composeWords(command); len(words) > 0 {
			s.command(words, nil, Span{words[0].span.Start, words[len(words)-1].span.End})
		}
	}
}

// composeWords gives the words of a list, or of a simple string.
func composeWords(node *yamlNode) []shellWord {
	var out []shellWord
	if node.isScalar() {
		for _, words := range splitWords(node.body) {
			out = append(out, words...)
		}
		return out
	}
	if !node.isList() {
		return nil
	}
	for _, item := range node.items {
		if !item.isScalar() {
			return nil
		}
		out = append(out, shellWord{text: item.text, known: !strings.Contains(item.text, "$"), span: item.outer, body: item.body})
	}
	return out
}

// environment reads a map or list of variables and keeps them.
func (b *builder) environment(node *yamlNode, scope string) []Var {
	vars := b.environmentVars(node, scope)
	for i := range vars {
		vars[i] = b.addVar(vars[i])
	}
	return vars
}

// environmentVars reads {A: b} and ["A=b", "C"]. A name without a value is
// taken from outside and so not known.
func (b *builder) environmentVars(node *yamlNode, scope string) []Var {
	var out []Var
	if node.isMap() {
		for i, name := range node.keys {
			value := node.values[i]
			if value.kind != yaml.ScalarNode {
				continue
			}
			v := Var{Name: name, Scope: scope, Exported: true, Span: node.entrySpan(i)}
			v.Value, v.Known = literalValue(value.text)
			v.Known = v.Known && !value.isNull()
			out = append(out, v)
		}
		return out
	}
	for _, item := range node.listOrOne() {
		if !item.isScalar() {
			continue
		}
		name, value, given := strings.Cut(item.text, "=")
		v := Var{Name: strings.TrimSpace(name), Scope: scope, Exported: true, Span: item.span}
		v.Value, v.Known = literalValue(value)
		v.Known = v.Known && given
		out = append(out, v)
	}
	return out
}

// literalValue tells whether a value holds no "$" that something fills in;
// "$$" is a dollar sign.
func literalValue(text string) (string, bool) {
	plain := strings.ReplaceAll(text, "$$", "\x00")
	if strings.Contains(plain, "$") {
		return text, false
	}
	return strings.ReplaceAll(plain, "\x00", "$"), true
}

// composeImage fills in the defaults of "${TAG:-1.0}".
func composeImage(ref string) string {
	return dockerExpand(ref, func(string) (string, bool, bool) { return "", false, false }).text
}

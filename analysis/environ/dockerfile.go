package environ

import (
	"path"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// dockerStage is what one build stage has come to.
type dockerStage struct {
	name       string
	env        []Var // of ENV, inherited ones included
	args       []Var
	workdir    string
	copies     []dockerCopy
	entrypoint *dockerProgram
	program    *dockerProgram // CMD
	changed    bool           // ENTRYPOINT or CMD stands in this stage itself
	parent     *dockerStage   // FROM another stage
	takes      []*dockerStage // COPY --from another stage
	firstPin   int            // its requirements begin here, in order of the file
}

// dockerCopy remembers that a path of the build context is in the image.
type dockerCopy struct{ from, to string }

// dockerProgram is an ENTRYPOINT or CMD in one of its two forms.
type dockerProgram struct {
	exec  []shellWord
	shell mapped
	span  Span
}

type dockerReader struct {
	b       *builder
	global  []Var // ARG before the first FROM
	stages  int
	named   map[string]*dockerStage // by lower-case name, the last of each
	all     []*dockerStage
	current *dockerStage
}

// readDockerfile reads a Dockerfile the way BuildKit does.
func readDockerfile(b *builder) {
	d := &dockerReader{b: b, named: map[string]*dockerStage{}}
	for _, line := range b.dockerLines() {
		d.instruction(line)
	}
	d.finishStage()
	d.dropUnused()
	if d.stages == 0 {
		b.problem(Span{}, "This Dockerfile has no FROM; begin it with the image to build on.")
	}
}

func (d *dockerReader) instruction(line dockerLine) {
	switch {
	case line.keyword == "FROM":
		d.from(line)
		return
	case line.keyword == "ARG":
		d.arg(line)
		return
	case d.current == nil:
		return
	}
	switch line.keyword {
	case "ENV":
		d.env(line)
	case "WORKDIR":
		d.workdir(line)
	case "COPY", "ADD":
		d.copy(line)
	case "RUN":
		d.run(line)
	case "CMD":
		d.current.program, d.current.changed = dockerProgramOf(line), true
	case "ENTRYPOINT":
		d.current.entrypoint, d.current.changed = dockerProgramOf(line), true
		d.current.program = nil // an inherited CMD belonged to the old one
	}
}

func dockerProgramOf(line dockerLine) *dockerProgram {
	p := &dockerProgram{span: line.span}
	if words, ok := execForm(line.rest); ok {
		p.exec = words
	} else {
		p.shell = line.rest
	}
	return p
}

func find(lists ...[]Var) lookup {
	return func(name string) (string, bool, bool) {
		for _, list := range lists {
			for i := len(list) - 1; i >= 0; i-- {
				if list[i].Name == name {
					return list[i].Value, list[i].Known, true
				}
			}
		}
		return "", false, false
	}
}

func (d *dockerReader) from(line dockerLine) {
	d.finishStage()
	fields := dockerFields(withoutFlags(line.rest))
	stage := &dockerStage{name: strconv.Itoa(d.stages), firstPin: len(d.b.file.Pins)}
	d.all = append(d.all, stage)
	if len(fields) == 0 {
		d.b.problem(line.span, "FROM needs the name of an image.")
		fields = []mapped{line.rest}
	}
	if len(fields) >= 3 && strings.EqualFold(fields[1].text, "as") {
		stage.name = strings.ToLower(fields[2].text)
		defer func() { d.named[stage.name] = stage }() // a stage is no base of itself
	}
	ref := dockerExpand(fields[0].text, find(d.global)).text
	if parent := d.named[strings.ToLower(ref)]; parent != nil {
		stage.parent = parent
		stage.env, stage.workdir = append([]Var(nil), parent.env...), parent.workdir
		stage.copies = append([]dockerCopy(nil), parent.copies...)
		stage.entrypoint, stage.program = parent.entrypoint, parent.program
	} else {
		d.b.addImage(ref, stage.name, fields[0].span(0, len(fields[0].text)))
	}
	d.current = stage
	d.stages++
}

// arg keeps build arguments as variables that child processes of the finished
// image do not see.
func (d *dockerReader) arg(line dockerLine) {
	for _, field := range dockerFields(line.rest) {
		name, value, given := strings.Cut(field.text, "=")
		if !syntax.ValidName(name) {
			continue
		}
		v := Var{Name: name, Span: field.span(0, len(field.text))}
		word := dockerWord{}
		switch {
		case given && d.current == nil:
			word = dockerExpand(value, find(d.global))
		case given:
			word = dockerExpand(value, find(d.current.env, d.current.args))
		case d.current != nil:
			word.text, word.known, _ = find(d.global)(name)
		}
		v.Value, v.Known = word.text, word.known
		if d.current == nil {
			d.global = appendVar(d.global, d.b.addVar(v))
			continue
		}
		v.Scope = d.current.name
		d.current.args = appendVar(d.current.args, d.b.addVar(v))
	}
}

// appendVar replaces a variable of the same name, and stops at the bound.
func appendVar(list []Var, v Var) []Var {
	for i := range list {
		if list[i].Name == v.Name {
			list[i] = v
			return list
		}
	}
	if len(list) >= maxEnv {
		return list
	}
	return append(list, v)
}

func (d *dockerReader) env(line dockerLine) {
	fields := dockerFields(line.rest)
	if len(fields) == 0 {
		return
	}
	stage := d.current
	before := find(append([]Var(nil), stage.env...), stage.args) // one ENV does not see itself
	if !strings.Contains(fields[0].text, "=") {
		value := line.rest.slice(len(fields[0].text), len(line.rest.text)).trim()
		if value.text == "" {
			d.b.problem(line.span, "ENV needs a value: ENV %s=value.", clip(fields[0].text))
		}
		d.set(fields[0].text, dockerExpand(value.text, before), line.rest.span(0, len(line.rest.text)))
		return
	}
	for _, field := range fields {
		name, value, given := strings.Cut(field.text, "=")
		if !given {
			d.b.problem(field.span(0, len(field.text)), "ENV reads %q as a word without a value; put quotes around values with blanks.", clip(field.text))
			continue
		}
		d.set(dockerExpand(name, before).text, dockerExpand(value, before), field.span(0, len(field.text)))
	}
}

func (d *dockerReader) set(name string, value dockerWord, at Span) {
	v := d.b.addVar(Var{Name: name, Value: value.text, Known: value.known, Scope: d.current.name, Exported: true, Span: at})
	d.current.env = appendVar(d.current.env, v)
}

func (d *dockerReader) workdir(line dockerLine) {
	dir := dockerExpand(line.rest.text, find(d.current.env, d.current.args))
	if !dir.known {
		d.current.workdir = ""
		return
	}
	d.current.workdir = path.Join("/", d.current.workdir, dir.text)
	if path.IsAbs(dir.text) {
		d.current.workdir = path.Clean(dir.text)
	}
}

// copy learns which folder of the image holds which of the build context.
func (d *dockerReader) copy(line dockerLine) {
	if _, from, ok := strings.Cut(line.rest.text, "--from="); ok {
		d.takesFrom(strings.ToLower(strings.TrimSpace(from)))
		return
	}
	if len(line.docs) > 0 {
		return
	}
	rest := withoutFlags(line.rest)
	var names []string
	if words, ok := execForm(rest); ok {
		for _, w := range words {
			names = append(names, w.text)
		}
	} else {
		for _, field := range dockerFields(rest) {
			names = append(names, dockerExpand(field.text, find(d.current.env, d.current.args)).text)
		}
	}
	if len(names) < 2 || len(d.current.copies) > maxEnv {
		return
	}
	target := names[len(names)-1]
	folder := strings.HasSuffix(target, "/") || target == "." || len(names) > 2
	if !path.IsAbs(target) {
		target = path.Join("/", d.current.workdir, target)
	}
	for _, source := range names[:len(names)-1] {
		to := path.Clean(target)
		source = path.Clean(strings.TrimPrefix(source, "/"))
		if folder && source != "." && path.Ext(source) != "" {
			to = path.Join(to, path.Base(source))
		}
		d.current.copies = append(d.current.copies, dockerCopy{from: source, to: to})
	}
}

// inContext gives the path in the build context of a path in the image.
func (stage *dockerStage) inContext(p string) (string, bool) {
	if !path.IsAbs(p) {
		p = path.Join("/", stage.workdir, p)
	}
	best, found := dockerCopy{}, false
	for _, c := range stage.copies {
		inside := c.to == "/" || p == c.to || strings.HasPrefix(p, c.to+"/")
		if inside && (!found || len(c.to) >= len(best.to)) {
			best, found = c, true
		}
	}
	if !found || strings.ContainsAny(best.from, "*?[") {
		return "", false
	}
	return path.Join(best.from, strings.TrimPrefix(p, best.to)), true
}

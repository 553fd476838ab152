package environ

import (
	"path"
	"strings"
)

// shell makes the state in which a command of this stage runs.
func (d *dockerReader) shell() *shellState {
	stage := d.current
	s := &shellState{b: d.b, scope: stage.name}
	s.resolve = func(name string) string {
		if source, ok := stage.inContext(name); ok {
			return source
		}
		return name
	}
	s.dir = d.contextDir()
	return s
}

// contextDir is the working directory as a folder of the repository. The build
// context is taken to be the Dockerfile's folder, or, for one in a folder of
// its own such as docker/, the folder above.
func (d *dockerReader) contextDir() string {
	dir, ok := d.current.inContext(".")
	if !ok {
		return ""
	}
	root := path.Dir(d.b.file.Path)
	switch strings.ToLower(path.Base(root)) {
	case "docker", ".docker", "dockerfiles", "container", "containers", ".devcontainer":
		root = path.Dir(root)
	}
	return cleanDir(path.Join(root, dir))
}

// run reads a RUN: what it sets is gone afterwards, what it installs stays.
func (d *dockerReader) run(line dockerLine) {
	s := d.shell()
	for _, arg := range d.current.args {
		if arg.Value != "" || arg.Known {
			arg.Exported = true // build arguments are in the environment of RUN
			s.inherit([]Var{arg})
		}
	}
	s.inherit(d.current.env)
	rest := withoutFlags(line.rest)
	if words, ok := execForm(rest); ok {
		s.command(words, nil, rest.span(0, len(rest.text)))
		return
	}
	if len(line.docs) > 0 {
		d.runHeredoc(s, rest, line.docs)
		return
	}
	s.run(rest)
}

// runHeredoc reads RUN <<EOF, whose document is the script, and commands that
// take a document as their input, which is then of no interest.
func (d *dockerReader) runHeredoc(s *shellState, rest mapped, docs []mapped) {
	at := heredocStart.FindStringIndex(rest.text)
	if at != nil && at[0] == 0 && strings.TrimSpace(rest.text[at[1]:]) == "" {
		s.run(docs[0])
		return
	}
	command := heredocStart.ReplaceAllStringFunc(rest.text, func(m string) string { return strings.Repeat(" ", len(m)) })
	rest.text = command
	s.run(rest)
}

// finishStage reads the stage's program, which sees all its variables, those
// set after it too.
func (d *dockerReader) finishStage() {
	stage := d.current
	if stage == nil || !stage.changed {
		return
	}
	s := d.shell()
	s.inherit(stage.env)
	entry, program := stage.entrypoint, stage.program
	switch {
	case entry == nil:
		d.start(s, program, nil)
	case program != nil && entry.shell.text == "" && program.shell.text == "":
		d.start(s, entry, program.exec)
	default: // a shell-form ENTRYPOINT ignores CMD
		d.start(s, entry, nil)
	}
	if entry != nil && program != nil && isRelay(entry) {
		d.start(s, program, nil) // an entrypoint script that ends in: exec "$@"
	}
}

// isRelay tells whether an entrypoint is a shell script, which as a rule
// prepares something and then runs CMD.
func isRelay(entry *dockerProgram) bool {
	return len(entry.exec) > 0 && strings.HasSuffix(entry.exec[len(entry.exec)-1].text, ".sh")
}

func (d *dockerReader) start(s *shellState, p *dockerProgram, more []shellWord) {
	switch {
	case p == nil:
	case len(p.exec) > 0:
		words := append(append([]shellWord(nil), p.exec...), more...)
		s.command(words, nil, p.span)
	case p.shell.text != "":
		s.run(p.shell)
	}
}

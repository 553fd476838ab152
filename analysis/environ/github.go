package environ

import (
	"path"
	"strconv"
	"strings"
)

// readGitHub reads a GitHub Actions workflow.
func readGitHub(b *builder) {
	root := b.readYAML()
	jobs := root.get("jobs")
	if root != nil && !jobs.isMap() {
		b.problem(root.place(), "This workflow has no \"jobs\" and does nothing.")
		return
	}
	top := b.environment(root.get("env"), "")
	dir := root.str("defaults", "run", "working-directory")
	if jobs == nil {
		return
	}
	for i, name := range jobs.keys {
		b.gitHubJob(name, jobs.values[i], top, dir)
	}
}

func (b *builder) gitHubJob(name string, job *yamlNode, top []Var, dir string) {
	vars := merged(top, b.environment(job.get("env"), name))
	container := job.get("container")
	if container.isScalar() {
		b.addImage(container.text, name, container.span)
	} else if image := container.get("image"); image.isScalar() {
		b.addImage(image.text, name, image.span)
	}
	vars = merged(vars, b.environment(container.get("env"), name))
	if own := job.str("defaults", "run", "working-directory"); own != "" {
		dir = own
	}
	for i, step := range job.list("steps") {
		scope := name + "/" + strconv.Itoa(i+1)
		vars = b.gitHubStep(name, scope, step, vars, dir)
	}
}

// gitHubStep reads one step and gives the variables of the steps after it.
func (b *builder) gitHubStep(job, scope string, step *yamlNode, vars []Var, dir string) []Var {
	after := vars
	s := &shellState{b: b, scope: scope, entry: job, keep: true}
	s.persist = func(v Var) {
		v.Scope = job
		after = merged(after, []Var{b.addVar(v)})
	}
	s.inherit(merged(vars, b.environment(step.get("env"), scope)))
	if own := step.str("working-directory"); own != "" {
		dir = own
	}
	if dir != "" {
		s.dir = cleanDir(dir)
	}
	if uses := step.str("uses"); strings.HasPrefix(uses, "actions/setup-python@") {
		if version := step.get("with", "python-version"); version.isScalar() && !strings.Contains(version.text, "$") {
			b.addSetupPython(version)
		}
	}
	shell := step.str("shell")
	if run := step.get("run"); run.isScalar() && !strings.HasPrefix(path.Base(shell), "python") {
		s.guess = shell == "pwsh" || shell == "powershell" || shell == "cmd"
		s.run(run.body)
	}
	return after
}

// addSetupPython pins the interpreter without claiming that the project
// requires it.
func (b *builder) addSetupPython(version *yamlNode) {
	before := b.file.RequiresPython
	b.addPython(version.text, version.span)
	b.file.RequiresPython = before
}

// merged gives both lists; of two equal names the later one counts.
func merged(first, second []Var) []Var {
	if len(second) == 0 {
		return first
	}
	out := append([]Var(nil), first...)
	for _, v := range second {
		out = appendVar(out, v)
	}
	return out
}

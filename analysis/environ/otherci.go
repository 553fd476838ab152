package environ

import (
	"path"
	"strconv"
	"strings"
)

// readOtherCI reads CircleCI, Azure Pipelines and Travis, told apart by path.
func readOtherCI(b *builder) {
	root := b.readYAML()
	if root == nil {
		return
	}
	if !root.isMap() {
		b.problem(root.place(), "A CI configuration must be a mapping.")
		return
	}
	switch p := strings.ToLower(b.file.Path); {
	case path.Base(p) == ".travis.yml":
		b.travis(root)
	case strings.Contains("/"+p, "/.circleci/"):
		b.circle(root)
	default:
		b.azure(root, "", nil, 0)
	}
}

// travis has one job with steps in a fixed order and one environment.
func (b *builder) travis(root *yamlNode) {
	s := &shellState{b: b, keep: true}
	env := root.get("env")
	if env.isMap() {
		b.travisEnv(s, env.get("global"))
		b.travisEnv(s, env.get("jobs"))
		b.travisEnv(s, env.get("matrix"))
		if env.get("global") == nil && env.get("jobs") == nil && env.get("matrix") == nil {
			s.inherit(b.environment(env, ""))
		}
	} else {
		b.travisEnv(s, env)
	}
	for _, step := range []string{"before_install", "install", "before_script", "script", "after_success", "after_script"} {
		b.scripts(s, root.get(step), 0)
	}
}

// travisEnv reads lines such as "A=1 B=2"; several lines are several runs, of
// which the first is taken.
func (b *builder) travisEnv(s *shellState, node *yamlNode) {
	if node.isMap() {
		s.inherit(b.environment(node, ""))
		return
	}
	for _, line := range node.listOrOne() {
		if line.isMap() {
			s.inherit(b.environment(line, ""))
			continue
		}
		for _, words := range splitWords(line.body) {
			for _, word := range words {
				if v, ok := s.assignment(word); ok {
					s.inherit([]Var{b.addVar(v)})
				}
			}
		}
	}
}

func (b *builder) circle(root *yamlNode) {
	jobs := root.get("jobs")
	if !jobs.isMap() {
		return
	}
	for i, name := range jobs.keys {
		job := jobs.values[i]
		vars := b.environment(job.get("environment"), name)
		for _, docker := range job.list("docker") {
			if image := docker.get("image"); image.isScalar() {
				b.addImage(image.text, name, image.span)
			}
			vars = merged(vars, b.environment(docker.get("environment"), name))
		}
		for n, step := range job.list("steps") {
			b.circleStep(name, name+"/"+strconv.Itoa(n+1), step, vars, job.str("working_directory"))
		}
	}
}

func (b *builder) circleStep(job, scope string, step *yamlNode, vars []Var, dir string) {
	run := step.get("run")
	s := &shellState{b: b, scope: scope, entry: job, keep: true, dir: circleDir(dir)}
	if run.isScalar() {
		s.inherit(vars)
		s.run(run.body)
		return
	}
	s.inherit(merged(vars, b.environment(run.get("environment"), scope)))
	if own := run.str("working_directory"); own != "" {
		s.dir = circleDir(own)
	}
	if command := run.get("command"); command.isScalar() {
		s.run(command.body)
	}
}

// circleDir knows that "~/project" is where CircleCI checks the project out.
func circleDir(dir string) string {
	dir = strings.TrimPrefix(strings.TrimPrefix(dir, "~/project"), "/")
	if dir == "" || strings.HasPrefix(dir, "~") {
		return ""
	}
	return cleanDir(dir)
}

// azure reads stages, jobs and steps, each of which may bring variables.
func (b *builder) azure(node *yamlNode, job string, vars []Var, depth int) {
	if !node.isMap() || depth > 4 {
		return
	}
	vars = merged(vars, b.azureVariables(node.get("variables"), job))
	for _, stage := range node.list("stages") {
		b.azure(stage, job, vars, depth+1)
	}
	for _, next := range node.list("jobs") {
		name := next.str("job") + next.str("deployment")
		b.azure(next, name, vars, depth+1)
	}
	for i, step := range node.list("steps") {
		b.azureStep(job, i, step, vars)
	}
}

// azureVariables reads {A: b} and [{name: A, value: b}].
func (b *builder) azureVariables(node *yamlNode, scope string) []Var {
	if node.isMap() {
		return b.environment(node, scope)
	}
	var out []Var
	for _, item := range node.list() {
		name, value := item.get("name"), item.get("value")
		if !name.isScalar() || !value.isScalar() {
			continue
		}
		v := Var{Name: name.text, Scope: scope, Exported: true, Span: item.pairSpan("name", "value")}
		v.Value, v.Known = literalValue(value.text)
		out = append(out, b.addVar(v))
	}
	return out
}

func (b *builder) azureStep(job string, i int, step *yamlNode, vars []Var) {
	scope := job + "/" + strconv.Itoa(i+1)
	s := &shellState{b: b, scope: scope, entry: job, keep: true}
	s.inherit(merged(vars, b.environment(step.get("env"), scope)))
	if dir := step.str("workingDirectory"); dir != "" && !strings.Contains(dir, "$(") {
		s.dir = cleanDir(dir)
	}
	for _, key := range []string{"script", "bash", "pwsh", "powershell"} {
		if script := step.get(key); script.isScalar() {
			s.guess = key == "pwsh" || key == "powershell"
			s.run(script.body)
		}
	}
}

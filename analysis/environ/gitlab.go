package environ

import "slices"

// gitLabReserved are top-level keys of .gitlab-ci.yml that are no jobs.
var gitLabReserved = []string{
	"default", "include", "stages", "variables", "workflow", "image", "services", "cache", "before_script",
	"after_script", "spec", "types",
}

// maxExtends bounds chains of "extends"; GitLab itself stops at 11.
const maxExtends = 11

type gitLab struct {
	b    *builder
	root *yamlNode
	top  []Var
}

// readGitLab reads .gitlab-ci.yml.
func readGitLab(b *builder) {
	root := b.readYAML()
	if root == nil {
		return
	}
	if !root.isMap() {
		b.problem(root.place(), "A GitLab CI file must map the names of jobs to what they do.")
		return
	}
	g := &gitLab{b: b, root: root}
	g.top = g.variables(root.get("variables"), "")
	for _, from := range []*yamlNode{root, root.get("default")} {
		g.image(from, "")
	}
	for i, name := range root.keys {
		job := root.values[i]
		if !slices.Contains(gitLabReserved, name) && job.isMap() {
			g.job(name, job)
		}
	}
}

func (g *gitLab) image(node *yamlNode, stage string) {
	image := node.get("image")
	if image.isMap() {
		image = image.get("name")
	}
	if image.isScalar() {
		g.b.addImage(image.text, stage, image.span)
	}
}

// variables reads {A: b} and {A: {value: b, description: …}}.
func (g *gitLab) variables(node *yamlNode, scope string) []Var {
	vars := g.b.environment(node, scope)
	if !node.isMap() {
		return vars
	}
	for i, name := range node.keys {
		value := node.values[i].get("value")
		if !value.isScalar() {
			continue
		}
		v := Var{Name: name, Scope: scope, Exported: true, Span: node.places[i]}
		v.Value, v.Known = literalValue(value.text)
		vars = append(vars, g.b.addVar(v))
	}
	return vars
}

// job reads one job. Hidden jobs (".base") only lend their parts to others.
func (g *gitLab) job(name string, job *yamlNode) {
	g.image(job, name)
	own := g.variables(job.get("variables"), name)
	if name[:min(1, len(name))] == "." {
		return
	}
	chain := g.chain(job, nil)
	vars := g.top
	for i := len(chain) - 1; i > 0; i-- {
		vars = merged(vars, g.b.environmentVars(chain[i].get("variables"), name))
	}
	s := &shellState{b: g.b, scope: name, entry: name}
	s.inherit(merged(vars, own))
	for _, part := range []string{"before_script", "script", "after_script"} {
		script := inherited(chain, part)
		if script == nil && part != "script" {
			script = inherited([]*yamlNode{g.root.get("default"), g.root}, part)
		}
		g.b.scripts(s, script, 0)
	}
}

func inherited(chain []*yamlNode, key string) *yamlNode {
	for _, node := range chain {
		if found := node.get(key); found != nil {
			return found
		}
	}
	return nil
}

// chain lists a job and the jobs it extends, the nearest first.
func (g *gitLab) chain(job *yamlNode, seen []*yamlNode) []*yamlNode {
	if job == nil || slices.Contains(seen, job) || len(seen) > maxExtends {
		return seen
	}
	seen = append(seen, job)
	bases := job.listOrOne("extends")
	for i := len(bases) - 1; i >= 0; i-- {
		seen = g.chain(g.root.get(bases[i].text), seen)
	}
	return seen
}

// scripts runs lines one after the other in the same shell. Lists may be nested
// where parts are referenced.
func (b *builder) scripts(s *shellState, node *yamlNode, depth int) {
	if node == nil || depth > 10 {
		return
	}
	for _, item := range node.listOrOne() {
		if item.isScalar() {
			s.run(item.body)
		} else {
			b.scripts(s, item, depth+1)
		}
	}
}

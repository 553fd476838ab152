package verify

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"text/template"
)

//go:embed plan/*.tmpl
var planFiles embed.FS

var planTemplates = template.Must(template.New("").Funcs(template.FuncMap{"shell": shellWords, "python": pythonList, "yaml": yamlText, "sub": func(n int) int { return n - 1 }}).
	ParseFS(planFiles, "plan/*.tmpl"))

// Plans are the ways to spread runs, and the file that each is usually in.
var Plans = map[string]string{
	"slurm": "verify.sbatch", "github": ".github/workflows/verify.yml", "gitlab": ".gitlab-ci.yml", "ray": "verify_ray.py",
}

// PlanOptions say what a plan runs.
type PlanOptions struct {
	Command []string
	Runs    int
	Modes   []string // none for the program as it is
	Flags   []string // of `verify record`
	Version string   // of mlf-lsp to install in CI, "" for the newest
}

// planned is what templates see.
type planned struct {
	PlanOptions
	Numbers []int
	Total   int
}

// Plan writes a script or a workflow that makes records on several machines and
// compares them.
func Plan(kind string, o PlanOptions) (string, error) {
	if Plans[kind] == "" {
		return "", fmt.Errorf("unknown kind of plan %q: use %s", kind, strings.Join(sortedKeys(Plans), ", "))
	}
	if len(o.Modes) == 0 {
		o.Modes = []string{""}
	}
	p := planned{PlanOptions: o, Total: o.Runs * len(o.Modes)}
	for n := range o.Runs {
		p.Numbers = append(p.Numbers, n+1)
	}
	var out strings.Builder
	err := planTemplates.ExecuteTemplate(&out, kind+".tmpl", p)
	return out.String(), err
}

// shellWords quotes words for POSIX shells.
func shellWords(words []string) string {
	out := slices.Clone(words)
	for i, w := range out {
		if w == "" || strings.Trim(w, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,@%+") != "" {
			out[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	return strings.Join(out, " ")
}

// pythonList is a list of texts in Python.
func pythonList(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = fmt.Sprintf("%q", w)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// yamlText is a text in YAML, in single quotes.
func yamlText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

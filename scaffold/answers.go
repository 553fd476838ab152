package scaffold

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/mlf-core/mlf-lsp/analysis/record"
	"github.com/mlf-core/mlf-lsp/config"
)

// Answers are a project's answers to the questions of its template, by name.
type Answers map[string]string

// Questions are a template's questions in the order in which they are asked.
func (t *Template) Questions() []Question {
	return slices.Concat(standard, t.Manifest.Questions)
}

// Suggest is the answer to a question that stands when nobody gives one.
// before holds the answers to the questions before it.
func (q *Question) Suggest(before Answers, user User) (string, error) {
	values := map[string]string{
		"default_full_name": user.FullName, "default_email": user.Email, "default_github_username": user.GitHub,
	}
	for k, v := range before {
		values[k] = v
	}
	return expand(q.Name, q.Default, values)
}

// Complete checks the answers given and adds defaults for the others. Unknown
// names and wrong answers are errors of one sentence each. today is the day of
// creation, YYYY-MM-DD, where the answers have no date.
func (t *Template) Complete(given Answers, user User, today string) (Answers, error) {
	out := Answers{"date": today}
	names := []string{"date"}
	var wrong []string
	for _, q := range t.Questions() {
		names = append(names, q.Name)
		answer, ok := given[q.Name]
		if !ok {
			if q.must {
				wrong = append(wrong, fmt.Sprintf("%s has no answer; give it with --set %s=…", q.Name, q.Name))
				out[q.Name] = "" // for the defaults of others
				continue
			}
			var err error
			if answer, err = q.Suggest(out, user); err != nil {
				return nil, err
			}
		}
		valid, err := q.Validate(answer)
		if err != nil {
			wrong = append(wrong, err.Error())
			valid = answer // for the defaults of others
		}
		out[q.Name] = valid
	}
	if date, ok := given["date"]; ok {
		if _, err := time.Parse(time.DateOnly, date); err != nil {
			wrong = append(wrong, fmt.Sprintf("date %q must have the form 2006-01-02", date))
		}
		out["date"] = date
	}
	for _, name := range sortedKeys(given) {
		if !slices.Contains(names, name) {
			hint := ""
			if near, ok := config.Nearest(name, names); ok {
				hint = ", did you mean " + near + "?"
			}
			wrong = append(wrong, fmt.Sprintf("template %s does not ask for %q%s", t.Handle, name, hint))
		}
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("%s", strings.Join(wrong, "\n"))
	}
	return out, nil
}

// ReadAnswers reads a file of answers: a map in YAML or JSON. The name template
// in it chooses the template.
func ReadAnswers(path string) (Answers, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the answers cannot be read: %w", err)
	}
	var out Answers
	if err := record.DecodeYAML(raw, &out); err != nil {
		return nil, fmt.Errorf("%s must be a map from questions to answers in YAML or JSON: %w", path, err)
	}
	return out, nil
}

// values are what templates see: the answers, and what follows from them.
func (t *Template) values(a Answers) map[string]string {
	out := map[string]string{}
	for k, v := range a {
		out[k] = v
	}
	name := a["project_name"]
	out["slug"], out["package"] = Slug(name), PackageName(name)
	out["owner"] = a["github_organisation"]
	if out["owner"] == "" {
		out["owner"] = a["github_username"]
	}
	out["year"] = a["date"][:min(4, len(a["date"]))]
	out["python_version"] = strings.Replace(a["version"], "-SNAPSHOT", ".dev0", 1)
	if _, asked := a["framework"]; !asked {
		out["framework"] = t.Framework
	}
	if t.program != nil {
		maps.Copy(out, imported(t.program))
	}
	out["template_handle"], out["template_version"], out["domain"] = t.Handle, t.Version, t.Domain
	l := licenseNamed(a["license"])
	out["license_text"], out["license_classifier"] = l.text(a["full_name"], out["year"]), l.classifier
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

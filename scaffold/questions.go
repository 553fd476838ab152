package scaffold

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/mlf-core/mlf-lsp/config"
)

// Question is something that a template wants to know.
type Question struct {
	Name    string   `yaml:"name"`    // of the answer: lower-case words joined by _
	Prompt  string   `yaml:"prompt"`  // what people are asked
	Default string   `yaml:"default"` // a text/template over the answers before it
	Choices []string `yaml:"choices"` // nil where any text will do
	Pattern string   `yaml:"pattern"` // a regular expression for the whole answer, "" for any
	Problem string   `yaml:"problem"` // what is said where the pattern does not match
	// valid checks what a pattern cannot; it may return the answer in its usual
	// spelling.
	valid func(string) (string, error)
	// must tells that an answer has no sensible default and is wanted of people.
	must bool
}

var namePattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func (q *Question) check() error {
	if !namePattern.MatchString(q.Name) {
		return fmt.Errorf("question %q must be named by lower-case words joined by _", q.Name)
	}
	if _, err := regexp.Compile(q.Pattern); err != nil {
		return fmt.Errorf("the pattern of question %q is no regular expression", q.Name)
	}
	if slices.ContainsFunc(standard, func(s Question) bool { return s.Name == q.Name }) {
		return fmt.Errorf("question %q is asked by every template already", q.Name)
	}
	return nil
}

// Validate returns an answer in its usual spelling, or an error that says in
// one sentence what is wrong with it.
func (q *Question) Validate(answer string) (string, error) {
	answer = strings.TrimSpace(answer)
	if strings.ContainsFunc(answer, unicode.IsControl) {
		return "", fmt.Errorf("%s must be one line without control characters", q.Name)
	}
	if len(answer) > 500 {
		return "", fmt.Errorf("%s is longer than 500 bytes", q.Name)
	}
	if q.Choices != nil {
		for _, c := range q.Choices {
			if strings.EqualFold(c, answer) {
				return c, nil
			}
		}
		hint := ""
		if near, ok := config.Nearest(answer, q.Choices); ok {
			hint = fmt.Sprintf(", did you mean %s?", near)
		}
		return "", fmt.Errorf("%s cannot be %q%s; it is one of %s", q.Name, answer, hint, strings.Join(q.Choices, ", "))
	}
	if q.Pattern != "" && !regexp.MustCompile(`^(?:`+q.Pattern+`)$`).MatchString(answer) {
		problem := q.Problem
		if problem == "" {
			problem = "must match " + q.Pattern
		}
		return "", fmt.Errorf("%s %q %s", q.Name, answer, problem)
	}
	if q.valid != nil {
		return q.valid(answer)
	}
	return answer, nil
}

// standard are the questions of every template, in the order in which they are
// asked.
var standard = []Question{
	{Name: "project_name", Prompt: "Name of the project", Default: "Exploding Springfield", valid: validName, must: true},
	{Name: "project_short_description", Prompt: "What it does, in one sentence",
		Default: `<% .project_name %>: training that gives the same model every time.`},
	{Name: "version", Prompt: "First version", Default: "0.1.0", Pattern: `\d+\.\d+\.\d+(-SNAPSHOT)?`,
		Problem: "must have the form 1.2.3 or 1.2.3-SNAPSHOT"},
	{Name: "license", Prompt: "Licence (MIT, BSD-3-Clause, Apache-2.0, GPL-3.0-or-later, …)", Default: "MIT", valid: validLicense},
	{Name: "full_name", Prompt: "Your full name", Default: "<% .default_full_name %>", Pattern: `.+`, Problem: "must not be empty"},
	{Name: "email", Prompt: "Your e-mail address", Default: "<% .default_email %>", Pattern: `[^@\s]+@[^@\s]+`,
		Problem: "must be an e-mail address"},
	{Name: "github_username", Prompt: "Your name on GitHub", Default: "<% .default_github_username %>",
		Pattern: `[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})`, Problem: "must be a user name of GitHub: letters, digits and hyphens"},
	{Name: "github_organisation", Prompt: "Organisation on GitHub that owns the project (empty for none)",
		Pattern: `(?:[A-Za-z0-9][A-Za-z0-9-]{0,38})?`, Problem: "must be an organisation of GitHub: letters, digits and hyphens"},
	{Name: "github_repository", Prompt: "Make a repository on GitHub, too", Default: "none", Choices: []string{"none", "public", "private"}},
}

//go:embed taken.txt
var takenText string

// validName wants a name that gives a folder and a Python package.
func validName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	pkg := PackageName(name)
	switch {
	case pkg == "" || !unicode.IsLetter(rune(pkg[0])):
		return "", fmt.Errorf("project_name %q must begin with an ASCII letter, since it names the Python package", name)
	case slices.Contains(strings.Fields(takenText), pkg):
		return "", fmt.Errorf("project_name %q would make the Python package %s, which is a word or a module of Python or of the template; choose another", name, pkg)
	case len(pkg) > 60:
		return "", fmt.Errorf("project_name %q is longer than 60 letters", name)
	}
	return name, nil
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

// Slug is a project's name as its folder and repository have it: lower-case
// words joined by hyphens.
func Slug(name string) string {
	return strings.Trim(notSlug.ReplaceAllString(strings.ToLower(name), "-"), "-")
}

// PackageName is a project's name as its Python package has it.
func PackageName(name string) string { return strings.ReplaceAll(Slug(name), "-", "_") }

// Required tells whether an answer is wanted of people: nothing sensible stands
// in its place.
func (q *Question) Required() bool { return q.must }

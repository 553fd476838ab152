package scaffold

import (
	"embed"
	"fmt"
	"regexp"
	"strings"
)

// Integration is a file that makes others run mlf-lsp: a commit hook or CI.
type Integration struct {
	Name    string // as --with takes it
	Title   string // what it does, in a few words
	Path    string // slash path in a project
	Text    string // the whole file
	Snippet string // what belongs into a file that is there already
	Next    string // what to do then, one sentence
}

//go:embed integrations
var integrations embed.FS

// IntegrationNames are the names that Integrations has, in its order.
func IntegrationNames() []string { return []string{"pre-commit", "github", "gitlab", "make"} }

// Integrations are the files for a version of mlf-lsp; what is no release is
// taken from the main branch.
func Integrations(version string) []Integration {
	out := []Integration{
		{Name: "pre-commit", Title: "check each commit with pre-commit", Path: ".pre-commit-config.yaml", Next: "Run `pre-commit install` once."},
		{Name: "github", Title: "check pushes and pull requests on GitHub", Path: ".github/workflows/reproducibility.yml", Next: "Commit it."},
		{Name: "gitlab", Title: "check merge requests on GitLab", Path: ".gitlab-ci.yml", Next: "Commit it."},
		{Name: "make", Title: "a target for make", Path: "mlf-lsp.mk", Next: "Add `include mlf-lsp.mk` to the Makefile."},
	}
	for i := range out {
		text, err := integrations.ReadFile("integrations/" + out[i].Name + ".txt")
		if err != nil {
			panic(fmt.Sprintf("scaffold: %v", err)) // embedded with the program
		}
		out[i].Text = strings.NewReplacer("{{tag}}", Tag(version), "{{pip}}", requirement(version)).Replace(string(text))
		out[i].Snippet = out[i].Text
		if _, rest, ok := strings.Cut(out[i].Text, "repos:\n"); ok && out[i].Name == "pre-commit" {
			out[i].Snippet = rest
		}
	}
	return out
}

var released = regexp.MustCompile(`^v?(\d+\.\d+\.\d+)$`)

// Tag is the git tag of a version, the main branch when it is no release.
func Tag(version string) string {
	if m := released.FindStringSubmatch(version); m != nil {
		return "v" + m[1]
	}
	return "main"
}

// requirement is what pip installs.
func requirement(version string) string {
	if m := released.FindStringSubmatch(version); m != nil {
		return "mlf-lsp==" + m[1]
	}
	return "mlf-lsp"
}

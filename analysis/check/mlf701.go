package check

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/record"
)

var requiredFileMissing = register(&Rule{
	Meta: Meta{
		Code: "MLF701", Name: "required-file-missing", Severity: Warning,
		Summary: "a project that was made from a template lacks a file that others rely on",
		Aliases: []string{
			"general-1", "mlflow-pytorch-1", "mlflow-tensorflow-1", "mlflow-xgboost-1", "mlflow-xgboost_dask-1", "package-prediction-1",
		},
	},
	Run: runRequiredFileMissing,
})

// wantedFile is a file that a project should have, by what it is for.
type wantedFile struct {
	what         string
	ours, theirs string   // its name in our templates and in those of mlf-core
	or           []string // other names that will do
}

// neededFiles are needed to build, to train or to understand the project; the
// first three by everybody's.
var neededFiles = []wantedFile{
	{"says what the project is", "README.md", "README.rst", nil},
	{"says what changed between versions", "CHANGELOG.md", "CHANGELOG.rst", nil},
	{"says what others may do with it", "LICENSE", "LICENSE", []string{"LICENSE.md", "LICENSE.txt", "LICENCE", "LICENCE.md"}},
	{"fixes the system that it runs on", "Dockerfile", "Dockerfile", nil},
	{"is where the documentation begins", "docs/index.md", "docs/index.rst", nil},
	{"says how it is used", "docs/usage.md", "docs/usage.rst", nil},
}

var neededToTrain = []wantedFile{
	{"says how training is started", "MLproject", "MLproject", nil},
	{"fixes the packages that it runs with", "requirements-lock.txt", "environment.yml", []string{"environment.yaml", "uv.lock", "poetry.lock"}},
}

var neededToPack = []wantedFile{
	{"says how the package is built", "pyproject.toml", "setup.py", nil},
	{"says what else goes into the package", "MANIFEST.in", "MANIFEST.in", nil},
}

// neededOfOld are needed by the tools for projects of mlf-core.
var neededOfOld = []wantedFile{
	{"says where the version stands", record.AncestorSettings, record.AncestorSettings, nil},
}

// usefulFiles make working on the project easier.
var usefulFiles = []wantedFile{
	{"keeps what is made out of version control", ".gitignore", ".gitignore", nil},
	{"asks for what a report of a bug must say", ".github/ISSUE_TEMPLATE/bug_report.md", ".github/ISSUE_TEMPLATE/bug_report.md", []string{".github/ISSUE_TEMPLATE/bug_report.yml"}},
	{"asks for what a wish must say", ".github/ISSUE_TEMPLATE/feature_request.md", ".github/ISSUE_TEMPLATE/feature_request.md", []string{".github/ISSUE_TEMPLATE/feature_request.yml"}},
	{"takes questions", ".github/ISSUE_TEMPLATE/general_question.md", ".github/ISSUE_TEMPLATE/general_question.md", []string{".github/ISSUE_TEMPLATE/general_question.yml"}},
	{"reminds of what a change needs", ".github/pull_request_template.md", ".github/pull_request_template.md", []string{".github/PULL_REQUEST_TEMPLATE.md"}},
	{"checks each change", ".github/workflows/check.yml", ".github/workflows/lint.yml", []string{".github/workflows/run_mlf_core_lint.yml", ".gitlab-ci.yml"}},
}

var usefulToTrain = []wantedFile{
	{"trains on each change", ".github/workflows/train.yml", ".github/workflows/train_cpu.yml", []string{".gitlab-ci.yml"}},
}

var usefulToPack = []wantedFile{
	{"builds the package on each change", ".github/workflows/build.yml", ".github/workflows/build_package.yml", []string{".gitlab-ci.yml"}},
	{"publishes the package", ".github/workflows/publish.yml", ".github/workflows/publish_package.yml", []string{".gitlab-ci.yml"}},
}

func runRequiredFileMissing(p *Pass) {
	p.brokenRecords()
	for _, m := range p.madeProjects() {
		if m.old {
			m.missing(neededOfOld, Warning)
		}
		switch {
		case m.isPackage():
			m.missing(slices.Concat(neededFiles, neededToPack), Warning)
			m.missing(slices.Concat(usefulFiles, usefulToPack), Info)
		case strings.HasPrefix(m.handle(), "mlflow"):
			m.missing(slices.Concat(neededFiles, neededToTrain), Warning)
			m.missing(slices.Concat(usefulFiles, usefulToTrain), Info)
		default: // somebody's own template
			m.missing(neededFiles[:3], Warning)
		}
	}
}

func (m *made) missing(list []wantedFile, severity Severity) {
	for _, w := range list {
		if m.has(w.ours) || m.has(w.theirs) || slices.ContainsFunc(w.or, m.has) {
			continue
		}
		name := w.ours
		if m.old {
			name = w.theirs
		}
		m.Report(Finding{
			Place: m.top(), Severity: severity, Key: "missing " + name,
			Message: fmt.Sprintf("%s is missing: it %s", m.at(name), w.what),
			Help:    "mlf-lsp create makes a project that has it, to copy from; mlf-lsp sync brings it in where the template has it anew.",
		})
	}
}

// brokenRecords reports records that cannot be read; no other rule of projects
// can judge theirs.
func (p *Pass) brokenRecords() {
	for _, t := range p.Options.Texts {
		if !record.Is(t.Path) || strings.Contains(t.Path, "{") {
			continue
		}
		m := &made{Pass: p, dir: folderOf(t.Path), text: t, old: path.Base(t.Path) == record.AncestorName}
		if _, err := m.read(); err != nil {
			m.Report(Finding{
				Place: m.top(), Code: UnreadableFile.Code, Name: UnreadableFile.Name, Severity: UnreadableFile.Severity, Key: "record",
				Message: fmt.Sprintf("%s cannot be read (%v), so that the rules of projects do not judge this one", path.Base(t.Path), err),
			})
		}
	}
}

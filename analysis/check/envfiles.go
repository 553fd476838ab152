package check

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
	"github.com/mlf-core/mlf-lsp/analysis/project"
)

// filePlace points at a range of an environment file.
func filePlace(f *environ.File, s environ.Span) Place {
	return Place{File: f.Path, Start: s.Start, End: s.End}
}

// trainings are the runs that train, of programs that are not tests. Families
// that judge the project as a whole ask for them: files of projects that only
// use models, or hold none, are left alone.
func (p *Pass) trainings() []*project.Run {
	return once(p.shared, "trainings", func() []*project.Run {
		var out []*project.Run
		for _, r := range p.runs() {
			if trains(r) {
				out = append(out, r)
			}
		}
		return out
	})
}

// starts are the entry points among runs that a file starts, with the commands
// that start them, in order of the commands.
func starts(f *environ.File, runs []*project.Run) (out []start) {
	for i := range f.Commands {
		cmd := &f.Commands[i]
		for _, r := range runs {
			if slices.Contains(r.Entry.Commands, cmd) {
				out = append(out, start{cmd, r})
			}
		}
	}
	return out
}

// start is a command and the program that it starts.
type start struct {
	cmd *environ.Command
	run *project.Run
}

// isCI tells whether a file describes a CI service. Its machines come and go,
// have no GPU as a rule, and results are rarely made there.
func isCI(f *environ.File) bool {
	switch f.Kind {
	case environ.GitHubWorkflow, environ.GitLabCI, environ.OtherCI:
		return true
	}
	return false
}

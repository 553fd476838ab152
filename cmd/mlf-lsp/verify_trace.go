package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/observed"
	"github.com/mlf-core/mlf-lsp/rules"
	"github.com/mlf-core/mlf-lsp/verify"
	"github.com/mlf-core/mlf-lsp/verify/trace"
	"github.com/spf13/cobra"
)

// traceFlags say whether and how much runs are traced.
type traceFlags struct {
	trace        bool
	every, lines int
}

func (f *traceFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.BoolVar(&f.trace, "trace", false, "record what programs do, name the first divergence, and keep it in "+observed.Path+" for checks and editors")
	fl.IntVar(&f.every, "trace-every", 10, "with --trace: record each `N`th step of training whole, after the first few")
	fl.IntVar(&f.lines, "trace-lines", 3, "with --trace: follow each line of the project the first `N` times, 0 for not at all")
}

func (f *traceFlags) checked(runs int) error {
	switch {
	case f.every < 1 || f.lines < 0:
		return errors.New("--trace-every counts steps from 1, --trace-lines from 0")
	case f.trace && runs < 2:
		return errors.New("--trace compares runs with each other: add --runs 2")
	}
	return nil
}

// hook adds the trace's to runs.
func (f *traceFlags) hook(list []verify.Run) ([]verify.Run, error) {
	if !f.trace {
		return list, nil
	}
	kb, err := rules.Embedded()
	if err != nil {
		return nil, err
	}
	hook, err := verify.TraceHook(trace.Settings{Every: f.every, Lines: f.lines, Functions: verify.TracedFunctions(kb)})
	for i := range list {
		list[i].Hooks = append(slices.Clone(list[i].Hooks), hook)
	}
	return list, err
}

// traced compares the traces and keeps what they show in the project.
func (f *traceFlags) traced(r *verify.Report, records []*verify.Record, root string) error {
	if !f.trace || len(records) < 2 || len(r.Modes) == 0 {
		return nil
	}
	if err := r.Traced(records, root); err != nil {
		return err
	}
	kept, err := r.Keep(root)
	switch {
	case err != nil:
		r.Notes = append(r.Notes, err.Error()+".")
	case kept != "":
		r.Notes = append(r.Notes, fmt.Sprintf("What the runs showed is in %s: `mlf-lsp check` and editors tell it at the line, until the file changes.", observed.Path))
	}
	return nil
}

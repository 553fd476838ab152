package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/report"
	"github.com/spf13/cobra"
)

// checkFlags are the flags of check. Those of the configuration's options are
// in options, by key.
type checkFlags struct {
	format, output, color     string
	config, stdinName         string
	since                     string
	staged                    bool
	options                   map[string]*[]string
	writeBaseline, addIgnores bool
	watch                     bool
	statistics, showFiles     bool
	cards                     []string // files of report cards, - for the terminal
	showSuppressed, verbose   bool
	hints, noCache            bool
	online, hardware          bool
	fix, unsafeFixes, diff    bool
	jobs                      int
}

const checkLong = `Check Python files, notebooks and the environment files around them.

PATHS are files, folders, notebooks or "-" for standard input; the current folder
when there are none. Files are judged as part of their project: the folder that
holds mlf-lsp.yaml or [tool.mlf-lsp], else the git repository, else the folder
that all paths have in common. Findings are reported for PATHS only.

Findings go to standard output, everything else to standard error. The exit
status is 0 when there is no finding at or above --fail-on, 1 when there is one,
and 2 for errors of usage, of the configuration, or of mlf-lsp itself.`

func (s *session) checkCommand() *cobra.Command {
	f := &checkFlags{options: map[string]*[]string{}}
	cmd := &cobra.Command{
		Use:        "check [PATHS]",
		Aliases:    []string{"lint"}, // as mlf-core called it
		SuggestFor: []string{"lnt", "lin", "linter"},
		Short:      "Report non-determinism in a project",
		Long:       checkLong,
		Example: "  mlf-lsp check\n  mlf-lsp check --select MLF3 --pin torch==2.4 src/train.py\n" +
			"  mlf-lsp check --format sarif --output mlf-lsp.sarif",
		RunE: func(cmd *cobra.Command, paths []string) error { return s.check(cmd.Context(), f, paths) },
	}
	f.add(cmd)
	f.complete(cmd)
	return cmd
}

func (f *checkFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", "text", strings.Join(report.Formats(), ", "))
	flags.StringVar(&f.output, "output", "", "write the report to `FILE` instead of standard output")
	flags.StringVar(&f.color, "color", "auto", "auto, always or never")
	flags.StringVar(&f.config, "config", "", "use the configuration `FILE` instead of looking for one")
	flags.StringVar(&f.stdinName, "stdin-filename", "", "judge standard input as the file `NAME` of its project")
	flags.StringVar(&f.since, "since", "", "report only findings of lines that changed since `REF`: a branch, tag or commit")
	flags.BoolVar(&f.staged, "staged", false, "judge what the next commit would hold, and report only findings of its lines")
	usage := map[string]string{
		"select":        "report only these `RULES`: codes, beginnings of codes or names",
		"ignore":        "do not report these `RULES`",
		"severity":      "set the severity of rules: `RULE=LEVEL`",
		"fail-on":       "the `LEVEL` from which on the exit status is 1: error, warning, info or never",
		"target-device": "the `DEVICE` the project runs on: auto, cpu or cuda",
		"pins":          "judge by a version: `PACKAGE==VERSION`",
		"baseline":      "do not report the findings in `FILE`",
	}
	for _, o := range config.Options() {
		if o.Flag == "" {
			continue
		}
		values := new([]string)
		f.options[o.Key] = values
		help := usage[o.Key]
		if help == "" {
			help = o.Doc
		}
		flags.StringArrayVar(values, o.Flag, nil, help)
	}
	flags.BoolVar(&f.writeBaseline, "write-baseline", false, "write the findings to the baseline and report nothing")
	flags.BoolVar(&f.addIgnores, "add-ignores", false, "add a suppression comment for each finding to the files")
	flags.BoolVar(&f.fix, "fix", false, "repair what can be repaired safely, and report the rest")
	flags.BoolVar(&f.unsafeFixes, "unsafe-fixes", false, "with --fix or --diff: also repair where results change or the program may stop")
	flags.BoolVar(&f.diff, "diff", false, "print the repairs as a patch and write nothing")
	flags.BoolVar(&f.watch, "watch", false, "check again whenever a file changes")
	flags.StringArrayVar(&f.cards, "report-card", nil, "judge the project by the five requirements instead of listing findings; print it, or write `FILE` (.html, .md, .json, .txt)")
	flags.Lookup("report-card").NoOptDefVal = "-"
	flags.BoolVar(&f.statistics, "statistics", false, "count the findings of each rule")
	flags.BoolVar(&f.showFiles, "show-files", false, "list the files that were checked and skipped")
	flags.BoolVar(&f.showSuppressed, "show-suppressed", false, "report suppressed findings too, marked")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "add links to the rules")
	flags.BoolVar(&f.hints, "hints", false, "report hints too, which are meant for editors")
	flags.BoolVar(&f.online, "online", false, "ask PyPI and anaconda.org for newer releases of what a project pins (MLF709)")
	flags.BoolVar(&f.hardware, "hardware", false, "compare this machine with the hardware report of the project, hardware.json (MLF506)")
	flags.BoolVar(&f.noCache, "no-cache", false, "judge everything anew, and keep nothing for the next time")
	flags.IntVar(&f.jobs, "jobs", 0, "the number of workers; 0 for one a processor")
}

// validate refuses values and combinations that mean nothing.
func (f *checkFlags) validate(paths []string) error {
	switch {
	case !slices.Contains(report.Formats(), f.format):
		return fmt.Errorf("unknown format %q: use one of %s", f.format, strings.Join(report.Formats(), ", "))
	case !slices.Contains([]string{"auto", "always", "never"}, f.color):
		return fmt.Errorf("unknown value %q of --color: use auto, always or never", f.color)
	case f.jobs < 0:
		return fmt.Errorf("--jobs is %d: give a number of workers, or 0 for one a processor", f.jobs)
	case f.writeBaseline && f.addIgnores:
		return fmt.Errorf("--write-baseline and --add-ignores both accept the findings: use one of them")
	case f.watch && (f.writeBaseline || f.addIgnores || f.fixes()):
		return fmt.Errorf("--watch only reports: leave out --write-baseline, --add-ignores, --fix and --diff")
	case len(f.cards) > 0 && (f.watch || f.writeBaseline || f.addIgnores || f.fixes()):
		return fmt.Errorf("--report-card only judges: leave out --watch, --write-baseline, --add-ignores, --fix and --diff")
	case f.since != "" && f.staged:
		return fmt.Errorf("--since compares the files, --staged what the next commit would hold: use one of them")
	case f.partial() && (f.watch || f.writeBaseline || f.readsStdin(paths)):
		return fmt.Errorf("--since and --staged compare files with git: leave out --watch, --write-baseline and standard input")
	case f.partial() && (f.addIgnores || f.fixes()):
		return fmt.Errorf("--since and --staged only report: run --fix, --diff and --add-ignores without them, on the files to change")
	case f.fixes() && (f.writeBaseline || f.addIgnores):
		return fmt.Errorf("--fix and --diff repair what --write-baseline and --add-ignores accept: use them one after the other")
	case f.unsafeFixes && !f.fixes():
		return fmt.Errorf("--unsafe-fixes says which repairs to make: add --fix to write them or --diff to see them")
	case f.fix && !f.diff && f.readsStdin(paths):
		return fmt.Errorf("--fix cannot write standard input: use --diff")
	case f.watch && f.readsStdin(paths):
		return fmt.Errorf("--watch cannot watch standard input: name files or folders")
	case f.stdinName != "" && len(paths) > 0 && !slices.Equal(paths, []string{"-"}):
		return fmt.Errorf("--stdin-filename judges standard input alone: leave out the paths, or give them without it")
	case slices.Contains(paths, "-") && len(paths) > 1:
		return fmt.Errorf("standard input (-) is judged alone: leave out the other paths")
	}
	return nil
}

func (f *checkFlags) readsStdin(paths []string) bool {
	return f.stdinName != "" || slices.Contains(paths, "-")
}

// fixes tells whether repairs are asked for.
func (f *checkFlags) fixes() bool { return f.fix || f.diff }

// check runs the command.
func (s *session) check(ctx context.Context, f *checkFlags, paths []string) error {
	if err := f.validate(paths); err != nil {
		return err
	}
	c, err := s.newChecker(f)
	if err != nil {
		return err
	}
	if f.readsStdin(paths) {
		if paths, err = c.readStdin(); err != nil {
			return err
		}
	}
	if len(paths) == 0 {
		paths = []string{"."}
	}
	if f.watch {
		return c.watch(ctx, paths)
	}
	return c.once(ctx, paths)
}

// once judges the paths and reports.
func (c *checker) once(ctx context.Context, paths []string) error {
	runs, err := c.prepare(ctx, paths)
	if err != nil {
		return err
	}
	started := time.Now()
	replay := c.replayable(runs) && len(c.flags.cards) == 0
	key, latest, err := c.key(paths, runs)
	if replay = replay && err == nil; replay {
		if k, ok := openStore().load(key); ok {
			c.status = max(c.status, k.status)
			return c.write(k.text)
		}
	}
	if runs, err = c.judgeAll(ctx, runs); err != nil {
		return err
	}
	switch {
	case c.flags.writeBaseline:
		return c.writeBaselines(runs)
	case c.flags.addIgnores:
		return c.addIgnores(runs)
	case c.flags.fixes():
		return c.fix(ctx, runs)
	case len(c.flags.cards) > 0:
		return c.cards(runs)
	}
	text, err := c.render(runs)
	if err != nil {
		return err
	}
	if c.status == exitClean {
		c.status = status(runs)
		if replay && started.Sub(latest) > settled {
			openStore().save(key, kept{text, c.status})
		}
	}
	return c.write(text)
}

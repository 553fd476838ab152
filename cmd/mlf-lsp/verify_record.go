package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/verify"
	"github.com/spf13/cobra"
)

// recordFlags are those of `verify record`.
type recordFlags struct {
	runFlags
	mode, output string
	run          int
	values       bool
}

func (s *session) verifyRecordCommand() *cobra.Command {
	f := recordFlags{run: 1}
	cmd := &cobra.Command{
		Use:   "record [flags] -- COMMAND [ARGUMENT...]",
		Short: "Run a program once and write a record, to be compared with others",
		Long: "Makes one run and writes what it printed and wrote, as digests and numbers, to a file. Records of several machines are\n" +
			"compared with `mlf-lsp verify compare`; `mlf-lsp verify plan` writes the scripts that make them. The exit status is 0\n" +
			"when the record was written, even if the program failed: that is in the record.",
		Example: "  mlf-lsp verify record -o records/1.json -- python train.py",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 || cmd.ArgsLenAtDash() != 0 {
				return errors.New("write `--` and the command last, as in `mlf-lsp verify record -o 1.json -- python train.py`")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return s.verifyRecord(cmd.Context(), args, f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.mode, "mode", "", strings.Join(verify.Modes, ", ")+" (default: the program as it is)")
	fl.IntVar(&f.run, "run", f.run, "number of the run, to tell records apart")
	fl.BoolVar(&f.values, "values", false, "keep all values, to measure how far large arrays are apart; records become as large as models")
	fl.StringVarP(&f.output, "output", "o", "record.json", "`FILE` to write")
	f.runFlags.add(cmd)
	return cmd
}

func (s *session) verifyRecord(ctx context.Context, args []string, f recordFlags) error {
	if f.mode != "" && !slices.Contains(verify.Modes, f.mode) {
		return fmt.Errorf("unknown mode %q: use %s", f.mode, strings.Join(verify.Modes, ", "))
	}
	f.runFlags.keepValues = f.values
	runner, err := s.newRunner(ctx, args, f.runFlags)
	if err != nil {
		return err
	}
	defer runner.Close()
	list := []verify.Run{verify.ModeRun(f.mode, f.run, f.seed)}
	records, notes, err := s.makeRuns(ctx, runner, list)
	if err != nil {
		return err
	}
	for _, n := range notes {
		fmt.Fprintln(s.stderr, "mlf-lsp: "+n)
	}
	if len(records) == 0 {
		return errors.New("no record was written: the run did not come to its end")
	}
	if err := records[0].Save(f.output); err != nil {
		return err
	}
	rec := records[0]
	fmt.Fprintf(s.stdout, "Run %d took %s and ended with exit status %d; its record is %s.\n", rec.Run, verify.Seconds(rec.Seconds), rec.Exit, f.output)
	return nil
}

func (s *session) verifySchemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON schema of reports of verify",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := s.stdout.Write(verify.Schema())
			return err
		},
	}
}

func (s *session) verifyCompareCommand() *cobra.Command {
	var f reportFlags
	var ignore []string
	cmd := &cobra.Command{
		Use:   "compare RECORD RECORD...",
		Short: "Compare records of runs, of this machine or of others",
		Long: "Joins records that `mlf-lsp verify record` wrote. The exit status is that of `verify`: 0 when all runs are equal, 1 when\n" +
			"they differ, 2 when they could not run.",
		Example: "  mlf-lsp verify compare records/*.json\n  mlf-lsp verify compare records/*.json -o report.html",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return errors.New("at least two records are needed; `mlf-lsp verify record` writes them")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return s.verifyCompare(args, f, ignore) },
	}
	cmd.Flags().StringSliceVar(&ignore, "ignore", nil, "`NAMES` or patterns of files and quantities that do not count")
	f.add(cmd)
	return cmd
}

func (s *session) verifyCompare(paths []string, f reportFlags, ignore []string) error {
	opt, err := f.options(ignore)
	if err != nil {
		return err
	}
	format, err := f.checked()
	if err != nil {
		return err
	}
	var records []*verify.Record
	for _, path := range paths {
		rec, err := verify.LoadRecord(path)
		if err != nil {
			return err
		}
		records = append(records, rec)
	}
	note := verify.Renumber(records)
	r := verify.Compare(records, opt)
	if note != "" {
		r.Notes = append(r.Notes, note)
	}
	if err := s.writeVerify(r, format, f); err != nil {
		return err
	}
	s.status = verifyStatus(r)
	return nil
}

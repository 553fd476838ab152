package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/loading"
	"github.com/mlf-core/mlf-lsp/verify"
	"github.com/spf13/cobra"
)

func (s *session) verifyPlanCommand() *cobra.Command {
	runs, output := 3, ""
	var modes, flags []string
	kinds := slices.Sorted(maps.Keys(verify.Plans))
	cmd := &cobra.Command{
		Use:   "plan {" + strings.Join(kinds, "|") + "} [flags] -- COMMAND [ARGUMENT...]",
		Short: "Write a script that spreads runs over machines and compares them",
		Long: "Prints an array job for Slurm, a workflow for GitHub, a pipeline for GitLab, or a program for a Ray cluster. Each run is a\n" +
			"job that writes a record; the last step compares the records. Nothing is run or sent.",
		Example: "  mlf-lsp verify plan slurm --runs 5 --modes seeds,deterministic -o verify.sbatch -- python train.py\n" +
			"  mlf-lsp verify plan github -o .github/workflows/verify.yml -- python train.py",
		ValidArgs: kinds,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 || cmd.ArgsLenAtDash() != 1 {
				return errors.New("write the kind, then `--` and the command, as in `mlf-lsp verify plan slurm -- python train.py`")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			modes, err := verify.ParseModes(modes)
			if err != nil {
				return err
			}
			if runs < 2 {
				return fmt.Errorf("--runs %d: two runs are the least that can be compared", runs)
			}
			text, err := verify.Plan(args[0], verify.PlanOptions{Command: args[1:], Runs: runs, Modes: modes, Flags: flags, Version: published()})
			if err != nil {
				return err
			}
			return s.writePlan(text, output)
		},
	}
	cmd.Flags().IntVarP(&runs, "runs", "n", runs, "runs of each mode")
	cmd.Flags().StringSliceVar(&modes, "modes", nil, strings.Join(verify.Modes, ", ")+" (default: the program as it is)")
	cmd.Flags().StringSliceVar(&flags, "record-flags", nil, "`FLAGS` for each `verify record`, such as --timeout=2h,--link=data")
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to `FILE`, which must not be there yet")
	return cmd
}

// published is the version by which pip finds this program, "" when it is no
// release.
func published() string {
	if m := regexp.MustCompile(`^v?(\d+\.\d+\.\d+)$`).FindStringSubmatch(version()); m != nil {
		return m[1]
	}
	return ""
}

func (s *session) writePlan(text, output string) error {
	if output == "" {
		_, err := fmt.Fprint(s.stdout, text)
		return err
	}
	if err := writeNew(output, []byte(text)); errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s is there already and stays as it is; name another file", output)
	} else if err != nil {
		return fmt.Errorf("the plan cannot be written to %s: %w", output, loading.Cause(err))
	}
	fmt.Fprintf(s.stdout, "Wrote %s.\n", output)
	return nil
}

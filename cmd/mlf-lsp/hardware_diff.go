package main

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/mlf-core/mlf-lsp/hardware"
	"github.com/spf13/cobra"
)

func (s *session) hardwareDiffCommand() *cobra.Command {
	format := "text"
	cmd := &cobra.Command{
		Use:   "diff A [B]",
		Short: "Say whether results of two machines can be equal to the bit",
		Long: "Compares two hardware reports, or one with this machine, by what numbers depend on. Reports are JSON or YAML, of mlf-lsp or of\n" +
			"system-intelligence. The exit status is 0 when bit-exact comparison is possible, 1 when it is not or cannot be decided.",
		Example: "  mlf-lsp hardware diff mlruns/old/hardware.json mlruns/new/hardware.json\n  mlf-lsp hardware diff hardware.json",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return fmt.Errorf("unknown format %q: use text or json", format)
			}
			a, err := hardware.Load(args[0])
			if err != nil {
				return err
			}
			names := []string{filepath.Base(args[0]), "this machine"}
			var b *hardware.Report
			if len(args) == 2 {
				if b, err = hardware.Load(args[1]); err != nil {
					return err
				}
				names = args
			} else {
				b = hardware.Collect(cmd.Context(), hardware.Options{Dir: ".", Version: version(), Now: time.Now()})
			}
			return s.hardwareDiff(hardware.Diff(a, b), names, format)
		},
	}
	cmd.Flags().StringVar(&format, "format", format, "text or json")
	return cmd
}

func (s *session) hardwareDiff(c hardware.Comparison, names []string, format string) error {
	if c.Verdict != hardware.Possible {
		s.status = exitFindings
	}
	if format == "json" {
		return s.printJSON(c)
	}
	return c.WriteText(s.stdout, names[0], names[1])
}

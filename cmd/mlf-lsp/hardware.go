package main

import (
	"bytes"
	"context"
	"strings"
	"time"

	"github.com/mlf-core/mlf-lsp/hardware"
	"github.com/spf13/cobra"
)

func (s *session) hardwareCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "hardware",
		Short: "Report what this machine is and compare it with others",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(s.hardwareReportCommand(), s.hardwareDiffCommand(), s.hardwareSchemaCommand(), s.hardwareProbeCommand())
	return cmd
}

// hardwareFlags are the flags of `hardware report`.
type hardwareFlags struct {
	format, output, project string
	exclude                 []string
	redact                  bool
}

func (s *session) hardwareReportCommand() *cobra.Command {
	var f hardwareFlags
	cmd := &cobra.Command{
		Use:   "report [PART...]",
		Short: "Report this machine: GPUs, CPU, memory, system, Python environments, variables",
		Long: "Reports what the numbers of a program depend on besides its code. Parts: all (the default), " + scopeNames() + ".\n" +
			"No Python is run: versions are read from the environments' metadata. What cannot be found out is listed as unknown.",
		Example: "  mlf-lsp hardware report\n  mlf-lsp hardware report --output hardware.json\n  mlf-lsp hardware report gpu cpu python --format json --redact",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.hardwareReport(cmd.Context(), args, f)
		},
		ValidArgsFunction: cobra.FixedCompletions(strings.Split("all, "+scopeNames(), ", "), cobra.ShellCompDirectiveNoFileComp),
	}
	cmd.Flags().StringVarP(&f.format, "format", "f", "", strings.Join(hardware.Formats, ", ")+" (default: by the end of --output, else table)")
	cmd.Flags().StringVarP(&f.output, "output", "o", "", "write to `FILE`")
	cmd.Flags().StringSliceVarP(&f.exclude, "exclude", "e", nil, "`PARTS` to leave out")
	cmd.Flags().BoolVar(&f.redact, "redact", false, "take out host names, serial numbers and paths")
	cmd.Flags().StringVar(&f.project, "project", ".", "`FOLDER` whose Python environments are reported")
	return cmd
}

func scopeNames() string {
	var names []string
	for _, s := range hardware.Scopes() {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}

func (s *session) hardwareReport(ctx context.Context, parts []string, f hardwareFlags) error {
	scopes, err := hardware.ParseScopes(parts, f.exclude)
	if err != nil {
		return err
	}
	if f.format == "" {
		f.format = hardware.FormatOf(f.output)
	}
	r := hardware.Collect(ctx, hardware.Options{Scopes: scopes, Dir: f.project, Version: version(), Now: time.Now()})
	if f.redact {
		hardware.Redact(r)
	}
	var out bytes.Buffer
	if err := hardware.Write(&out, f.format, r); err != nil {
		return err
	}
	return s.writeReport(out.Bytes(), f.output)
}

func (s *session) hardwareSchemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON schema of hardware reports",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := s.stdout.Write(hardware.Schema())
			return err
		},
	}
}

// hardwareProbeCommand is the child in which NVIDIA's library is loaded.
func (s *session) hardwareProbeCommand() *cobra.Command {
	return &cobra.Command{
		Use: "probe", Hidden: true, Args: cobra.NoArgs,
		Short: "Print what NVIDIA's library says (for mlf-lsp itself)",
		RunE:  func(*cobra.Command, []string) error { return hardware.Probe(s.stdout) },
	}
}

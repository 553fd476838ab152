// Command mlf-lsp diagnoses what keeps Python machine-learning code from
// giving the same result twice.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit statuses.
const (
	exitClean    = 0
	exitFindings = 1
	exitTrouble  = 2 // usage, configuration or internal error
)

func main() { os.Exit(run()) }

func run() (status int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s := &session{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr}
	defer func() {
		if r := recover(); r != nil {
			s.complain(fmt.Errorf("mlf-lsp failed (%v); please report this with the command line", r))
			status = exitTrouble
		}
	}()
	return s.main(ctx, os.Args[1:])
}

// session is one run of the program.
type session struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	status         int
}

func (s *session) main(ctx context.Context, args []string) int {
	root := s.rootCommand()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return s.status
	case errors.Is(err, syscall.EPIPE):
		return s.status // the reader has seen enough
	}
	s.complain(err)
	return exitTrouble
}

// complain prints errors, one sentence a line.
func (s *session) complain(err error) {
	for line := range strings.Lines(strings.TrimRight(err.Error(), "\n")) {
		fmt.Fprintf(s.stderr, "mlf-lsp: %s\n", strings.TrimRight(line, "\n"))
	}
}

func (s *session) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "mlf-lsp",
		Short: "Find what keeps machine-learning code from giving the same result twice",
		Long: "mlf-lsp reads a Python machine-learning project, works out what every run of it depends on,\n" +
			"and says where two runs could differ, why, and how to end it.",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          knownCommand,
		RunE:          func(*cobra.Command, []string) error { return s.welcomed() },

		SuggestionsMinimumDistance: 2,
		Version:                    version(),
	}
	root.SetVersionTemplate("mlf-lsp {{.Version}}\n")
	root.SetIn(s.stdin)
	root.SetOut(s.stdout)
	root.SetErr(s.stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; `%s --help` shows the flags", err, cmd.CommandPath())
	})
	for _, g := range []struct {
		title    string
		commands []*cobra.Command
	}{
		{"Judging code:", []*cobra.Command{s.checkCommand(), s.explainCommand(), s.rulesCommand(), s.verifyCommand()}},
		{"Projects:", []*cobra.Command{
			s.createCommand(), s.listCommand(), s.infoCommand(), s.syncCommand(), s.bumpVersionCommand(), s.fixArtifactPathsCommand(),
		}},
		{"This machine:", []*cobra.Command{s.hardwareCommand(), s.doctorCommand()}},
		{"Setting up:", []*cobra.Command{s.initCommand(), s.configCommand(), s.serverCommand(), s.upgradeCommand()}},
	} {
		root.AddGroup(&cobra.Group{ID: g.title, Title: g.title})
		for _, c := range g.commands {
			c.GroupID = g.title
			root.AddCommand(c)
		}
	}
	root.AddCommand(s.manualCommand(root), s.versionCommand())
	return root
}

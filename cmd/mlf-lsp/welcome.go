package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

// welcome is what mlf-lsp says when it is started without a command.
const welcome = `mlf-lsp finds what keeps machine-learning code from giving the same result twice.

Begin in the folder of a project:

  mlf-lsp check               what could make two runs differ, why, and how to end it
  mlf-lsp check --fix         repair what can be repaired without changing results
  mlf-lsp check --since main  only what this branch changed
  mlf-lsp init                write a configuration, a commit hook and CI files
  mlf-lsp doctor              what mlf-lsp sees of this machine and this project

Ask it:

  mlf-lsp explain torch.nn.MaxPool3d --pin torch==2.4
  mlf-lsp rules explain MLF301

mlf-lsp --help lists all commands; mlf-lsp COMMAND --help explains one.
`

// welcomed prints the welcome.
func (s *session) welcomed() error {
	_, err := fmt.Fprint(s.stdout, welcome)
	return err
}

// knownCommand refuses what is no command, and names the one that was meant. A
// file or folder in its place is most likely meant for check.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if near := root.SuggestionsFor(args[0]); len(near) > 0 {
		return fmt.Errorf("unknown command %q; did you mean %q?", args[0], near[0])
	}
	if _, err := os.Stat(args[0]); err == nil {
		return fmt.Errorf("unknown command %q; to check it: mlf-lsp check %[1]s", args[0])
	}
	return fmt.Errorf("unknown command %q; `mlf-lsp --help` lists all", args[0])
}

package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/mlf-core/mlf-lsp/scaffold"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func (s *session) bumpVersionCommand() *cobra.Command {
	var downgrade, show, dry, yes, noGit bool
	cmd := &cobra.Command{
		Use:   "bump-version VERSION [PROJECT]",
		Short: "Give a project a new version, everywhere it stands",
		Long: "bump-version sets the version of the project (default: here) in the files that its record names, adds a section\n" +
			"to the changelog, and commits both. Lines marked <<MLF-CORE_NO_BUMP>> stay; of files listed as marked only lines\n" +
			"with <<MLF-CORE_FORCE_BUMP>> change.",
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if show {
				return s.showVersion(append(args, ".")[0])
			}
			if len(args) == 0 {
				return errors.New("no version was given; say mlf-lsp bump-version 1.2.3")
			}
			b, err := scaffold.PlanBump(append(args, ".")[1], args[0], downgrade, time.Now().Format(time.DateOnly))
			if err != nil {
				return err
			}
			s.printBump(b)
			if dry {
				return nil
			}
			if err := s.settleDoubts(b.Doubts, yes || downgrade && len(b.Doubts) == 1); err != nil {
				return err
			}
			return b.Apply(cmd.Context(), noGit)
		},
	}
	cmd.Flags().BoolVarP(&downgrade, "downgrade", "d", false, "go back to an older version")
	cmd.Flags().BoolVar(&show, "project-version", false, "print the project's version and change nothing")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "print what would change and write nothing")
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	cmd.Flags().BoolVar(&noGit, "no-git", false, "commit nothing")
	return cmd
}

func (s *session) showVersion(folder string) error {
	r, err := scaffold.ReadRecord(folder)
	if err != nil {
		return err
	}
	fmt.Fprintln(s.stdout, r.Bump.Version)
	return nil
}

func (s *session) printBump(b *scaffold.Bump) {
	for _, c := range b.Changes {
		if c.Old != "" {
			fmt.Fprintf(s.stdout, "%s:%d\n  - %s\n  + %s\n", c.File, c.Line, c.Old, c.New)
		} else {
			fmt.Fprintf(s.stdout, "%s:%d\n  + %s\n", c.File, c.Line, c.New)
		}
	}
	fmt.Fprintf(s.stdout, "%s -> %s in %d places\n", b.From, b.To, len(b.Changes))
}

// settleDoubts asks people on a terminal; elsewhere a doubt is an error.
func (s *session) settleDoubts(doubts []string, yes bool) error {
	for _, d := range doubts {
		fmt.Fprintf(s.stderr, "mlf-lsp: %s\n", d)
	}
	if yes || len(doubts) == 0 {
		return nil
	}
	in, ok := s.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return errors.New("nothing was changed; use --yes if that is what you want")
	}
	fmt.Fprint(s.stderr, "Go on? [no]: ")
	text, _ := bufio.NewReader(in).ReadString('\n')
	if !strings.HasPrefix(strings.ToLower(strings.TrimSpace(text)), "y") {
		return errors.New("nothing was changed")
	}
	return nil
}

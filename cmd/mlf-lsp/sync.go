package main

import (
	"fmt"
	"strings"

	"github.com/mlf-core/mlf-lsp/scaffold"
	"github.com/spf13/cobra"
)

func (s *session) syncCommand() *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "sync [PROJECT]",
		Short: "Merge what is new in a project's template",
		Long: "sync makes what the template of the project (default: here) would make today, and merges the difference to what it\n" +
			"made before into a branch mlf-lsp/sync-VERSION. Your files, your index and your branches stay as they are; merge the\n" +
			"branch when you like. The branch TEMPLATE holds what the template made, and nothing else.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			u, clean, err := scaffold.CheckUpdate(cmd.Context(), append(args, ".")[0], nil)
			defer clean()
			if err != nil {
				return err
			}
			if !u.Wanted {
				fmt.Fprintln(s.stdout, "Nothing to do: "+u.Reason+".")
				return nil
			}
			if check {
				fmt.Fprintf(s.stdout, "Template %s has version %s; the project has %s.\n", u.Handle, u.To, u.From)
				s.status = exitFindings
				return nil
			}
			done, err := u.Sync(cmd.Context())
			if err != nil {
				return err
			}
			s.printSync(u, done)
			return nil
		},
	}
	cmd.Flags().BoolVar(&check, "check-update", false, "only tell whether there is a newer template; exit status 1 if so")
	return cmd
}

func (s *session) printSync(u *scaffold.Update, done *scaffold.Synced) {
	fmt.Fprintf(s.stdout, "Template %s: %s -> %s\n", u.Handle, u.From, u.To)
	if len(done.Conflicts) == 0 {
		fmt.Fprintf(s.stdout, "Branch %s holds the merged project. Look at it: git diff HEAD %s; take it: git merge %s\n", done.Branch, done.Branch, done.Branch)
		return
	}
	fmt.Fprintf(s.stdout, "You and the template changed the same lines of %s.\n", strings.Join(done.Conflicts, ", "))
	fmt.Fprintf(s.stdout, "Branch %s holds the template's side; merge it and settle them: git merge %s\n", done.Branch, done.Branch)
}

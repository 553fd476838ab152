package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/mlf-core/mlf-lsp/scaffold"
	"github.com/spf13/cobra"
)

type syncFlags struct{ check, push, setToken bool }

func (s *session) syncCommand() *cobra.Command {
	var f syncFlags
	cmd := &cobra.Command{
		Use:   "sync [PROJECT]",
		Short: "Merge what is new in a project's template",
		Long: "sync makes what the template of the project (default: here) would make today, and merges the difference to what it\n" +
			"made before into a branch mlf-lsp/sync-VERSION. Your files, your index and your branches stay as they are; merge the\n" +
			"branch when you like. The branch TEMPLATE holds what the template made, and nothing else. With --push, which the\n" +
			"project's workflow runs daily, both branches go to GitHub and a pull request offers the update.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			folder := append(args, ".")[0]
			if f.setToken {
				return s.setSyncToken(cmd.Context(), folder)
			}
			return s.sync(cmd.Context(), folder, &f)
		},
	}
	cmd.Flags().BoolVar(&f.check, "check-update", false, "only tell whether there is a newer template; exit status 1 if so")
	cmd.Flags().BoolVar(&f.push, "push", false, "push the branches to GitHub and offer the update as a pull request")
	cmd.Flags().BoolVar(&f.setToken, "set-token", false, "give the project's workflow at GitHub a token to sync with, from standard input")
	cmd.MarkFlagsMutuallyExclusive("check-update", "push", "set-token")
	return cmd
}

func (s *session) sync(ctx context.Context, folder string, f *syncFlags) error {
	u, clean, err := scaffold.CheckUpdate(ctx, folder, nil)
	defer clean()
	if err != nil {
		return err
	}
	if !u.Wanted {
		fmt.Fprintln(s.stdout, "Nothing to do: "+u.Reason+".")
		return nil
	}
	if f.check {
		fmt.Fprintf(s.stdout, "Template %s has version %s; the project has %s.\n", u.Handle, u.To, u.From)
		s.status = exitFindings
		return nil
	}
	if f.push {
		return s.offer(ctx, folder, u)
	}
	done, err := u.Sync(ctx)
	if err != nil {
		return err
	}
	s.printSync(u, done)
	return nil
}

// offer syncs and asks at GitHub to merge the result.
func (s *session) offer(ctx context.Context, folder string, u *scaffold.Update) error {
	remote, err := scaffold.OpenRemote(ctx, folder)
	if err != nil {
		return err
	}
	pending, err := remote.Pending(ctx, u)
	if err != nil {
		return err
	}
	if pending != "" {
		fmt.Fprintln(s.stdout, "Nothing to do: "+pending+".")
		return nil
	}
	if err := remote.Fetch(ctx); err != nil {
		return err
	}
	done, err := u.Sync(ctx)
	if err != nil {
		return err
	}
	pull, closed, err := remote.Offer(ctx, u, done)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.stdout, "Template %s: %s -> %s\nPull request %d offers it: %s\n", u.Handle, u.From, u.To, pull.Number, pull.URL)
	for _, n := range closed {
		fmt.Fprintf(s.stdout, "Closed pull request %d, which offered an older version.\n", n)
	}
	return nil
}

// setSyncToken hands a token to the project's workflow.
func (s *session) setSyncToken(ctx context.Context, folder string) error {
	remote, err := scaffold.OpenRemote(ctx, folder)
	if err != nil {
		return err
	}
	token, err := s.readToken("Token for the workflow (it is not shown; contents, pull requests and workflows of this repository): ")
	if err != nil {
		return err
	}
	if err := remote.SetSyncToken(ctx, token); err != nil {
		return err
	}
	fmt.Fprintf(s.stdout, "The workflow has the token as secret %s.\n", scaffold.SyncSecret)
	return nil
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

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/scaffold"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func (s *session) configCommand() *cobra.Command {
	var view bool
	var given scaffold.User
	cmd := &cobra.Command{
		Use:   "config [general|pat|all]",
		Short: "Keep your name, e-mail address and GitHub token for new projects",
		Long: "config keeps who you are (general) in your own folder of settings, and a token of GitHub (pat) in the keyring of the\n" +
			"system, or where there is none in a file that you alone can read. It asks on a terminal; without one, general takes flags and pat reads the token from standard input.\n" +
			"MLF_LSP_GITHUB_TOKEN goes before a token that is kept. The token is never printed.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if view {
				return s.viewUser()
			}
			if len(args) == 0 {
				return errors.New("say what to set: general, pat or all; --view shows what is kept")
			}
			return s.configure(args[0], given)
		},
	}
	cmd.Flags().BoolVarP(&view, "view", "v", false, "print what is kept; of the token only whether there is one")
	cmd.Flags().StringVar(&given.FullName, "full-name", "", "your name")
	cmd.Flags().StringVar(&given.Email, "email", "", "your e-mail address")
	cmd.Flags().StringVar(&given.GitHub, "github-username", "", "your name on GitHub")
	return cmd
}

func (s *session) configure(section string, given scaffold.User) error {
	sections := []string{"general", "pat", "all"}
	in := bufio.NewReader(s.stdin)
	switch section {
	case "general":
		return s.configureUser(in, given)
	case "pat":
		return s.configureToken()
	case "all":
		return errors.Join(s.configureUser(in, given), s.configureToken())
	}
	if near, ok := config.Nearest(section, sections); ok {
		return fmt.Errorf("there is no section %q, did you mean %s?", section, near)
	}
	return fmt.Errorf("there is no section %q; there are general, pat and all", section)
}

func (s *session) configureUser(in *bufio.Reader, given scaffold.User) error {
	u, err := scaffold.ReadUser()
	if err != nil {
		return err
	}
	suggested := u.WithDefaults()
	for _, f := range []struct {
		prompt, given, suggestion string
		into                      *string
	}{
		{"Full name", given.FullName, suggested.FullName, &u.FullName},
		{"E-mail address", given.Email, suggested.Email, &u.Email},
		{"GitHub username", given.GitHub, suggested.GitHub, &u.GitHub},
	} {
		switch {
		case f.given != "":
			*f.into = f.given
		case s.terminal():
			fmt.Fprintf(s.stderr, "%s [%s]: ", f.prompt, f.suggestion)
			text, err := in.ReadString('\n')
			if err != nil {
				return scaffold.ErrAborted
			}
			if *f.into = strings.TrimSpace(text); *f.into == "" {
				*f.into = f.suggestion
			}
		}
	}
	if u == (scaffold.User{}) {
		return errors.New("nothing was given; use --full-name, --email and --github-username")
	}
	return u.Save()
}

func (s *session) configureToken() error {
	token, err := s.readToken("Token of GitHub (it is not shown; empty removes it): ")
	if err != nil {
		return err
	}
	where, err := scaffold.SaveToken(token)
	if err == nil && where != "" {
		fmt.Fprintf(s.stdout, "The token is kept in %s.\n", where)
	}
	return err
}

// readToken reads a token from the terminal without showing it, or the first
// line of standard input.
func (s *session) readToken(prompt string) (string, error) {
	if s.terminal() {
		fmt.Fprint(s.stderr, prompt)
		raw, err := term.ReadPassword(int(s.stdin.(*os.File).Fd()))
		fmt.Fprintln(s.stderr)
		return strings.TrimSpace(string(raw)), err
	}
	raw, err := bufio.NewReader(s.stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimSpace(raw), nil
}

func (s *session) viewUser() error {
	u, err := scaffold.ReadUser()
	if err != nil {
		return err
	}
	token := "none"
	if t, err := scaffold.Token(); err != nil {
		return err
	} else if t != "" {
		token = "set"
	}
	fmt.Fprintf(s.stdout, "full name        %s\ne-mail address   %s\nGitHub username  %s\nGitHub token     %s\n", u.FullName, u.Email, u.GitHub, token)
	return nil
}

func (s *session) terminal() bool {
	in, ok := s.stdin.(*os.File)
	return ok && term.IsTerminal(int(in.Fd()))
}

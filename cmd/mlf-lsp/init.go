package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/loading"
	"github.com/mlf-core/mlf-lsp/scaffold"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

type initFlags struct {
	with []string
	yes  bool
}

func (s *session) initCommand() *cobra.Command {
	var f initFlags
	cmd := &cobra.Command{
		Use:   "init [FOLDER]",
		Short: "Write a commented configuration, and files for hooks and CI",
		Long: "init writes mlf-lsp.yaml, in which every key is explained and commented out, and what --with names:\n" +
			integrationList() + "\nOn a terminal it offers them one by one. It replaces no file: where one is there already, it prints what to add to it.",
		Example: "  mlf-lsp init\n  mlf-lsp init --with pre-commit,github",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			folder := "."
			if len(args) == 1 {
				folder = args[0]
			}
			return s.init(folder, &f)
		},
	}
	cmd.Flags().StringSliceVar(&f.with, "with", nil, "also write these: "+strings.Join(scaffold.IntegrationNames(), ", "))
	cmd.Flags().BoolVarP(&f.yes, "yes", "y", false, "ask nothing: write the configuration and what --with names")
	_ = cmd.RegisterFlagCompletionFunc("with", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return scaffold.IntegrationNames(), cobra.ShellCompDirectiveNoFileComp
	})
	return cmd
}

func integrationList() string {
	var out strings.Builder
	for _, i := range scaffold.Integrations(version()) {
		fmt.Fprintf(&out, "  %-11s %s (%s)\n", i.Name, i.Title, i.Path)
	}
	return out.String()
}

func (s *session) init(folder string, f *initFlags) error {
	info, err := os.Stat(folder)
	if err != nil || !info.IsDir() {
		return fmt.Errorf("%s is no folder; make it first, or use `mlf-lsp create` for a new project", folder)
	}
	all := scaffold.Integrations(version())
	for _, name := range f.with {
		if !slices.ContainsFunc(all, func(i scaffold.Integration) bool { return i.Name == name }) {
			return fmt.Errorf("unknown integration %q: use some of %s", name, strings.Join(scaffold.IntegrationNames(), ", "))
		}
	}
	if err := s.initConfiguration(folder); err != nil {
		return err
	}
	in, terminal := s.stdin.(*os.File)
	ask := !f.yes && len(f.with) == 0 && terminal && term.IsTerminal(int(in.Fd()))
	answers := bufio.NewReader(s.stdin)
	for _, i := range all {
		if !slices.Contains(f.with, i.Name) && (!ask || !s.agreed(answers, i)) {
			continue
		}
		if err := s.integrate(folder, i); err != nil {
			return err
		}
	}
	if !ask && len(f.with) == 0 {
		fmt.Fprintf(s.stderr, "Hooks and CI: mlf-lsp init --with %s\n", strings.Join(scaffold.IntegrationNames(), ","))
	}
	fmt.Fprintln(s.stderr, "Next: mlf-lsp check")
	return nil
}

// agreed asks a question whose answer is no unless it is yes.
func (s *session) agreed(answers *bufio.Reader, i scaffold.Integration) bool {
	fmt.Fprintf(s.stderr, "%s (%s)? [y/N] ", i.Title, i.Path)
	line, err := answers.ReadString('\n')
	return err == nil && strings.HasPrefix(strings.ToLower(strings.TrimSpace(line)), "y")
}

// initConfiguration writes the configuration, unless the folder has one.
func (s *session) initConfiguration(folder string) error {
	for _, name := range config.FileNames() {
		path := filepath.Join(folder, name)
		if found, err := config.Discover(folder); err == nil && found != "" && filepath.Base(found) == name && sameDir(filepath.Dir(found), folder) {
			fmt.Fprintf(s.stderr, "%s has the configuration already; it stays as it is.\n", filepath.ToSlash(path))
			return nil
		}
	}
	path := filepath.Join(folder, "mlf-lsp.yaml")
	if err := writeNew(path, config.Commented()); err != nil {
		return err
	}
	fmt.Fprintf(s.stderr, "Wrote %s.\n", filepath.ToSlash(path))
	return nil
}

func sameDir(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// integrate writes a file, or prints what belongs into the one that is there.
func (s *session) integrate(folder string, i scaffold.Integration) error {
	path := filepath.Join(folder, filepath.FromSlash(i.Path))
	err := writeNew(path, []byte(i.Text))
	if errors.Is(err, fs.ErrExist) {
		fmt.Fprintf(s.stderr, "%s is there already; add this to it:\n", filepath.ToSlash(path))
		_, err := fmt.Fprintf(s.stdout, "\n%s\n", i.Snippet)
		return err
	}
	if err == nil {
		fmt.Fprintf(s.stderr, "Wrote %s. %s\n", filepath.ToSlash(path), i.Next)
	}
	return err
}

// writeNew writes a file that must not be there yet.
func writeNew(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("%s cannot be made: %w", filepath.ToSlash(filepath.Dir(path)), loading.Cause(err))
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", filepath.ToSlash(path), loading.Cause(err))
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/online"
	"github.com/mlf-core/mlf-lsp/rules"
	"github.com/spf13/cobra"
)

func (s *session) upgradeCommand() *cobra.Command {
	var only, yes bool
	cmd := &cobra.Command{
		Use:   "upgrade",
		Short: "Look for a newer mlf-lsp, and install it the way this one was",
		Long: "upgrade asks PyPI, and nobody else, for the newest release, says how this mlf-lsp was installed and by which command\n" +
			"that is brought up to date, and runs it when you agree. No other command looks for releases.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.upgrade(cmd.Context(), only, yes) },
	}
	cmd.Flags().BoolVar(&only, "check", false, "only tell whether there is a newer release; exit status 1 if so")
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "run the command without asking")
	cmd.MarkFlagsMutuallyExclusive("check", "yes")
	return cmd
}

func (s *session) upgrade(ctx context.Context, only, yes bool) error {
	found, err := online.Default().Newest(ctx, []string{"mlf-lsp"})
	if err != nil {
		return fmt.Errorf("nobody knows whether there is a newer mlf-lsp: %w", errors.Unwrap(err))
	}
	newest, have := found["mlf-lsp"], strings.TrimPrefix(version(), "v")
	switch {
	case newest == "":
		return errors.New("PyPI has no release of mlf-lsp")
	case rules.CompareVersions(have, newest) == 0:
		fmt.Fprintf(s.stdout, "mlf-lsp %s is the newest release.\n", have)
		return nil
	case rules.CompareVersions(have, newest) > 0:
		fmt.Fprintf(s.stdout, "mlf-lsp %s is newer than the newest release, %s.\n", have, newest)
		return nil
	}
	fmt.Fprintf(s.stdout, "mlf-lsp %s is out; this is %s.\n", newest, have)
	if only {
		s.status = exitFindings
		return nil
	}
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	if exe, err = filepath.EvalSymlinks(exe); err != nil {
		return err
	}
	command := installer(filepath.ToSlash(exe))
	if command == nil {
		fmt.Fprintf(s.stdout, "%s was put there by hand: take the new program from the page of releases.\n", exe)
		return nil
	}
	fmt.Fprintf(s.stdout, "It is installed by: %s\n", strings.Join(command, " "))
	if !yes && !s.consents("Run it? [yes]: ") {
		return nil
	}
	run := exec.CommandContext(ctx, command[0], command[1:]...)
	run.Stdout, run.Stderr = s.stdout, s.stderr
	if err := run.Run(); err != nil {
		return fmt.Errorf("%s failed: %w", strings.Join(command, " "), err)
	}
	return nil
}

// consents asks on a terminal; elsewhere nobody agrees.
func (s *session) consents(question string) bool {
	if !s.terminal() {
		return false
	}
	fmt.Fprint(s.stderr, question)
	text, err := bufio.NewReader(s.stdin).ReadString('\n')
	text = strings.ToLower(strings.TrimSpace(text))
	return err == nil && (text == "" || strings.HasPrefix(text, "y"))
}

// installer is the command that brings the program at a path up to date, by
// what brought it there; nil where that cannot be told.
func installer(exe string) []string {
	dir := filepath.Dir(filepath.FromSlash(exe))
	parts := strings.Split(exe, "/")
	python := ownPython(dir)
	switch {
	case slices.Contains(parts, "Cellar"):
		return []string{"brew", "upgrade", "mlf-lsp"}
	case strings.Contains(exe, "/uv/tools/"):
		return []string{"uv", "tool", "upgrade", "mlf-lsp"}
	case strings.Contains(exe, "/pipx/"):
		return []string{"pipx", "upgrade", "mlf-lsp"}
	case python != "":
		return []string{python, "-m", "pip", "install", "--upgrade", "mlf-lsp"}
	case strings.HasSuffix(filepath.ToSlash(dir), "/go/bin"):
		return []string{"go", "install", "github.com/mlf-core/mlf-lsp/cmd/mlf-lsp@latest"}
	case dir == "/usr/bin" && isFile("/var/lib/dpkg/info/mlf-lsp.list"):
		return []string{"apt-get", "install", "--only-upgrade", "mlf-lsp"}
	}
	return nil
}

// ownPython is the interpreter of the environment whose programs are in a
// folder, "" where pip put no mlf-lsp there.
func ownPython(dir string) string {
	for _, lib := range []string{"lib/python3*", "Lib"} {
		found, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), filepath.FromSlash(lib), "*-packages", "mlf_lsp-*.dist-info"))
		if len(found) == 0 {
			continue
		}
		for _, name := range []string{"python", "python3", "python.exe"} {
			if at := filepath.Join(dir, name); isFile(at) {
				return at
			}
		}
	}
	return ""
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// server is one that is measured.
type server struct {
	name    string
	version string
	command []string
}

// servers are ours and those beside it, which are installed into the user's
// cache folder by pip and npm as these are set up. What cannot be had is named
// and left out.
func servers(ours, cache string) []server {
	list := []server{{name: "mlf-lsp", version: first(ours, "version"), command: []string{ours, "server"}}}
	if ruff, err := pip(cache, "ruff"); err != nil {
		fmt.Fprintln(os.Stderr, "left out: ruff could not be installed:", err)
	} else {
		list = append(list, server{name: "ruff", version: first(ruff, "--version"), command: []string{ruff, "server"}})
	}
	if pyright, err := npm(cache, "pyright", "pyright/langserver.index.js"); err != nil {
		fmt.Fprintln(os.Stderr, "left out: pyright could not be installed:", err)
	} else {
		version := first("node", filepath.Join(filepath.Dir(pyright), "index.js"), "--version")
		list = append(list, server{name: "pyright", version: version, command: []string{"node", pyright, "--stdio"}})
	}
	return list
}

func first(command ...string) string {
	out, err := exec.Command(command[0], command[1:]...).Output()
	if err != nil {
		return "?"
	}
	line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	return line
}

func pip(cache, name string) (string, error) {
	env := filepath.Join(cache, "venv")
	path := filepath.Join(env, "bin", name)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	if _, err := os.Stat(filepath.Join(env, "bin", "python")); err != nil {
		if err := run(cache, "python3", "-m", "venv", env); err != nil {
			return "", err
		}
	}
	return path, run(cache, filepath.Join(env, "bin", "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", name)
}

func npm(cache, name, file string) (string, error) {
	dir := filepath.Join(cache, "npm")
	path := filepath.Join(dir, "node_modules", file)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	return path, run(dir, "npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", dir, name)
}

func run(dir string, command ...string) error {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, strings.TrimSpace(string(out)))
	}
	return nil
}

package scaffold

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// git runs git in a folder and returns what it prints. It never asks on a
// terminal and runs no hooks.
func git(ctx context.Context, folder string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-c", "core.hooksPath=" + os.DevNull}, args...)...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	if errors.Is(err, exec.ErrNotFound) {
		return "", errors.New("git is not installed; install it, or use --no-git where that is offered")
	} else if err != nil {
		lines := strings.Split(strings.TrimSpace(complaint.String()+"\n"+out.String()), "\n")
		return out.String(), fmt.Errorf("git %s failed: %s", args[0], strings.Join(lines[:min(3, len(lines))], "; "))
	}
	return out.String(), nil
}

// gitSetting is one of git's settings, "" where there is none.
func gitSetting(name string) string {
	out, err := git(context.Background(), "", "config", "--get", name)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(out)
}

// identity are arguments for git that name who commits, where git does not
// know.
func identity(ctx context.Context, folder, name, email string) []string {
	if _, err := git(ctx, folder, "config", "--get", "user.email"); err == nil {
		return nil
	}
	return []string{"-c", "user.name=" + name, "-c", "user.email=" + email}
}

// TemplateBranch holds what the template made, and nothing else; sync merges
// its changes into the project.
const TemplateBranch = "TEMPLATE"

// initRepository makes a repository of a new project, with one commit on main
// and the branch of the template at it.
func initRepository(ctx context.Context, folder string, t *Template, a Answers) error {
	message := fmt.Sprintf("Create %s from template %s %s", Slug(a["project_name"]), t.Handle, t.Version)
	if _, err := git(ctx, folder, "init", "-q", "-b", "main"); err != nil {
		return err
	}
	who := identity(ctx, folder, a["full_name"], a["email"])
	for _, args := range [][]string{
		{"add", "--all", "--force"},
		append(who, "-c", "commit.gpgsign=false", "commit", "-q", "--no-verify", "-m", message),
		{"branch", TemplateBranch},
	} {
		if _, err := git(ctx, folder, args...); err != nil {
			return err
		}
	}
	return nil
}

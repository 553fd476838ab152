package scaffold

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
)

// git runs git in a folder and returns what it prints. It never asks on a
// terminal and runs no hooks.
func git(ctx context.Context, folder string, args ...string) (string, error) {
	return gitWith(ctx, folder, nil, args...)
}

// gitWith is git with further variables.
func gitWith(ctx context.Context, folder string, env []string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-c", "core.hooksPath=" + os.DevNull}, args...)...)
	cmd.Dir = folder
	cmd.Env = append(append(os.Environ(), "GIT_TERMINAL_PROMPT=0", "LC_ALL=C"), env...)
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

// authorised are variables by which git shows a token to the host of a URL. A
// variable is seen by the user's own processes alone: the token is neither in
// the list of processes nor in any file. What a workflow's checkout has set for
// the host is put aside, since GitHub refuses two answers to one question.
func authorised(remote, token string) []string {
	u, err := url.Parse(remote)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || token == "" {
		return nil
	}
	key := "http." + u.Scheme + "://" + u.Host + "/.extraHeader"
	basic := base64.StdEncoding.EncodeToString([]byte("x-access-token:" + token))
	return []string{
		"GIT_CONFIG_COUNT=3",
		"GIT_CONFIG_KEY_0=" + key, "GIT_CONFIG_VALUE_0=",
		"GIT_CONFIG_KEY_1=" + key, "GIT_CONFIG_VALUE_1=Authorization: Basic " + basic,
		"GIT_CONFIG_KEY_2=credential.helper", "GIT_CONFIG_VALUE_2=",
	}
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

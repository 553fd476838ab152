package editors

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// terminal is a screen of text that programs run on, by tmux.
type terminal struct {
	t      *testing.T
	tmux   string
	socket string
}

// openTerminal runs a command on a screen of its own until the test ends.
func openTerminal(t *testing.T, dir string, env []string, width, height int, command ...string) *terminal {
	t.Helper()
	w := &terminal{t: t, tmux: program(t, "tmux"), socket: filepath.Join(t.TempDir(), "tmux")}
	var quoted []string
	for _, a := range command {
		quoted = append(quoted, "'"+strings.ReplaceAll(a, "'", `'\''`)+"'")
	}
	cmd := exec.Command(w.tmux, "-S", w.socket, "-f", "/dev/null", "new-session", "-d",
		"-x", fmt.Sprint(width), "-y", fmt.Sprint(height), "exec "+strings.Join(quoted, " "))
	cmd.Dir, cmd.Env = dir, env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("tmux: %v\n%s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command(w.tmux, "-S", w.socket, "kill-server").Run() }) // it may have ended
	return w
}

// keys types keys, by tmux's names.
func (w *terminal) keys(names ...string) {
	w.t.Helper()
	if out, err := exec.Command(w.tmux, append([]string{"-S", w.socket, "send-keys"}, names...)...).CombinedOutput(); err != nil {
		w.t.Fatalf("tmux: %v\n%s", err, out)
	}
}

func (w *terminal) screen(options ...string) string {
	out, err := exec.Command(w.tmux, append([]string{"-S", w.socket, "capture-pane", "-p"}, options...)...).Output()
	if err != nil {
		return ""
	}
	return string(out)
}

// until waits for a text on the screen.
func (w *terminal) until(text string) string {
	w.t.Helper()
	return w.when(text, true)
}

// gone waits for a text to be no longer on the screen.
func (w *terminal) gone(text string) {
	w.t.Helper()
	w.when(text, false)
}

func (w *terminal) when(text string, there bool) string {
	w.t.Helper()
	screen := ""
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if screen = w.screen(); strings.Contains(screen, text) == there {
			return screen
		}
	}
	w.t.Fatalf("that %q is on the screen is not %v in the end:\n%s", text, there, screen)
	return ""
}

// ended waits for the program to end.
func (w *terminal) ended() {
	w.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if exec.Command(w.tmux, "-S", w.socket, "has-session").Run() != nil {
			return
		}
	}
	w.t.Fatalf("the program does not end:\n%s", w.screen())
}

package editors

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHelix opens the demo with the file that is shipped, looks at a finding,
// takes a fix, saves, and compares with the command line.
func TestHelix(t *testing.T) {
	helix := program(t, "hx")
	edited, fixed := demo(t), demo(t)
	recordings := t.TempDir()
	env := environment(t, recordings)
	config := filepath.Join(setting(env, "XDG_CONFIG_HOME"), "helix")
	must(t, os.MkdirAll(config, 0o755))
	must(t, os.WriteFile(filepath.Join(config, "languages.toml"), []byte(read(t, "helix/languages.toml")), 0o644))
	w := openTerminal(t, edited, env, 120, 30, helix, "liver_seg/utils/seeding.py:19")
	w.until("fastest algorithm")
	w.keys("g", "s", "Space", "k")
	t.Logf("\n%s", w.until("Judged by torch"))
	w.keys("Escape")
	w.gone("Judged by torch") // or Escape and what follows would be one key
	w.keys("Space", "a")
	t.Logf("\n%s", w.until("benchmark off"))
	w.keys("Enter")
	w.until("benchmark = False")
	w.keys(":", "w", "q", "Enter")
	w.ended()
	conforms(t, recordings)
	mlf(t, fixed, "check", "--fix", "--select", "MLF202")
	same(t, filepath.Join(edited, "liver_seg/utils/seeding.py"), filepath.Join(fixed, "liver_seg/utils/seeding.py"))
}

// setting is the value of a variable in an environment.
func setting(env []string, name string) string {
	for _, v := range env {
		if rest, ok := strings.CutPrefix(v, name+"="); ok {
			return rest
		}
	}
	return ""
}

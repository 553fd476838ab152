package environ_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
)

var paths = []string{
	"requirements.txt", "environment.yml", "pyproject.toml", "poetry.lock", "uv.lock", "pdm.lock", "pylock.toml", "Pipfile",
	"Pipfile.lock", "conda-lock.yml", "conda-linux-64.lock", "setup.cfg", "setup.py", "Dockerfile", "compose.yml", "MLproject",
	"python_env.yaml", ".github/workflows/a.yml", ".gitlab-ci.yml", ".circleci/config.yml", "azure-pipelines.yml", ".travis.yml",
	"a.sh", "Makefile", ".env", ".python-version",
}

func bomb() string {
	var out strings.Builder
	out.WriteString("a0: &a0 [x,x,x,x,x,x,x,x,x]\n")
	for i := 1; i < 40; i++ {
		fmt.Fprintf(&out, "a%d: &a%d [%s*a%d]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d,", i-1), 8), i-1)
	}
	return out.String() + "dependencies: *a39\njobs: *a39\nservices: *a39\nentry_points: *a39\n"
}

func mergeBomb() string {
	var out strings.Builder
	out.WriteString("a: &a\n")
	for i := range 5000 {
		fmt.Fprintf(&out, "  k%d: 1\n", i)
	}
	for i := range 5000 {
		fmt.Fprintf(&out, "b%d: {<<: *a}\n", i)
	}
	return out.String()
}

func doubling(format, first string) string {
	out := first
	for i := 1; i < 200; i++ {
		out += fmt.Sprintf(format, i, i-1, i-1)
	}
	return out
}

func many(n int, format string) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, format, i)
	}
	return out.String()
}

// hostile are texts made to break or stall a reader. A scale of 1 is as large
// as an attacker would try.
func hostile(scale int) map[string]string {
	rep := strings.Repeat
	return map[string]string{
		"empty":          "",
		"binary":         "\x7fELF\x00\x01\x02",
		"bad utf8":       "name: \xff\xfe\xfd\n",
		"utf16":          "\xff\xfen\x00a\x00",
		"mark only":      "\ufeff",
		"returns":        rep("\r", 1000/scale),
		"alias bomb":     bomb(),
		"merge bomb":     mergeBomb(),
		"self alias":     "a: &a [*a]\nb: &b {<<: *b}\n",
		"flow depth":     rep("[", 200_000/scale),
		"brace depth":    "a=" + rep("{a=", 200_000/scale),
		"paren depth":    rep("(", 200_000/scale),
		"subst depth":    rep("$(", 200_000/scale),
		"quote depth":    rep("\"$(", 100_000/scale),
		"expansions":     "echo " + rep("${a:-", 100_000/scale),
		"ifs":            rep("if ", 100_000/scale),
		"nots":           rep("! ", 100_000/scale),
		"ands":           rep("a && ", 100_000/scale),
		"pipes":          rep("a | ", 100_000/scale),
		"backticks":      rep("`", 100_000/scale),
		"dollars":        rep("$", 100_000/scale),
		"block depth":    many(2000/scale, "%[1]*[1]d:\n"),
		"dashes":         rep("- ", 200_000/scale),
		"dotted":         rep("a.", 100_000/scale) + "a=1\n",
		"brackets":       rep("[[a]]\n", 50_000/scale),
		"keys":           many(100_000/scale, "k%d=1\n"),
		"long line":      "{" + many(100_000/scale, "k%d: v, ") + "}",
		"one scalar":     "a: \"" + rep("x\\n", 500_000/scale) + "\"",
		"exports":        many(50_000/scale, "export A%d=1\n"),
		"runs":           many(50_000/scale, "A%[1]d=1 python x%[1]d.py\n"),
		"env":            "FROM a\n" + many(50_000/scale, "ENV A%d=1\n") + "CMD python x.py\n",
		"stages":         many(20_000/scale, "FROM a AS s%d\nCOPY . .\nCMD python x.py\n"),
		"continuations":  "FROM a\nRUN a \\\n" + rep("# x\\\n", 200_000/scale),
		"heredocs":       "FROM a\n" + many(20_000/scale, "RUN <<E%d\n"),
		"docker double":  doubling("ENV A%d=$A%d$A%d\n", "FROM a\nENV A0=xxxxxxxx\n"),
		"shell double":   doubling("A%d=$A%d$A%d\n", "A0=xxxxxxxx\n"),
		"make double":    doubling("A%d := $(A%d)$(A%d)\n", "A0 := xxxxxxxx\n"),
		"py double":      "a = ['x==1']\n" + rep("a = a + a\n", 1000/scale) + "setup(install_requires=a)",
		"py nested":      rep("a=[", 200_000/scale),
		"py calls":       rep("setup(install_requires=[", 100_000/scale),
		"quotes":         rep("'", 100_000/scale),
		"hashes":         rep("#", 500_000/scale),
		"spaces":         rep(" ", 500_000/scale) + "x",
		"backslashes":    rep("\\\n", 200_000/scale),
		"comments":       "a: 1\n" + rep("# c\n", 100_000/scale) + "b: 2\n",
		"make vars":      "a:\n" + many(50_000/scale, "export A%d\n") + many(50_000/scale, "A%d=1\n"),
		"docker nested":  "FROM a\nENV A=" + rep("${A:-", 100_000/scale) + "\n",
		"requirements":   many(100_000/scale, "p%d==1.0\n"),
		"json depth":     "{\"default\": " + rep("[", 200_000/scale),
		"shell -c":       rep("sh -c '", 50_000/scale),
		"gitlab extends": many(20_000/scale, "j%[1]d: {extends: [j1, j%[1]d], script: [python x.py]}\n"),
		"actions":        "on: x\njobs:\n  a:\n    steps:\n" + many(5000/scale, "    - run: python x%d.py\n      env: {A: 1}\n"),
		"too large":      rep("x==1\n", (4<<20)/scale),
	}
}

// TestHostile gives every reader every text.
func TestHostile(t *testing.T) {
	for name, text := range hostile(400) {
		for _, path := range paths {
			t.Run(name+"/"+path, func(t *testing.T) {
				checkInvariants(t, environ.Parse(path, text), text)
			})
		}
	}
}

// TestHostileLarge gives single readers what is worst for them. The limit is
// far above what they need: it only tells slow from hopeless.
func TestHostileLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("large inputs")
	}
	worst := map[string]string{
		"alias bomb": "compose.yml", "merge bomb": "environment.yml", "flow depth": "environment.yml", "block depth": "MLproject",
		"long line": ".travis.yml", "brace depth": "pyproject.toml", "dotted": "pyproject.toml", "keys": "Pipfile",
		"brackets": "uv.lock", "paren depth": "a.sh", "subst depth": "a.sh", "quote depth": "a.sh", "expansions": "a.sh",
		"ifs": "a.sh", "nots": "a.sh", "ands": "a.sh", "pipes": "a.sh", "backticks": "a.sh", "shell -c": "a.sh",
		"exports": "a.sh", "runs": "a.sh", "env": "Dockerfile", "stages": "Dockerfile", "continuations": "Dockerfile",
		"heredocs": "Dockerfile", "docker nested": "Dockerfile", "py nested": "setup.py", "py calls": "setup.py",
		"make vars": "Makefile", "backslashes": "Makefile", "json depth": "Pipfile.lock", "gitlab extends": ".gitlab-ci.yml",
		"actions": ".github/workflows/a.yml", "one scalar": "conda-lock.yml", "requirements": "requirements.txt",
	}
	texts := hostile(1)
	for name, path := range worst {
		t.Run(name, func(t *testing.T) {
			if texts[name] == "" {
				t.Fatalf("no text %q", name)
			}
			start := time.Now()
			f := environ.Parse(path, texts[name])
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
			checkInvariants(t, f, texts[name])
		})
	}
}

// TestRefused names what is refused in one sentence.
func TestRefused(t *testing.T) {
	texts := hostile(1)
	for _, e := range []struct{ text, path, want string }{
		{"alias bomb", "compose.yml", "aliases of this file expand"},
		{"merge bomb", "environment.yml", "merge keys of this file copy"},
		{"self alias", "environment.yml", "stands inside the value that it names"},
		{"binary", "requirements.txt", "binary bytes"},
		{"bad utf8", "environment.yml", "not valid UTF-8"},
		{"utf16", "requirements.txt", "UTF-16"},
		{"too large", "requirements.txt", "larger than 16 MiB"},
		{"flow depth", "environment.yml", "not valid YAML"},
		{"block depth", "MLproject", "nested deeper than"},
		{"runs", "a.sh", "more than 1000 commands"},
	} {
		t.Run(e.text, func(t *testing.T) {
			f := environ.Parse(e.path, texts[e.text])
			if len(f.Problems) == 0 || !strings.Contains(f.Problems[0].Message, e.want) {
				t.Errorf("got %v, want a problem with %q", f.Problems, e.want)
			}
		})
	}
}

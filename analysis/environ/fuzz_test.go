package environ_test

import (
	"reflect"
	"testing"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
)

// fuzz checks that no text breaks the readers of these paths, and that reading
// twice gives the same.
func fuzz(f *testing.F, seeds []string, paths ...string) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, path := range paths {
			first := environ.Parse(path, text)
			checkInvariants(t, first, text)
			if again := environ.Parse(path, text); !reflect.DeepEqual(first, again) {
				t.Fatalf("%s: two readings differ", path)
			}
		}
	})
}

func FuzzRequirements(f *testing.F) {
	fuzz(f, []string{"torch[x]==1.0; a \\\n --hash=sha256:b", "-e git+https://a/b@c#egg=d", "a=1=b\nhttps://a/b-1-c.conda"},
		"requirements.txt", "conda-linux-64.lock", ".env", ".python-version", "setup.cfg", "setup.py")
}

func FuzzYAML(f *testing.F) {
	fuzz(f, []string{
		"dependencies:\n- a=1\n- pip: ['b==2']\n", "a: &x {b: 1}\nc: {<<: *x}\n", "entry_points: {m: {command: 'A=1 python x.py {p}'}}",
		"jobs: {a: {steps: [{run: \"x\\n y\"}]}}", "s: >\n  a\n  b\n", "services: {a: {command: [python, x.py], environment: [A=1]}}",
	}, "environment.yml", "conda-lock.yml", "compose.yml", "MLproject", "python_env.yaml", ".github/workflows/a.yml", ".gitlab-ci.yml",
		".circleci/config.yml", "azure-pipelines.yml", ".travis.yml", "configs/a.yaml")
}

func FuzzTOML(f *testing.F) {
	fuzz(f, []string{"[project]\ndependencies = [\"a==1\"]", "[[package]]\nname='a'\nversion='1'", "a.b = {c = '''d'''}", "{\"default\": {\"a\": {}}}"},
		"pyproject.toml", "Pipfile", "Pipfile.lock", "poetry.lock", "uv.lock", "pdm.lock", "pylock.toml")
}

func FuzzShell(f *testing.F) {
	fuzz(f, []string{"A=1 python x.py --a \"$B\" | tee", "FROM a AS b\nENV A=${B:-c} \\\n D=1\nRUN <<E\nx\nE\n", "a: b\n\t@$(C) x\n", "export A=${B:-\"c\"}"},
		"a.sh", "Dockerfile", "Makefile")
}

func FuzzParseRequirement(f *testing.F) {
	f.Add("a[b] >=1,<2 ; c")
	f.Fuzz(func(t *testing.T, text string) {
		pin, err := environ.ParseRequirement(text)
		if err == nil && pin.Package == "" {
			t.Fatal("no error and no name")
		}
		if pin.Span.Start < 0 || pin.Span.Start > pin.Span.End || pin.Span.End > len(text) {
			t.Fatalf("span %v", pin.Span)
		}
	})
}

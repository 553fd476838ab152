//go:build unix

package scaffold_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mlf-core/mlf-lsp/scaffold"
	"github.com/mlf-core/mlf-lsp/scaffold/existing"
)

// TestTemplatesTrain makes each template's project and runs it with the
// frameworks that tools/frameworks/install templates put into the user's cache.
// The project's own tests show that training twice gives equal metrics and
// weights, that training without seeds does not, and that predictions repeat.
// What MLflow's store holds of two equal runs is judged by MLflow itself, and
// the model in it is served. It takes minutes, so that only make test asks for
// it, by MLF_LSP_TRAIN.
func TestTemplatesTrain(t *testing.T) {
	if os.Getenv("MLF_LSP_TRAIN") == "" {
		t.Skip("set MLF_LSP_TRAIN=1 to train the templates, as make test does")
	}
	for _, tpl := range scaffold.Builtin() {
		for _, given := range frameworks(tpl) {
			framework := tpl.Framework
			if f := given["framework"]; f != "" {
				framework = f
			}
			t.Run(tpl.Handle+"/"+framework, func(t *testing.T) {
				p := trainee{t, templatePython(t, framework), filepath.Join(t.TempDir(), "project")}
				if err := scaffold.Write(p.folder, made(t, tpl, given), false); err != nil {
					t.Fatal(err)
				}
				p.runOwnTests()
				if tpl.Domain == "mlflow" {
					p.serve(p.judgeStore(framework))
				}
			})
		}
	}
}

// TestImportedProgramRuns makes a project around a script of scikit-learn and
// runs it with the script's own arguments: it prints the same, and MLflow keeps
// what it was given and what came out.
func TestImportedProgramRuns(t *testing.T) {
	if os.Getenv("MLF_LSP_TRAIN") == "" {
		t.Skip("set MLF_LSP_TRAIN=1 to train, as make test does")
	}
	dir := t.TempDir()
	script := filepath.Join(dir, "old", "trees.py")
	write(t, script, `import argparse

from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier

parser = argparse.ArgumentParser()
parser.add_argument("--trees", type=int, default=5)
parser.add_argument("--quiet", action="store_true")
options = parser.parse_args()
rows, classes = make_classification(random_state=0)
model = RandomForestClassifier(options.trees, random_state=0).fit(rows, classes)
print("score", options.trees, model.predict_proba(rows).sum(axis=0))
`)
	program, err := existing.Read(t.Context(), script)
	if err != nil {
		t.Fatal(err)
	}
	tpl, err := scaffold.Import(program)
	if err != nil {
		t.Fatal(err)
	}
	p := trainee{t, templatePython(t, "xgboost"), filepath.Join(dir, "project")}
	if err := scaffold.Write(p.folder, made(t, tpl, scaffold.Answers{"project_name": "Trees project"}), false); err != nil {
		t.Fatal(err)
	}
	score := regexp.MustCompile("(?m)^score 7 .*$")
	was := score.FindString(p.run(script, "--trees", "7", "--quiet"))
	is := score.FindString(p.run("-m", "trees_project.train", "--trees", "7", "--quiet"))
	if was == "" || was != is {
		t.Errorf("the script prints %q, the project %q", was, is)
	}
	kept := p.run("-c", `import mlflow
run, = mlflow.search_runs(output_format="list", search_all_experiments=True)
print("KEPT", run.info.status, run.data.params["n_estimators"], run.data.params["arguments"], "training_score" in str(run.data.metrics))
print("REPORTS", sorted(a.path for a in mlflow.MlflowClient().list_artifacts(run.info.run_id, "reports")))`)
	if !strings.Contains(kept, "KEPT FINISHED 7 --trees 7 --quiet True") || !strings.Contains(kept, "'reports/environment.json', 'reports/hardware.json'") {
		t.Errorf("MLflow has %s", kept)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestDocumentationBuilds builds each template's documentation as its workflow
// does: with the pinned Sphinx, warnings being errors.
func TestDocumentationBuilds(t *testing.T) {
	python := templatePython(t, "docs")
	for _, tpl := range scaffold.Builtin() {
		folder := filepath.Join(t.TempDir(), tpl.Handle)
		if err := scaffold.Write(folder, made(t, tpl, frameworks(tpl)[0]), false); err != nil {
			t.Fatal(err)
		}
		p := trainee{t, python, folder}
		p.run("-m", "sphinx", "-q", "-W", "-b", "html", "docs", "docs/_build/html")
		if page, err := os.ReadFile(filepath.Join(folder, "docs/_build/html/readme.html")); err != nil || !strings.Contains(string(page), `href="usage.html"`) {
			t.Errorf("%s: the page of the README leads nowhere: %v", tpl.Handle, err)
		}
	}
}

// trainee is a project in a folder with the interpreter that has what it locks.
type trainee struct {
	t      *testing.T
	python string
	folder string
}

// command is Python in the project as its README and MLproject start it.
func (p trainee) command(args ...string) *exec.Cmd {
	cmd := exec.Command(p.python, args...)
	cmd.Dir = p.folder
	cmd.Env = append(os.Environ(), "PYTHONPATH="+p.folder, "PYTHONHASHSEED=0", "CUBLAS_WORKSPACE_CONFIG=:4096:8",
		"CUDA_VISIBLE_DEVICES=", "MLFLOW_DISABLE_TELEMETRY=true", "DO_NOT_TRACK=1", "MLFLOW_TRACKING_URI="+p.store())
	return cmd
}

func (p trainee) store() string { return "sqlite:///" + filepath.ToSlash(p.folder) + "/mlflow.db" }

// run is what a command prints to its standard output.
func (p trainee) run(args ...string) string {
	p.t.Helper()
	cmd := p.command(args...)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil {
		p.t.Fatalf("%v: %v\n%s%s", args, err, out.String(), complaint.String())
	}
	return out.String() + complaint.String()
}

func (p trainee) runOwnTests() {
	out := p.run("-m", "unittest", "discover", "-s", "tests", "-v")
	if !strings.Contains(out, "\nOK") || strings.Contains(out, "Ran 0 tests") {
		p.t.Fatalf("the project's tests did not run:\n%s", out)
	}
}

// judgeStore trains twice into one store and returns the second model's URI.
func (p trainee) judgeStore(framework string) string {
	var results []string
	for range 2 {
		p.run("-m", "exploding_springfield.train", "--data", "generated", "--max-epochs", "2", "--result", "result.json")
		raw, err := os.ReadFile(filepath.Join(p.folder, "result.json"))
		if err != nil {
			p.t.Fatal(err)
		}
		results = append(results, string(raw))
	}
	if results[0] != results[1] {
		p.t.Errorf("two runs gave\n%s\n%s", results[0], results[1])
	}
	judge, err := filepath.Abs("testdata/judge_store.py")
	if err != nil {
		p.t.Fatal(err)
	}
	lines := strings.Split(p.run(judge, p.store(), framework), "\n")
	for _, line := range lines {
		if strings.HasPrefix(line, "models:/") {
			return line
		}
	}
	p.t.Fatalf("no model was named: %q", lines)
	return ""
}

// serve starts MLflow's server of models and asks it for a prediction of the
// example that the model was logged with.
func (p trainee) serve(model string) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		p.t.Fatal(err)
	}
	port := fmt.Sprint(free.Addr().(*net.TCPAddr).Port)
	free.Close()
	cmd := p.command("-m", "mlflow", "models", "serve", "--model-uri", model, "--env-manager", "local", "--host", "127.0.0.1", "--port", port)
	cmd.Env = append(cmd.Env, "PATH="+filepath.Dir(p.python)+string(os.PathListSeparator)+os.Getenv("PATH"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	defer func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		<-ended
	}()
	rows := p.run("-c", "import json, mlflow, sys, numpy as np\n"+
		"shape = [n if n > 0 else 2 for n in mlflow.models.get_model_info(sys.argv[1]).signature.inputs.inputs[0].shape]\n"+
		"print('INPUT', json.dumps({'inputs': np.zeros(shape).tolist()}))", model)
	_, body, _ := strings.Cut(rows, "INPUT ")
	body, _, _ = strings.Cut(body, "\n")
	answer := p.ask("http://127.0.0.1:"+port+"/invocations", body, ended)
	var got struct{ Predictions [][]float64 }
	if err := json.Unmarshal([]byte(answer), &got); err != nil || len(got.Predictions) != 2 || len(got.Predictions[0]) < 7 {
		p.t.Errorf("the server answered %q (%v)\n%s", answer, err, log.String())
	}
}

// ask sends a request until the server is there.
func (p trainee) ask(url, body string, ended <-chan struct{}) string {
	for deadline := time.Now().Add(3 * time.Minute); time.Now().Before(deadline); {
		answer, err := http.Post(url, "application/json", strings.NewReader(body))
		if err == nil {
			raw, _ := io.ReadAll(answer.Body)
			answer.Body.Close()
			return string(raw)
		}
		select {
		case <-ended:
			p.t.Fatal("mlflow models serve ended before it answered")
		case <-time.After(500 * time.Millisecond):
		}
	}
	p.t.Fatal("mlflow models serve does not answer")
	return ""
}

// templatePython is the interpreter with the packages that a template locks.
func templatePython(t *testing.T, framework string) string {
	cache := os.Getenv("XDG_CACHE_HOME")
	if cache == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			t.Skipf("there is no cache folder: %v", err)
		}
		cache = filepath.Join(home, ".cache")
	}
	python := filepath.Join(cache, "mlf-lsp", "frameworks", "template-"+framework, "bin", "python")
	if _, err := os.Stat(python); err != nil {
		t.Skipf("%s needs %s: run tools/frameworks/install templates", t.Name(), framework)
	}
	return python
}

package codeactions_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/analysis"
	"golang.org/x/tools/txtar"
)

// python is an interpreter that has a framework: that of MLF_LSP_PYTHON, else
// one that tools/frameworks/install provides. Without one the test is skipped
// by name.
func python(t *testing.T, framework string) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	reason := ""
	for _, exe := range []string{
		os.Getenv("MLF_LSP_PYTHON"), filepath.Join(cache, "mlf-lsp", "frameworks", framework, "bin", "python"), "/usr/bin/python3", "python3",
	} {
		if exe == "" {
			continue
		}
		out, err := exec.Command(exe, "-c", "import "+framework).CombinedOutput()
		if err == nil {
			return exe
		}
		reason = exe + ": " + err.Error() + " " + lastLine(out)
	}
	t.Skipf("%s needs %s: run tools/frameworks/install %s, or set MLF_LSP_PYTHON to a Python that has it (%s)", t.Name(), framework, framework, reason)
	return ""
}

func lastLine(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}

// runIn runs a Python program in a folder and gives what it prints.
func runIn(t *testing.T, exe, dir, program string) string {
	t.Helper()
	cmd := exec.Command(exe, "-c", program)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CUDA_VISIBLE_DEVICES=", "TF_CPP_MIN_LOG_LEVEL=3", "OMP_NUM_THREADS=1", "PYTHONDONTWRITEBYTECODE=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return strings.TrimSpace(string(out))
}

// TestOperationsKeepShapes runs models before and after their operations are
// replaced: the output has the same shape, and a gradient flows back.
func TestOperationsKeepShapes(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	exe := python(t, "torch")
	archives(t, filepath.Join("..", "testdata", "fix", "operations"), func(t *testing.T, _ string, a *txtar.Archive) {
		const program = `
import torch
from model import Net, EXAMPLE
x = torch.rand(*EXAMPLE, requires_grad=True)
y = Net()(x)
y.sum().backward()
print(tuple(y.shape), tuple(x.grad.shape))`
		before, after := t.TempDir(), t.TempDir()
		for _, f := range a.Files {
			if name, fixed := strings.CutPrefix(f.Name, "want/"); fixed {
				write(t, filepath.Join(after, name), f.Data)
			} else {
				write(t, filepath.Join(before, f.Name), f.Data)
				if !slices.ContainsFunc(a.Files, func(w txtar.File) bool { return w.Name == "want/"+f.Name }) {
					write(t, filepath.Join(after, f.Name), f.Data)
				}
			}
		}
		if b, c := runIn(t, exe, before, program), runIn(t, exe, after, program); b != c {
			t.Errorf("shapes before %s, after %s", b, c)
		}
	})
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestFixedTrainingRepeats trains twice before and twice after fixing: the
// weights differ before and are equal to the bit after.
func TestFixedTrainingRepeats(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	exe := python(t, "torch")
	const script = `import random

import torch
from torch import nn
from torch.utils.data import DataLoader


def main():
    data = [torch.full((4,), float(i)) for i in range(32)]
    random.shuffle(data)
    model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 1))
    opt = torch.optim.SGD(model.parameters(), lr=0.001)
    for _ in range(2):
        for batch in DataLoader(data, batch_size=4, shuffle=True):
            opt.zero_grad()
            model(batch).sum().backward()
            opt.step()
    torch.save(model.state_dict(), "m.pt")
    print([p.detach().numpy().tobytes().hex() for p in model.parameters()])


if __name__ == "__main__":
    main()
`
	trainsEqually(t, exe, script)
}

// TestFixedTensorFlowRepeats is the same for TensorFlow: the seed and the
// deterministic operations that --fix adds run, and end in equal weights.
func TestFixedTensorFlowRepeats(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	exe := python(t, "tensorflow")
	const script = `import numpy as np
import tensorflow as tf


def main():
    x = np.random.rand(64, 4).astype("float32")
    data = tf.data.Dataset.from_tensor_slices((x, x[:, :1])).shuffle(64).batch(8)
    model = tf.keras.Sequential([tf.keras.layers.Dense(8), tf.keras.layers.Dropout(0.5), tf.keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse")
    model.fit(data, epochs=2, verbose=0)
    print([w.tobytes().hex() for w in model.get_weights()])


if __name__ == "__main__":
    main()
`
	trainsEqually(t, exe, script)
}

// trainsEqually holds that two runs of a script print different weights, and
// equal ones once it is fixed.
func trainsEqually(t *testing.T, exe, script string) {
	t.Helper()
	sources := []analysis.Source{{Path: "train.py", Raw: []byte(script)}}
	s := read("")
	out := s.fix(analysis.New(s.options(t), sources), sources)
	if len(out.Changes) != 1 {
		t.Fatalf("%d files are changed, want 1", len(out.Changes))
	}
	twice := func(text []byte) (string, string) {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "train.py"), text)
		const program = `import runpy; runpy.run_path("train.py", run_name="__main__")`
		return runIn(t, exe, dir, program), runIn(t, exe, dir, program)
	}
	if a, b := twice([]byte(script)); a == b {
		t.Error("the weights are equal before fixing: the test shows nothing")
	}
	if a, b := twice(out.Changes[0].After); a != b {
		t.Errorf("the weights differ after fixing:\n%s", out.Changes[0].After)
	}
}

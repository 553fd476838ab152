package editors

import (
	"os"
	"path/filepath"
	"testing"
)

// nvim runs a script of testdata in Neovim with the configuration that is
// shipped, and nothing else.
func nvim(t *testing.T, dir, script string) {
	t.Helper()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	drive(t, dir, []string{"TESTDATA=" + filepath.Join(here, "testdata")},
		program(t, "nvim"), "--headless", "--clean", "-n", "--cmd", "set runtimepath^="+filepath.Join(here, "nvim"),
		"-c", "luafile "+filepath.Join(here, "testdata", script))
}

// TestNeovimFixes applies a fix in the demo and compares what is saved with
// what the command line makes.
func TestNeovimFixes(t *testing.T) {
	edited, fixed := demo(t), demo(t)
	nvim(t, edited, "fix.lua")
	mlf(t, fixed, "check", "--fix", "--select", "MLF202")
	same(t, filepath.Join(edited, "liver_seg/utils/seeding.py"), filepath.Join(fixed, "liver_seg/utils/seeding.py"))
}

// project has findings that other files decide on.
const project = `-- train.py --
import random

import torch

from seeding import seed_all

seed_all()
torch.manual_seed(0)
order = random.sample(range(9), 9)
torch.use_deterministic_algorithms(True)
torch.backends.cudnn.benchmark = False
pool = torch.nn.MaxPool3d(2).cuda()
pool(torch.ones(1, 1, 4, 4, 4, device="cuda", requires_grad=True)).sum().backward()
-- seeding.py --
def seed_all():
    pass
-- requirements.txt --
torch==2.4.0
-- Dockerfile --
FROM python:3.11@sha256:2a5a2a8f1a6c3d0d4e0b5bb1c9f6c0c9f6a1d3f1c7a44f3b1de2f4a5b6c7d8e9
ENV CUBLAS_WORKSPACE_CONFIG=:4096:8
COPY . .
CMD ["python", "train.py"]
-- mlf-lsp.yaml --
{}
`

// TestNeovimSeesTheProject edits files that others depend on, and outlives its
// server.
func TestNeovimSeesTheProject(t *testing.T) {
	nvim(t, write(t, project), "project.lua")
}

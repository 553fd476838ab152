package syntax

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// corpus is the top level of Python's library, read into memory.
func corpus(b *testing.B) (texts []string, bytes int64) {
	out, err := exec.Command("python3", "-c", "import os; print(os.path.dirname(os.__file__))").Output()
	if err != nil {
		b.Skip("skipped: python3 is not installed, there is no corpus")
	}
	files, _ := filepath.Glob(filepath.Join(strings.TrimSpace(string(out)), "*.py"))
	for _, path := range files {
		if data, err := os.ReadFile(path); err == nil {
			texts = append(texts, string(data))
			bytes += int64(len(data))
		}
	}
	return texts, bytes
}

// BenchmarkTreeSitter is the parser alone.
func BenchmarkTreeSitter(b *testing.B) {
	texts, n := corpus(b)
	p := newParser()
	defer p.close()
	b.SetBytes(n)
	for b.Loop() {
		for _, t := range texts {
			p.parse(nil, t).free()
		}
	}
}

// BenchmarkFlatten is the list of nodes alone.
func BenchmarkFlatten(b *testing.B) {
	texts, n := corpus(b)
	p := newParser()
	defer p.close()
	trees := make([]*parsed, len(texts))
	for i, t := range texts {
		trees[i] = p.parse(nil, t)
		defer trees[i].free()
	}
	b.SetBytes(n)
	for b.Loop() {
		for _, t := range trees {
			p.flatten(t, nil)
		}
	}
}

// BenchmarkBuild is our tree from the list of nodes.
func BenchmarkBuild(b *testing.B) {
	texts, n := corpus(b)
	p := newParser()
	defer p.close()
	lists := make([][]rec, len(texts))
	for i, t := range texts {
		tree := p.parse(nil, t)
		lists[i] = append([]rec(nil), p.flatten(tree, nil)...)
		tree.free()
	}
	b.SetBytes(n)
	b.ReportAllocs()
	for b.Loop() {
		for i, t := range texts {
			(&builder{text: t, recs: lists[i]}).build()
		}
	}
}

// BenchmarkParse is all of it.
func BenchmarkParse(b *testing.B) {
	texts, n := corpus(b)
	b.SetBytes(n)
	b.ReportAllocs()
	for b.Loop() {
		for _, t := range texts {
			Parse(t)
		}
	}
}

// BenchmarkEdit is one typed character in a file of 5,000 lines.
func BenchmarkEdit(b *testing.B) {
	text := strings.Repeat(`
class Net(nn.Module):
    def __init__(self, width: int = 64) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, width, kernel_size=3, padding=1)  # first
        self.pool = nn.MaxPool3d(2)

    def forward(self, x):
        for i in range(10):
            x = F.relu(self.conv(x)) + self.pool(x)[..., None]
        return x.view(x.size(0), -1)
`, 455)
	at := strings.Index(text[len(text)/2:], "range(10") + len(text)/2 + len("range(10")
	d := NewDocument(text)
	defer d.Close()
	b.ReportAllocs()
	for b.Loop() {
		d.Edit(at, at, "1")
		d.Edit(at, at+1, "")
	}
}

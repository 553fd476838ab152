package quantity

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what is read")

// shown is what was read of a file, one quantity a line; long ones are cut.
func shown(c Content) string {
	var out strings.Builder
	fmt.Fprintf(&out, "format %s\n", c.Format)
	if c.Note != "" {
		fmt.Fprintf(&out, "note %s\n", c.Note)
	}
	for i := range c.Quantities {
		q := &c.Quantities[i]
		value := fmt.Sprintf("%.200q", q.Data)
		if v := Floats(q); v != nil {
			value = fmt.Sprint(v[:min(len(v), 12)])
			if len(v) > 12 {
				value += fmt.Sprintf(" and %d more", len(v)-12)
			}
		}
		if q.Type == Opaque {
			value = "-"
		}
		fmt.Fprintf(&out, "%s %s%v %s", q.Name, q.Type, q.Shape, value)
		if q.Steps != nil {
			fmt.Fprintf(&out, " at %s %v", q.Counter, q.Steps[:min(len(q.Steps), 12)])
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// TestFiles reads files that libraries wrote; testdata/make.py says how.
func TestFiles(t *testing.T) {
	names, err := filepath.Glob("testdata/files/*")
	if err != nil || len(names) < 20 {
		t.Fatalf("%d files: %v", len(names), err)
	}
	var out strings.Builder
	for _, name := range names {
		c := ReadFile(name, filepath.ToSlash(name), nil)
		fmt.Fprintf(&out, "== %s\n%s", filepath.Base(name), shown(c))
		c.Close()
	}
	const golden = "testdata/files.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, _ := os.ReadFile(golden)
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(out.String(), "\n")); diff != "" {
		t.Error(diff)
	}
}

// TestSameTensors wants all ways to store the same values to give the same.
func TestSameTensors(t *testing.T) {
	list := func(file string) map[string]string {
		c := ReadFile("testdata/files/"+file, file, nil)
		defer c.Close()
		out := map[string]string{}
		for _, q := range c.Quantities {
			out[q.Name] = q.Digest
		}
		if len(out) < 3 {
			t.Errorf("%s: %v", file, out)
		}
		return out
	}
	for _, pair := range [][2]string{{"torch.pt", "torch-old.pt"}, {"pickle0.pkl", "pickle5.pkl"}, {"pickle2.pkl", "pickle4.pkl"}} {
		if diff := cmp.Diff(list(pair[0]), list(pair[1])); diff != "" {
			t.Errorf("%v: %s", pair, diff)
		}
	}
	a, b := list("small.weights.h5"), list("whole.h5")
	if a["layers/dense/vars/0"] == "" || a["layers/dense/vars/0"] != b["model_weights/dense/sequential/dense/kernel"] {
		t.Errorf("weights %v\nmodel %v", a, b)
	}
}

// FuzzReadFile wants broken files of all formats to be read or refused: within
// bounds of memory, and never by a failure that nobody foresaw.
func FuzzReadFile(f *testing.F) {
	names, _ := filepath.Glob("testdata/files/*")
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(filepath.Base(name), data)
	}
	f.Add("mlruns/0/0123456789abcdef0123456789abcdef/metrics/loss", []byte("1 0.5 0\n2 0.4 1\n"))
	f.Add("a.yaml", []byte("a: &x [1, 2]\nb: *x\n"))
	f.Add("a.csv", []byte("epoch,loss\n1,0.5\n"))
	f.Add("a.jsonl", []byte("{\"a\": NaN}\n{\"a\": 1}\n"))
	f.Add("a.log", []byte("epoch 1 loss 0.5 3s/step\r\x1b[1m\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		in := &input{data: slices.Clone(data), name: name, aside: map[string]int{}}
		format, list, note := in.read()
		if strings.Contains(note, "please report") {
			t.Fatalf("%s: %s", format, note)
		}
		total := 0
		for i := range list {
			list[i].Seal()
			total += len(list[i].Data)
			if list[i].Steps != nil && list[i].Type.Size() > 0 && len(list[i].Steps)*list[i].Type.Size() != len(list[i].Data) {
				t.Fatalf("%s: %s has %d steps for %d bytes", format, list[i].Name, len(list[i].Steps), len(list[i].Data))
			}
		}
		if total > len(data)*3000+1<<20 {
			t.Fatalf("%s: %d bytes of a file of %d", format, total, len(data))
		}
	})
}

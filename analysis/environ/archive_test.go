package environ_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
)

var update = flag.Bool("update", false, "write what is found into the archives")

// TestArchives reads each file of testdata/*.txtar and compares what it says
// with the file of the same name and ".want".
func TestArchives(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		wants := map[string]string{}
		for _, file := range archive.Files {
			if path, ok := strings.CutSuffix(file.Name, ".want"); ok {
				wants[path] = string(file.Data)
			}
		}
		var found []txtar.File
		for _, file := range archive.Files {
			if strings.HasSuffix(file.Name, ".want") {
				continue
			}
			text := string(file.Data)
			f := environ.Parse(file.Name, text)
			got := dump(f, text)
			found = append(found, file, txtar.File{Name: file.Name + ".want", Data: []byte(got)})
			t.Run(filepath.Base(name)+"/"+file.Name, func(t *testing.T) {
				checkInvariants(t, f, text)
				if diff := cmp.Diff(wants[file.Name], got); diff != "" && !*update {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
		}
		if *update {
			archive.Files = found
			if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

package report_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mlf-core/mlf-lsp/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

func write(t *testing.T, format string, r *report.Result, opt report.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, format, r, opt); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got), -update writes it anew:\n%s", name, diff)
	}
}

var extensions = map[string]string{
	"text": "txt", "concise": "concise.txt", "json": "json", "jsonl": "jsonl", "sarif": "sarif.json", "github": "github.txt",
	"gitlab": "gitlab.json", "junit": "junit.xml", "rdjson": "rdjson.json", "markdown": "md",
}

func TestGolden(t *testing.T) {
	for _, format := range report.Formats() {
		t.Run(format, func(t *testing.T) {
			golden(t, "rich."+extensions[format], write(t, format, rich(), report.Options{}))
			golden(t, "clean."+extensions[format], write(t, format, clean(), report.Options{}))
			golden(t, "empty."+extensions[format], write(t, format, &report.Result{}, report.Options{}))
		})
	}
}

func TestTextOptions(t *testing.T) {
	for name, opt := range map[string]report.Options{
		"color":   {Color: true},
		"narrow":  {Width: 50},
		"wide":    {Width: 300},
		"verbose": {Verbose: true, ShowFiles: true, Statistics: true},
	} {
		t.Run(name, func(t *testing.T) {
			golden(t, "rich."+name+".txt", write(t, "text", rich(), opt))
		})
	}
}

var ansi = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestColorChangesNothingElse(t *testing.T) {
	plain := write(t, "text", rich(), report.Options{})
	colored := write(t, "text", rich(), report.Options{Color: true})
	if diff := cmp.Diff(plain, ansi.ReplaceAllString(colored, "")); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(plain, "\x1b") {
		t.Error("the source's own escape sequence reached the terminal")
	}
}

func TestEveryFormat(t *testing.T) {
	mayBeEmpty := map[string]bool{"concise": true, "jsonl": true, "github": true}
	for _, format := range report.Formats() {
		for name, r := range map[string]*report.Result{"rich": rich(), "clean": clean(), "empty": {}} {
			out := write(t, format, r, report.Options{})
			if again := write(t, format, r, report.Options{}); again != out {
				t.Errorf("%s of %s differs from run to run", format, name)
			}
			if !strings.HasSuffix(out, "\n") && (name == "rich" || !mayBeEmpty[format]) {
				t.Errorf("%s of %s does not end with a newline", format, name)
			}
			for i, line := range strings.Split(out, "\n") {
				if strings.TrimRight(line, " \t\r") != line {
					t.Errorf("%s of %s: line %d ends with space: %q", format, name, i+1, line)
				}
			}
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	err := report.Write(&bytes.Buffer{}, "yaml", rich(), report.Options{})
	want := `unknown format "yaml": use one of text, concise, json, jsonl, sarif, github, gitlab, junit, rdjson, markdown`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

type fullDisk struct{}

var errFull = errors.New("no space left")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestWriteError(t *testing.T) {
	for _, format := range report.Formats() {
		if err := report.Write(fullDisk{}, format, rich(), report.Options{}); !errors.Is(err, errFull) {
			t.Errorf("%s: got %v", format, err)
		}
	}
}

func TestSuppressedAreHiddenUnlessAsked(t *testing.T) {
	r := rich()
	r.ShowSuppressed = false
	for _, format := range report.Formats() {
		if out := write(t, format, r, report.Options{}); strings.Contains(out, "Conv3d may choose") {
			t.Errorf("%s shows a suppressed finding", format)
		}
	}
	for _, format := range []string{"github", "gitlab", "rdjson", "markdown"} {
		if out := write(t, format, rich(), report.Options{}); strings.Contains(out, "Conv3d may choose") {
			t.Errorf("%s cannot mark suppression and shows a suppressed finding", format)
		}
	}
}

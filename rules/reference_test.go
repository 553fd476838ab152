package rules_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/rules"
)

var updateReference = flag.Bool("update-reference", false, "write docs/operations.md")

// TestOperationsArePublished holds docs/operations.md to the knowledge base.
func TestOperationsArePublished(t *testing.T) {
	base, err := rules.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	const page = "../docs/operations.md"
	want := operationsPage(base)
	if *updateReference {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(page); err != nil || string(got) != want {
		t.Errorf("%s is out of date (%v); run `go test ./rules -run TestOperationsArePublished -update-reference`", page, err)
	}
}

func operationsPage(base *rules.Base) string {
	var out strings.Builder
	out.WriteString("# Operations that are not deterministic\n\n" +
		"<!-- Generated from rules/*.yaml by: go test ./rules -run TestOperationsArePublished -update-reference -->\n\n" +
		"What mlf-lsp knows, by library and version. *Mode* is what the library's deterministic mode does: it makes the operation\n" +
		"deterministic, raises an error, or lets it vary. `mlf-lsp explain NAME --pin PACKAGE==VERSION` prints one operation with its\n" +
		"sources. What is not listed is not known to vary, which is not the same as known not to.\n\n<div class=\"searchable\" markdown>\n")
	for _, library := range base.Libraries() {
		if len(library.Ops) == 0 {
			continue
		}
		fmt.Fprintf(&out, "\n## %s\n\n| operation | when | on | versions: by default, mode | way out |\n|---|---|---|---|---|\n", library.Name)
		for _, op := range library.Ops {
			when := op.When.Text
			if when != "" {
				when = "`" + when + "`"
			}
			fmt.Fprintf(&out, "| %s | %s | %s | %s | %s |\n", cell(symbols(op.Symbols)), cell(when), cell(where(&op)), cell(history(&op)), cell(op.Help))
		}
	}
	out.WriteString("\n</div>\n")
	return out.String()
}

func symbols(list []string) string {
	const most = 8
	rest := ""
	if len(list) > most {
		list, rest = list[:most], fmt.Sprintf(" and %d more", len(list)-most)
	}
	return "`" + strings.Join(list, "`, `") + "`" + rest
}

func where(op *rules.Op) string {
	on := strings.Join(op.Devices, ", ")
	if on == "" {
		on = "any device"
	}
	if op.Pass == "forward" || op.Pass == "backward" {
		on += ", " + op.Pass
	}
	return on
}

func history(op *rules.Op) string {
	var rows []string
	for _, s := range op.Status {
		versions := "all"
		if s.Versions != "" {
			versions = "`" + s.Versions + "`"
		}
		row := versions + ": " + s.Default
		if s.Mode != "" {
			row += ", mode: " + s.Mode
		}
		rows = append(rows, row)
	}
	return strings.Join(rows, "; ")
}

// cell makes a text fit for a cell of a table; what is in backquotes needs no
// protection from HTML.
func cell(text string) string {
	parts := strings.Split(strings.NewReplacer("|", "\\|", "\n", " ").Replace(text), "`")
	for i := 0; i < len(parts); i += 2 {
		parts[i] = strings.ReplaceAll(parts[i], "<", "&lt;")
	}
	return strings.Join(parts, "`")
}

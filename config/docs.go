package config

import (
	"fmt"
	"strings"
)

const docsIntro = `# Configuration

<!-- Generated from config/options.go by: go test ./config -update -->

mlf-lsp needs no configuration. What a project wants otherwise stands in ` + "`mlf-lsp.yaml`" + ` or in the table
` + "`[tool.mlf-lsp]` of `pyproject.toml`" + `; the keys are the same. The nearest file in the folder or above it counts, no
further than the root of the git repository; ` + "`mlf-lsp.yml` and `.mlf-lsp.yaml`" + ` are read too, and a file of mlf-lsp's
own wins over ` + "`pyproject.toml`" + ` beside it. Paths and patterns are relative to the folder of the file.

Each of these is stronger than the one before: defaults, the project's file, the editor's settings, flags of the command
line. Lists and single values replace those before them; ` + "`ignore` and `per-file-ignores`" + ` add to them, and ` + "`severity` and `pins`" + `
merge entry by entry.

Mistakes are errors (MLF904, exit status 2), never silently skipped: unknown keys, duplicate keys, unknown rules, values of
the wrong type, invalid patterns and versions.

`

const docsSamples = "```yaml\n" + sampleYAML + "```\n\nThe same in `pyproject.toml`:\n\n```toml\n" + sampleTOML + "```\n\n" +
	"Editors complete and check `mlf-lsp.yaml` by the [JSON schema](../config/mlf-lsp.schema.json); for the YAML language\n" +
	"server put this line on top:\n\n```yaml\n# yaml-language-server: $schema=" + schemaURL + "\n```\n\n"

// The two samples say the same.
const (
	sampleYAML = `# mlf-lsp.yaml
select: [MLF1, MLF2, MLF3, MLF4]
ignore: [MLF213]
severity:
  MLF302: error
  missing-random-state: info
per-file-ignores:
  "notebooks/**": [MLF101, notebook-order]
entry-points: [src/train.py]
target-device: cuda
pins:
  torch: "2.4.1"
fail-on: warning
`
	sampleTOML = `[tool.mlf-lsp]
select = ["MLF1", "MLF2", "MLF3", "MLF4"]
ignore = ["MLF213"]
entry-points = ["src/train.py"]
target-device = "cuda"
fail-on = "warning"

[tool.mlf-lsp.severity]
MLF302 = "error"
missing-random-state = "info"

[tool.mlf-lsp.per-file-ignores]
"notebooks/**" = ["MLF101", "notebook-order"]

[tool.mlf-lsp.pins]
torch = "2.4.1"
`
)

// Docs returns the documentation of the configuration in Markdown, by the
// table of options.
func Docs() []byte {
	var b strings.Builder
	b.WriteString(docsIntro)
	b.WriteString(docsSamples)
	b.WriteString("## Keys\n\n| key | value | default | flag |\n|---|---|---|---|\n")
	for _, o := range options {
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s | %s | %s |\n", o.Key, o.Key, o.typeDoc(), o.defaultDoc(), o.flagDoc())
	}
	for _, o := range options {
		fmt.Fprintf(&b, "\n### %s\n\n%s\n\n", o.Key, o.Doc)
		if o.Type == TypeEnum || o.Type == TypeSeverities {
			fmt.Fprintf(&b, "Values: %s.\n\n", code(o.Enum))
		}
		fmt.Fprintf(&b, "Default: %s.\n\n```yaml\n%s\n```\n", o.defaultDoc(), o.Example)
	}
	b.WriteString("\n## Left out by default\n\nUnless `default-excludes` is false, these files and folders are not analysed: ")
	b.WriteString(code(DefaultExcludes()) + ".\n")
	return []byte(b.String())
}

// code lists words as inline code.
func code(words []string) string { return "`" + strings.Join(words, "`, `") + "`" }

func (o Option) typeDoc() string {
	if o.Type == TypeEnum {
		return "one of " + code(o.Enum)
	}
	return string(o.Type)
}

func (o Option) flagDoc() string {
	if o.Flag == "" {
		return ""
	}
	return "`--" + o.Flag + "`"
}

func (o Option) defaultDoc() string {
	switch v := o.Default.(type) {
	case []string:
		return code(v)
	case nil:
		return "empty"
	default:
		return fmt.Sprintf("`%v`", v)
	}
}

package scaffold

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/scaffold/existing"
	"github.com/mlf-core/mlf-lsp/templates"
)

// importHandle is the template of projects around programs that were there.
const importHandle = "mlflow-import"

// Import is the template of a project around a program: the program as it is, a
// module that runs it with the same arguments and keeps what came out, and the
// files that every project has. What sync would bring for others does not fit
// it, so that it is off in the record.
func Import(x *existing.Program) (*Template, error) {
	t := &Template{
		Manifest: Manifest{
			Handle: importHandle, Version: "1.0.0", Name: "An existing program", Domain: "mlflow",
			Only: []Only{{Files: "tests/**", When: `eq "no" "yes"`}, {Files: "*/records.py", When: `eq "no" "yes"`}},
			Raw:  []string{"source/**"},
		},
		program: x,
	}
	if x.Tracks {
		t.Only = append(t.Only, Only{Files: "*/tracking.py", When: `eq "no" "yes"`})
	}
	for _, name := range []string{"common", "mlflow", "import"} {
		layer, err := fs.Sub(templates.FS, name+"/"+filesFolder)
		if err != nil {
			return nil, err
		}
		t.layers = append(t.layers, layer)
	}
	return t, nil
}

// imported are the values that the files of an imported program are made of.
func imported(x *existing.Program) map[string]string {
	var paths []string
	for _, p := range x.Paths {
		paths = append(paths, fmt.Sprintf("%q", p))
	}
	tracks := "no"
	if x.Tracks {
		tracks = "yes"
	}
	list := strings.Join(paths, ", ")
	if len(paths) == 1 {
		list += ","
	}
	return map[string]string{
		"entry": x.Entry, "paths": list, "module": x.Module, "python": x.Python, "python_minor": strings.Join(strings.SplitN(x.Python+".", ".", 3)[:2], "."), "tracks": tracks,
		"parameters": parameterTable(x.Parameters), "example": example(x.Parameters),
	}
}

// passed are the parameters that MLproject can hand over: those of one value.
func passed(list []check.Parameter) []check.Parameter {
	var out []check.Parameter
	for _, p := range list {
		if !p.Switch && (!p.Many || p.Required) && (p.HasDefault || p.Required) && !strings.ContainsAny(p.Default, "\n{}") {
			out = append(out, p)
		}
	}
	return out
}

func parameterTable(list []check.Parameter) string {
	var out strings.Builder
	given := map[string]bool{}
	for _, p := range passed(list) {
		given[p.Name] = true
	}
	for _, p := range list {
		kind, def, in := p.Type, "", "no"
		switch {
		case p.Switch:
			kind = "switch"
		case p.Many:
			kind = strings.TrimSpace(p.Type + " …")
		}
		if p.HasDefault {
			def = "`" + p.Default + "`"
		} else if p.Required {
			def = "required"
		}
		if given[p.Name] {
			in = "yes"
		}
		spelled := p.Flag
		if spelled == "" {
			spelled = p.Name
		}
		fmt.Fprintf(&out, "| `%s` | %s | %s | %s |\n", spelled, kind, strings.ReplaceAll(def, "|", `\|`), in)
	}
	return out.String()
}

// example are arguments that show what the program wants.
func example(list []check.Parameter) string {
	var out []string
	for _, p := range list {
		switch {
		case p.Required && p.Flag == "":
			out = append(out, strings.ToUpper(p.Name))
		case p.Required:
			out = append(out, p.Flag+" "+strings.ToUpper(strings.ReplaceAll(p.Name, "-", "_")))
		}
	}
	return strings.Join(out, " ")
}

// importFiles are the files that are written for the program rather than
// rendered: the program, MLproject and its requirements.
func importFiles(x *existing.Program, values map[string]string) map[string]File {
	out := map[string]File{
		"MLproject":        {Data: mlproject(x, values)},
		"requirements.txt": {Data: requirementsFile(x)},
	}
	for name, data := range x.Files {
		out[path.Join("source", name)] = File{Data: data}
	}
	return out
}

func mlproject(x *existing.Program, values map[string]string) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "name: %s\n\n# mlflow run . makes this environment; the container has its own way, see README.md.\nconda_env: environment.yml\n\nentry_points:\n  main:\n", values["slug"])
	list := passed(x.Parameters)
	if len(list) > 0 {
		out.WriteString("    parameters:\n")
	}
	json := functions["json"].(func(string) (string, error))
	for _, p := range list {
		kind := "string"
		if p.Type == "int" || p.Type == "float" {
			kind = "float"
		}
		if !p.HasDefault {
			fmt.Fprintf(&out, "      %s: {type: %s}\n", p.Name, kind)
			continue
		}
		def := p.Default
		if kind == "string" {
			def, _ = json(def)
		}
		fmt.Fprintf(&out, "      %s: {type: %s, default: %s}\n", p.Name, kind, def)
	}
	fmt.Fprintf(&out, "    command: >-\n      PYTHONHASHSEED=0 CUBLAS_WORKSPACE_CONFIG=:4096:8 NCCL_ALGO=Ring\n      python -m %s.train\n", values["package"])
	for _, p := range list {
		fmt.Fprintf(&out, "      %s\n", strings.TrimSpace(p.Flag+" {"+p.Name+"}"))
	}
	return out.Bytes()
}

// trackerPin is the release of MLflow that the other templates have.
const trackerPin = "mlflow==3.17.2"

func requirementsFile(x *existing.Program) []byte {
	var out bytes.Buffer
	out.WriteString("# What the program imports. Commit what a resolver makes of it, too: uv pip compile requirements.txt -o requirements-lock.txt\n")
	tracker := false
	for _, r := range x.Requirements {
		tracker = tracker || strings.HasPrefix(r.Name, "mlflow")
		fmt.Fprintf(&out, "%s%s  # %s\n", r.Name, r.Specifier, r.From)
	}
	if !tracker && !x.Tracks {
		out.WriteString(trackerPin + "  # keeps the runs\n")
	}
	return out.Bytes()
}

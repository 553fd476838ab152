package config

import (
	"slices"

	"github.com/mlf-core/mlf-lsp/analysis/check"
)

// Type is the shape of an option's value.
type Type string

const (
	TypeBool           Type = "boolean"
	TypeEnum           Type = "enum"              // one word of Option.Enum
	TypePath           Type = "path"              // relative to the configuration's folder
	TypeSize           Type = "size"              // bytes as an integer, or text such as "2MB"
	TypeSelectors      Type = "list of rules"     // codes, prefixes, names, ids of the ancestor
	TypeGlobs          Type = "list of patterns"  // doublestar
	TypePaths          Type = "list of paths"     // relative to the configuration's folder
	TypeSeverities     Type = "map of severities" // rule to a word of Option.Enum
	TypePerFileIgnores Type = "map of ignores"    // pattern to list of rules
	TypePins           Type = "map of versions"   // package to version, or a list of package==version
)

// Option is one key of the configuration. The table of options is the only
// place that knows the keys: files, editor settings, the JSON schema and the
// documentation all follow it.
type Option struct {
	Key  string
	Type Type
	// Default is a bool, string, int64 or []string, by Type; nil for empty.
	Default any
	// Doc is Markdown: full sentences, the first of which can stand alone.
	Doc string
	// Flag is the flag of `mlf-lsp check` that sets the option, without
	// dashes; "" when there is none.
	Flag string
	// Enum holds the allowed words, for TypeEnum and TypeSeverities.
	Enum []string
	// Example is a valid YAML fragment that sets the option.
	Example string

	// apply stores a decoded value: bool, string, int64, []string, []item or
	// []PerFile, by Type.
	apply func(c *Config, value any)
}

// Options returns the table, in the order of the documentation. Changing the
// result changes nothing.
func Options() []Option { return slices.Clone(options) }

// off is the word that silences a rule where a severity is asked for.
const off = "off"

var options = []Option{
	{
		Key: "select", Type: TypeSelectors, Flag: "select",
		Doc: "Rules to report; all when empty. A rule is a code (`MLF301`), the beginning of codes (`MLF3` for the family), a name (`nondeterministic-op`) " +
			"or an id of mlf-core's linter (`mlflow-pytorch-3`). Where `select` and `ignore` both match a rule, the longer match wins, and `ignore` between equals.",
		Example: "select: [MLF1, MLF3, unsorted-listing]",
		apply: func(c *Config, v any) {
			c.Select = slices.Clone(v.([]string))
			c.Ignore = slices.DeleteFunc(c.Ignore, func(s string) bool { return slices.Contains(c.Select, s) })
		},
	},
	{
		Key: "ignore", Type: TypeSelectors, Flag: "ignore",
		Doc: "Rules not to report. Flags and editor settings add to the list of the file; " +
			"selecting the very same rule there takes it off the list again.",
		Example: "ignore: [MLF213, MLF505]",
		apply:   func(c *Config, v any) { c.Ignore = union(c.Ignore, v.([]string)) },
	},
	{
		Key: "severity", Type: TypeSeverities, Flag: "severity", Enum: []string{"error", "warning", "info", "hint", off},
		Doc: "Severities that replace the rules' own, by rule. `off` silences a rule. The longest match wins.",
		Example: `severity:
  MLF3: error
  MLF601: off`,
		apply: func(c *Config, v any) {
			for _, it := range v.([]item) {
				delete(c.Severity, it.key)
				delete(c.Off, it.key)
				if sev, ok := check.ParseSeverity(it.value); ok {
					c.Severity[it.key] = sev
				} else {
					c.Off[it.key] = true
				}
			}
		},
	},
	{
		Key: "per-file-ignores", Type: TypePerFileIgnores,
		Doc: "Rules not to report in files that match a pattern. Patterns are relative to the folder of the configuration; `*` stays within a folder, " +
			"`**` crosses folders, a pattern without `/` matches at any depth, and a folder stands for all that it holds.",
		Example: `per-file-ignores:
  "notebooks/**": [MLF101, MLF411]
  "legacy": [MLF3]`,
		apply: func(c *Config, v any) {
			for _, p := range v.([]PerFile) {
				c.PerFileIgnores = append(c.PerFileIgnores, PerFile{p.Pattern, slices.Clone(p.Selectors)})
			}
		},
	},
	{
		Key: "exclude", Type: TypeGlobs,
		Doc:     "Files and folders that are not analysed at all, as patterns like those of `per-file-ignores`.",
		Example: `exclude: ["third_party", "data/**"]`,
		apply:   func(c *Config, v any) { c.Exclude = slices.Clone(v.([]string)) },
	},
	{
		Key: "default-excludes", Type: TypeBool, Default: true,
		Doc:     "Leave out version control, virtual environments, caches and build output without being asked.",
		Example: "default-excludes: false",
		apply:   func(c *Config, v any) { c.NoDefaultExcludes = !v.(bool) },
	},
	{
		Key: "entry-points", Type: TypePaths,
		Doc:     "Scripts or modules that are programs, though nothing in them says so.",
		Example: "entry-points: [src/train.py, package.evaluate]",
		apply:   func(c *Config, v any) { c.EntryPoints = slices.Clone(v.([]string)) },
	},
	{
		Key: "test-files", Type: TypeGlobs,
		Default: []string{"**/tests/**", "**/test/**", "**/test_*.py", "**/*_test.py", "**/conftest.py"},
		Doc: "Patterns of tests. Tests are not training programs: the families MLF1 and MLF2 are hints there, " +
			"unless `severity` says otherwise.",
		Example: `test-files: ["checks/**", "**/test_*.py"]`,
		apply:   func(c *Config, v any) { c.TestFiles = slices.Clone(v.([]string)) },
	},
	{
		Key: "target-device", Type: TypeEnum, Default: string(DeviceAuto), Flag: "target-device",
		Enum: []string{string(DeviceAuto), string(DeviceCPU), string(DeviceCUDA)},
		Doc: "The device that the project runs on. `auto` reads it from the code and takes what cannot be known as able to use a GPU; " +
			"`cpu` silences what can only happen on a GPU.",
		Example: "target-device: cuda",
		apply:   func(c *Config, v any) { c.Device = Device(v.(string)) },
	},
	{
		Key: "pins", Type: TypePins, Flag: "pin",
		Doc: "Versions to judge by, instead of those that the project's files say. A version is exact (PEP 440). " +
			"A list of requirements (`[\"torch==2.4.1\"]`) does as well.",
		Example: `pins:
  torch: "2.4.1"
  lightning: "2.3"`,
		apply: func(c *Config, v any) {
			for _, it := range v.([]item) {
				c.Pins[it.key] = it.value
			}
		},
	},
	{
		Key: "rules", Type: TypePaths,
		Doc:     "Rule packs of your own: files that describe further libraries, in the format of the built-in ones (`mlf-lsp rules schema`).",
		Example: "rules: [ci/our-ops.yaml]",
		apply:   func(c *Config, v any) { c.Packs = slices.Clone(v.([]string)) },
	},
	{
		Key: "require-reasons", Type: TypeBool, Default: false,
		Doc:     "Report suppressions that give no reason (MLF906). A reason follows `--`: `# mlf: ignore[MLF301] -- inference only`.",
		Example: "require-reasons: true",
		apply:   func(c *Config, v any) { c.RequireReasons = v.(bool) },
	},
	{
		Key: "max-file-size", Type: TypeSize, Default: int64(2 << 20),
		Doc:     "The size above which a file is not analysed: bytes, or text with a unit (`512KB`, `2MB`, `2MiB`).",
		Example: "max-file-size: 4MiB",
		apply:   func(c *Config, v any) { c.MaxFileSize = v.(int64) },
	},
	{
		Key: "fail-on", Type: TypeEnum, Default: string(FailOnWarning), Flag: "fail-on",
		Enum:    []string{string(FailOnError), string(FailOnWarning), string(FailOnInfo), string(FailOnNever)},
		Doc:     "The severity from which on `mlf-lsp check` exits with 1.",
		Example: "fail-on: error",
		apply:   func(c *Config, v any) { c.FailOn = FailLevel(v.(string)) },
	},
	{
		Key: "baseline", Type: TypePath, Flag: "baseline",
		Doc:     "A file of known findings, which are not reported again. `mlf-lsp check --write-baseline` writes it.",
		Example: "baseline: .mlf-baseline.json",
		apply:   func(c *Config, v any) { c.Baseline = v.(string) },
	},
}

// lookup returns the option with the key, or nil.
func lookup(key string) *Option {
	if i := slices.IndexFunc(options, func(o Option) bool { return o.Key == key }); i >= 0 {
		return &options[i]
	}
	return nil
}

// optionKeys returns all keys in the order of the table.
func optionKeys() []string {
	keys := make([]string, len(options))
	for i, o := range options {
		keys[i] = o.Key
	}
	return keys
}

// union returns a new list of a and what b adds to it, in order.
func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

package environ

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Setting is a switch of a framework that a configuration file sets.
type Setting struct {
	Switch string // cudnn.benchmark, torch.deterministic
	// Reader is what reads the file: lightning for a Trainer's arguments,
	// detectron2 for its keys, "" where the program's own code has to.
	Reader string
	On     bool
	Group  string // the keys around it, joined by dots: settings of one group belong together
	Span   Span   // key and value
	Line   int
}

// readSettings looks for switches in YAML that programs are configured with.
// It may be a template of any kind, so that nothing is wrong with it.
func readSettings(b *builder) {
	if !strings.Contains(strings.ToLower(b.text), "benchmark") {
		return // the only switch that is looked for first; determinism matters beside it
	}
	if root := b.readYAML(); root != nil {
		b.settings(root, nil, 0)
	}
	b.file.Problems = nil
}

func (b *builder) settings(node *yamlNode, around []string, depth int) {
	if depth > 30 {
		return
	}
	for _, item := range node.items {
		b.settings(item, around, depth+1)
	}
	for i, key := range node.keys {
		value := node.values[i]
		if value.kind != yaml.ScalarNode {
			b.settings(value, append(slices.Clone(around), key), depth+1)
			continue
		}
		on, ok := truth(value)
		if !ok {
			continue
		}
		name, reader := switchOf(around, key, node)
		if name == "" {
			continue
		}
		b.file.Settings = append(b.file.Settings, Setting{
			Switch: name, Reader: reader, On: on,
			Group: strings.Join(around, "."), Span: b.clamp(node.entrySpan(i)), Line: b.line(node.places[i].Start),
		})
	}
}

// truth reads a boolean as YAML 1.1 does, which Python's readers follow: yes and
// no are among them where they are not quoted.
func truth(value *yamlNode) (on, ok bool) {
	if value.outer != value.span {
		return false, false
	}
	switch strings.ToLower(value.text) {
	case "true", "yes", "on":
		return true, true
	case "false", "no", "off":
		return false, true
	}
	return false, false
}

// trainerKeys are those under which frameworks keep a Lightning Trainer.
var trainerKeys = []string{"trainer", "pl_trainer", "lightning_trainer", "trainer_params", "trainer_args", "trainer_kwargs"}

// switchOf tells which switch a key stands for, "" for none.
func switchOf(around []string, key string, node *yamlNode) (name, reader string) {
	parent := ""
	if len(around) > 0 {
		parent = strings.ToLower(around[len(around)-1])
	}
	trainer := slices.Contains(trainerKeys, parent) || strings.HasSuffix(node.str("_target_"), ".Trainer")
	switch lower := strings.ToLower(key); {
	case key == "CUDNN_BENCHMARK":
		return "cudnn.benchmark", "detectron2"
	case lower == "cudnn_benchmark", lower == "cudnn.benchmark", lower == "benchmark" && parent == "cudnn":
		return "cudnn.benchmark", ""
	case lower == "cudnn_deterministic", lower == "cudnn.deterministic", lower == "deterministic" && parent == "cudnn":
		return "cudnn.deterministic", ""
	case lower == "benchmark" && trainer:
		return "cudnn.benchmark", "lightning"
	case lower == "deterministic" && trainer:
		return "torch.deterministic", "lightning"
	}
	return "", ""
}

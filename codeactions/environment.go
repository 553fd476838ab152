package codeactions

import (
	"regexp"
	"strings"
)

func init() {
	register(missingVariable, "MLF605")
	register(mlflowType, "MLF606")
	register(benchmarkSetting, "MLF202")
}

// missingVariable sets a variable for the command that lacks it, to the value
// that it has where the program is started otherwise.
func missingVariable(c *context) []Fix {
	v := setting{c.f.Data["variable"], c.f.Data["value"]}
	if v.name == "" || !plainValue.MatchString(v.value) {
		return nil
	}
	for _, f := range c.p.Env.Files {
		if f.Path != c.f.File {
			continue
		}
		for i := range f.Commands {
			if cmd := &f.Commands[i]; cmd.Span.Start == c.f.Start && cmd.Span.End == c.f.End {
				if edit, ok := c.settingFor(f, cmd, v); ok {
					return []Fix{{Title: "Set " + v.name + "=" + v.value + " here too", Edits: []Edit{edit}}}
				}
			}
		}
	}
	return nil
}

// plainValue needs no quotes in any of the files that start programs.
var plainValue = regexp.MustCompile(`^[A-Za-z0-9_:.,/=+-]+$`)

// typesOfMLflow are what people mean by types that MLflow does not know.
var typesOfMLflow = map[string]string{
	"int": "float", "integer": "float", "number": "float", "double": "float",
	"str": "string", "bool": "string", "boolean": "string", "text": "string",
}

// mlflowType writes the type of a parameter as MLflow knows it: it is only
// checked, so that nothing else changes.
func mlflowType(c *context) []Fix {
	want := typesOfMLflow[c.f.Data["type"]]
	text := c.ws.File(c.f.File)
	if want == "" || text == nil {
		return nil
	}
	declared := text.Text()[c.f.Start:c.f.End]
	at := regexp.MustCompile(`\btype\s*:\s*["']?(` + c.f.Data["type"] + `)\b`).FindStringSubmatchIndex(declared)
	if at == nil {
		at = regexp.MustCompile(`^[^:]+:\s*["']?(` + c.f.Data["type"] + `)\b`).FindStringSubmatchIndex(declared)
	}
	if at == nil {
		return nil
	}
	place := c.f.Place
	place.Start, place.End = c.f.Start+at[2], c.f.Start+at[3]
	return []Fix{{Title: "Write " + want + ", which MLflow knows", Edits: []Edit{{Place: place, NewText: want}}}}
}

// benchmarkSetting turns cuDNN's benchmark off in YAML.
func benchmarkSetting(c *context) []Fix {
	text := c.ws.File(c.f.File)
	if text == nil || !strings.HasSuffix(c.f.File, ".yaml") && !strings.HasSuffix(c.f.File, ".yml") {
		return nil
	}
	entry := text.Text()[c.f.Start:c.f.End]
	at := regexp.MustCompile(`(?i):\s*(true|yes|on)$`).FindStringSubmatchIndex(entry)
	if at == nil {
		return nil
	}
	place := c.f.Place
	place.Start, place.End = c.f.Start+at[2], c.f.Start+at[3]
	return []Fix{{Title: "Turn cuDNN's benchmark off", Edits: []Edit{{Place: place, NewText: "false"}}}}
}

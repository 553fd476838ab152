package record

import (
	"fmt"
	"strings"
)

// The files in which mlf-core kept what it knew of a project.
const (
	AncestorName     = ".mlf_core.yml"
	AncestorSettings = "mlf_core.cfg"
)

// ParseAncestor reads the texts of AncestorName and AncestorSettings; either
// may be empty.
func ParseAncestor(raw, settings []byte) (*Record, error) {
	fields := map[string]any{}
	if err := DecodeYAML(raw, &fields); err != nil {
		return nil, err
	}
	text := func(key string) string {
		if fields[key] == nil {
			return ""
		}
		// mlf-core wrote a comment into the text of versions.
		value, _, _ := strings.Cut(fmt.Sprint(fields[key]), "#")
		return strings.TrimSpace(value)
	}
	r := &Record{
		Template: TemplateRef{Handle: text("template_handle"), Version: text("template_version")},
		Answers:  map[string]string{},
		Sync:     SyncSettings{Enabled: true, Level: "minor"},
	}
	for _, key := range []string{"project_name", "project_short_description", "version", "license", "full_name", "email", "github_username", "framework"} {
		if v := text(key); v != "" {
			r.Answers[key] = v
		}
	}
	if org := text("github_orga"); org != "" {
		r.Answers["github_organisation"] = org
	}
	r.Bump.Version = r.Answers["version"]
	r.applySettings(readINI(string(settings)))
	return r, nil
}

// applySettings takes over mlf_core.cfg.
func (r *Record) applySettings(sections map[string][]setting) {
	for _, s := range sections["bumpversion"] {
		if s.key == "current_version" && s.value != "" {
			r.Bump.Version = s.value
		}
	}
	for _, s := range sections["bumpversion_files_whitelisted"] {
		r.Bump.Files = append(r.Bump.Files, s.value)
	}
	for _, s := range sections["bumpversion_files_blacklisted"] {
		r.Bump.Marked = append(r.Bump.Marked, s.value)
	}
	for _, s := range sections["sync"] {
		if s.key == "sync_enabled" {
			r.Sync.Enabled = !strings.HasPrefix(strings.ToLower(s.value), "n") && !strings.EqualFold(s.value, "false")
		}
	}
	for _, s := range sections["sync_level"] {
		if strings.HasSuffix(s.key, "sync_level") {
			r.Sync.Level = strings.ToLower(s.value)
		}
	}
	for _, s := range sections["sync_files_blacklisted"] {
		r.Sync.Keep = append(r.Sync.Keep, s.value)
	}
}

type setting struct{ key, value string }

// readINI reads sections of key = value lines; what it does not know it skips.
func readINI(text string) map[string][]setting {
	out := map[string][]setting{}
	section := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") {
			section = strings.ToLower(line[1 : len(line)-1])
			continue
		}
		if key, value, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, ";") {
			out[section] = append(out[section], setting{strings.TrimSpace(key), strings.TrimSpace(value)})
		}
	}
	return out
}

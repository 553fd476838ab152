package scaffold

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The files in which mlf-core kept what it knew of a project.
const (
	ancestorRecord   = ".mlf_core.yml"
	ancestorSettings = "mlf_core.cfg"
)

// readAncestorRecord reads what mlf-core wrote.
func readAncestorRecord(folder string) (*Record, error) {
	raw, err := os.ReadFile(filepath.Join(folder, ancestorRecord))
	settings, settingsErr := os.ReadFile(filepath.Join(folder, ancestorSettings))
	if errors.Is(err, fs.ErrNotExist) && settingsErr != nil {
		return nil, fmt.Errorf("%s was not made by mlf-lsp create: it has no %s: %w", folder, RecordName, ErrNoProject)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	fields := map[string]any{}
	if err := decodeYAML(raw, &fields); err != nil {
		return nil, fmt.Errorf("%s in %s is broken: %w", ancestorRecord, folder, err)
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
		Answers:  Answers{},
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

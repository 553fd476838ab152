package server

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/config"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// section is the editor's section of settings for us.
const section = "mlf"

// Whose findings are shown.
const (
	scopeWorkspace = "workspace"
	scopeOpen      = "openFiles"
	scopeOff       = "off"
)

// settings are the editor's, for one folder or for all.
type settings struct {
	diagnostics string
	codeLens    bool
	inlayHints  bool
	hardware    bool
	logLevel    string
	layer       *config.Layer // over the project's own configuration; may be nil
}

func defaultSettings() settings {
	return settings{diagnostics: scopeWorkspace, codeLens: true, hardware: true, logLevel: "warn"}
}

var settingKeys = []string{"codeLens", "config", "diagnostics", "hardware", "inlayHints", "logLevel"}

// logLevels are the levels of messages to the client.
var logLevels = map[string]zapcore.Level{
	"debug": zapcore.DebugLevel, "info": zapcore.InfoLevel, "warn": zapcore.WarnLevel, "error": zapcore.ErrorLevel, "off": zapcore.InvalidLevel,
}

// read lays a client's values over settings and gives what is wrong with them,
// one sentence each. Values that are null are not set.
func (x *settings) read(values map[string]any, cat config.Catalogue) (wrong []string) {
	for _, key := range slices.Sorted(maps.Keys(values)) {
		v := values[key]
		if v == nil {
			continue
		}
		ok := true
		switch key {
		case "diagnostics":
			ok = word(&x.diagnostics, v, scopeWorkspace, scopeOpen, scopeOff)
		case "logLevel":
			ok = word(&x.logLevel, v, "debug", "info", "warn", "error", "off")
		case "codeLens":
			x.codeLens, ok = v.(bool)
		case "inlayHints":
			x.inlayHints, ok = v.(bool)
		case "hardware":
			x.hardware, ok = v.(bool)
		case "config":
			var table map[string]any
			if table, ok = v.(map[string]any); ok {
				layer, problems := config.Settings("the editor's setting mlf.config", table, cat)
				for _, p := range problems {
					wrong = append(wrong, p.Error())
				}
				x.layer = layer
			}
		default:
			wrong = append(wrong, unknownSetting(key))
		}
		if !ok {
			wrong = append(wrong, fmt.Sprintf("The setting mlf.%s cannot be %v.", key, compact(v)))
		}
	}
	return wrong
}

func unknownSetting(key string) string {
	if near, ok := config.Nearest(key, settingKeys); ok {
		return fmt.Sprintf("There is no setting mlf.%s; did you mean mlf.%s?", key, near)
	}
	return fmt.Sprintf("There is no setting mlf.%s; there are %s.", key, strings.Join(settingKeys, ", "))
}

func word(into *string, v any, allowed ...string) bool {
	s, ok := v.(string)
	if ok = ok && slices.Contains(allowed, s); ok {
		*into = s
	}
	return ok
}

func compact(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(raw)
}

// sectionOf finds our values in what a client sends: the section itself, or an
// object with it under its name.
func sectionOf(raw []byte) map[string]any {
	var values map[string]any
	if json.Unmarshal(raw, &values) != nil {
		return nil
	}
	if inner, ok := values[section].(map[string]any); ok {
		return inner
	}
	return values
}

// settingsOf makes settings of a client's values, or of those that came with
// initialize where it gives none, and tells the client, once, what is wrong.
func (s *server) settingsOf(values map[string]any) settings {
	x := defaultSettings()
	if len(values) == 0 {
		values = s.initial
	}
	for _, problem := range x.read(values, s.catalogue) {
		if _, told := s.told.LoadOrStore(problem, true); !told {
			s.log.Warn("a setting is wrong", zap.String("problem", problem))
			s.tell(protocol.MessageTypeWarning, "mlf-lsp: "+problem)
		}
	}
	return x
}

// use replaces the settings, by folder; "" is for all others.
func (s *server) use(byFolder map[string]settings) {
	s.mu.Lock()
	s.settings = byFolder
	s.rescan = true
	s.mu.Unlock()
	s.level.Store(int32(logLevels[byFolder[""].logLevel]))
	s.wake()
}

// DidChangeConfiguration takes settings over, or asks for them where the client
// wants to be asked.
func (s *server) DidChangeConfiguration(_ context.Context, p *protocol.DidChangeConfigurationParams) error {
	if s.can.configuration {
		go s.askSettings()
		return nil
	}
	values := sectionOf(p.Settings)
	var holder map[string]any
	if json.Unmarshal(p.Settings, &holder) == nil && holder[section] == nil && !anyKnown(values) {
		values = nil // settings of others only
	}
	s.use(map[string]settings{"": s.settingsOf(values)})
	return nil
}

func anyKnown(values map[string]any) bool {
	return slices.ContainsFunc(settingKeys, func(key string) bool { _, ok := values[key]; return ok })
}

// askSettings asks the client for the settings of all folders. It waits for the
// answer, so that it must not run on the read loop.
func (s *server) askSettings() {
	defer s.guard("the settings could not be read")
	s.asking.Lock() // the later answer is the newer one
	defer s.asking.Unlock()
	s.mu.Lock()
	folders := slices.Clone(s.folders)
	s.mu.Unlock()
	name := section
	params := &protocol.ConfigurationParams{Items: []protocol.ConfigurationItem{{Section: &name}}}
	for _, dir := range folders {
		u := uri.File(dir)
		params.Items = append(params.Items, protocol.ConfigurationItem{ScopeURI: &u, Section: &name})
	}
	var answers []json.RawMessage
	if _, err := s.conn.Call(s.ctx, "workspace/configuration", params, &answers); err != nil || len(answers) != len(params.Items) {
		s.log.Warn("the client gives no settings", zap.Error(err))
		return
	}
	byFolder := map[string]settings{}
	for i, raw := range answers {
		dir := ""
		if i > 0 {
			dir = folders[i-1]
		}
		byFolder[dir] = s.settingsOf(sectionOf(raw))
	}
	s.use(byFolder)
}

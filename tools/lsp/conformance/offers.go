package conformance

import (
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/tools/lsp/wire"
)

// asks is what a client has to offer before a server may ask it.
var asks = map[string]string{
	"workspace/configuration":          "workspace.configuration",
	"workspace/applyEdit":              "workspace.applyEdit",
	"workspace/workspaceFolders":       "workspace.workspaceFolders",
	"window/workDoneProgress/create":   "window.workDoneProgress",
	"window/showDocument":              "window.showDocument.support",
	"workspace/codeLens/refresh":       "workspace.codeLens.refreshSupport",
	"workspace/semanticTokens/refresh": "workspace.semanticTokens.refreshSupport",
	"workspace/inlayHint/refresh":      "workspace.inlayHint.refreshSupport",
	"workspace/inlineValue/refresh":    "workspace.inlineValue.refreshSupport",
	"workspace/foldingRange/refresh":   "workspace.foldingRange.refreshSupport",
	"workspace/diagnostic/refresh":     "workspace.diagnostics.refreshSupport",
}

// offers tells whether the client offers something.
func (s *session) offers(path string) bool {
	switch v := at(s.offered, path).(type) {
	case nil:
		return false
	case bool:
		return v
	}
	return true
}

// fromServer holds the server's requests to what the client offered.
func (s *session) fromServer(name string, params any) {
	if offer, ok := asks[name]; ok && !s.offers(offer) {
		s.fault(wire.FromServer, name, "the client offers no %s", offer)
	}
	if name == "workspace/applyEdit" {
		s.places(name, at(params, "edit"), "", func(string) versions { return versions{0, maxVersion} })
		s.edit(name, at(params, "edit"))
	}
	if name != "client/registerCapability" {
		return
	}
	for _, r := range list(at(params, "registrations")) {
		m := str(at(r, "method"))
		d, ok := s.m.registrations[m]
		if !ok {
			s.fault(wire.FromServer, name, "%s cannot be registered", m)
			continue
		}
		if d.RegistrationOption != nil && at(r, "registerOptions") != nil {
			if p := s.m.check(d.RegistrationOption, at(r, "registerOptions"), m); p != "" {
				s.fault(wire.FromServer, name, "%s", p)
			}
		}
		if c := d.ClientCapability; c != "" && !s.offers(c+".dynamicRegistration") {
			s.fault(wire.FromServer, name, "the client offers no %s.dynamicRegistration", c)
		}
	}
}

// promised holds an answer to what the client said it understands.
func (s *session) promised(r request, result any) {
	switch r.method {
	case "textDocument/hover":
		formats := list(at(s.offered, "textDocument.hover.contentFormat"))
		if str(at(result, "contents.kind")) == "markdown" && len(formats) > 0 && !slices.Contains(formats, any("markdown")) {
			s.fault(wire.FromServer, r.method, "the client takes no Markdown")
		}
	case "textDocument/codeAction":
		for _, a := range list(result) {
			s.action(r, a)
		}
	case "codeAction/resolve":
		s.edit(r.method, at(result, "edit"))
	case "textDocument/completion":
		items := list(result)
		if items == nil {
			items = list(at(result, "items"))
		}
		for _, i := range items {
			if number(at(i, "insertTextFormat")) == 2 && !s.offers("textDocument.completion.completionItem.snippetSupport") {
				s.fault(wire.FromServer, r.method, "the client takes no snippets")
			}
		}
	}
	s.offeredIn(r.method, result)
}

func (s *session) action(r request, a any) {
	const client = "textDocument.codeAction."
	if _, command := object(a)["command"].(string); command {
		return
	}
	if !s.offers(client + "codeActionLiteralSupport") {
		s.fault(wire.FromServer, r.method, "the client takes commands alone")
	}
	kind := str(at(a, "kind"))
	only := list(at(r.params, "context.only"))
	fits := func(o any) bool { return kind == str(o) || strings.HasPrefix(kind, str(o)+".") }
	if len(only) > 0 && !slices.ContainsFunc(only, fits) {
		s.fault(wire.FromServer, r.method, "the kind %q was not asked for", kind)
	}
	if at(a, "disabled") != nil && !s.offers(client+"disabledSupport") {
		s.fault(wire.FromServer, r.method, "the client takes no disabled actions")
	}
	if at(a, "data") != nil && !s.offers(client+"dataSupport") {
		s.fault(wire.FromServer, r.method, "the client keeps no data of actions")
	}
	if at(a, "edit") == nil && at(a, "command") == nil && at(a, "disabled") == nil &&
		!slices.Contains(list(at(s.offered, client+"resolveSupport.properties")), any("edit")) {
		s.fault(wire.FromServer, r.method, "%q does nothing, and the client cannot ask for its edit", str(at(a, "title")))
	}
	s.edit(r.method, at(a, "edit"))
}

func (s *session) edit(method string, e any) {
	const client = "workspace.workspaceEdit."
	changes := list(at(e, "documentChanges"))
	if changes != nil && !s.offers(client+"documentChanges") {
		s.fault(wire.FromServer, method, "the client takes no edits of versions")
	}
	operations := list(at(s.offered, client+"resourceOperations"))
	for _, c := range changes {
		if k := str(at(c, "kind")); k != "" && !slices.Contains(operations, any(k)) {
			s.fault(wire.FromServer, method, "the client does not %s files", k)
		}
		for _, x := range list(at(c, "edits")) {
			if at(x, "snippet") != nil && !s.offers(client+"snippetEditSupport") {
				s.fault(wire.FromServer, method, "the client takes no snippets in edits")
			}
		}
	}
	if at(e, "changeAnnotations") != nil && !s.offers(client+"changeAnnotationSupport") {
		s.fault(wire.FromServer, method, "the client takes no annotations of edits")
	}
}

// parts of a diagnostic that a client takes when it offers something.
var parts = [][2]string{
	{"relatedInformation", "relatedInformation"}, {"codeDescription", "codeDescriptionSupport"}, {"tags", "tagSupport"}, {"data", "dataSupport"},
}

// offeredIn holds diagnostics anywhere in a value to what the client shows.
func (s *session) offeredIn(method string, v any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			s.offeredIn(method, x)
		}
	case map[string]any:
		if _, ok := v["message"]; ok && isRange(v["range"]) {
			for _, o := range parts {
				part, offer := o[0], o[1]
				if v[part] != nil && !s.offers("textDocument.publishDiagnostics."+offer) && !s.offers("textDocument.diagnostic."+offer) {
					s.fault(wire.FromServer, method, "the client takes no %s of diagnostics", part)
				}
			}
			return
		}
		for _, k := range sortedKeys(v) {
			if k != "data" {
				s.offeredIn(method, v[k])
			}
		}
	}
}

package server

import (
	"encoding/json"
	"slices"

	"go.lsp.dev/protocol"
)

// abilities are what a client said that it can do, each asked for once.
type abilities struct {
	enc protocol.PositionEncodingKind

	watches       bool // it watches files for us
	configuration bool // it answers workspace/configuration
	configured    bool // it lets us register for changes of the configuration
	applies       bool // it makes edits that we ask for
	versions      bool // it takes edits of versioned documents
	snippets      bool // it takes edits with places to fill in
	creates       bool // it takes edits that make files
	progress      bool // it shows progress that we begin
	shows         bool // it opens documents that we ask for
	status        bool // it wants mlf/status

	pull                                           bool
	refreshesDiagnostics, refreshesLenses, related bool
	descriptions, data, unnecessary, pushVersions  bool

	literals, preferred, lazy bool // of code actions

	markdown           bool // in hovers
	itemMarkdown       bool // in completion
	itemSnippets       bool
	linkTooltips       bool
	refreshesInlayHint bool
}

func is(b *bool) bool { return b != nil && *b }

// understand reads what a client can do.
func understand(c *protocol.ClientCapabilities) abilities {
	a := abilities{enc: protocol.PositionEncodingKindUTF16}
	if c.General != nil {
		for _, enc := range []protocol.PositionEncodingKind{protocol.PositionEncodingKindUTF8, protocol.PositionEncodingKindUTF32} {
			if slices.Contains(c.General.PositionEncodings, enc) {
				a.enc = enc
				break
			}
		}
	}
	if w := c.Window; w != nil {
		a.progress = is(w.WorkDoneProgress)
		a.shows = w.ShowDocument != nil && w.ShowDocument.Support
	}
	if c.Workspace != nil {
		a.workspace(c.Workspace)
	}
	if c.TextDocument != nil {
		a.document(c.TextDocument)
	}
	var own struct {
		MLFStatus bool `json:"mlfStatus"`
	}
	a.status = json.Unmarshal(c.Experimental, &own) == nil && own.MLFStatus
	return a
}

func (a *abilities) workspace(w *protocol.WorkspaceClientCapabilities) {
	a.configuration, a.applies = is(w.Configuration), is(w.ApplyEdit)
	if x := w.DidChangeWatchedFiles; x != nil {
		a.watches = is(x.DynamicRegistration)
	}
	if x := w.DidChangeConfiguration; x != nil {
		a.configured = is(x.DynamicRegistration)
	}
	if x := w.WorkspaceEdit; x != nil {
		a.creates = slices.Contains(x.ResourceOperations, protocol.ResourceOperationKindCreate)
		a.versions, a.snippets = is(x.DocumentChanges), is(x.DocumentChanges) && is(x.SnippetEditSupport)
	}
	if x := w.Diagnostics; x != nil {
		a.refreshesDiagnostics = is(x.RefreshSupport)
	}
	if x := w.CodeLens; x != nil {
		a.refreshesLenses = is(x.RefreshSupport)
	}
	if x := w.InlayHint; x != nil {
		a.refreshesInlayHint = is(x.RefreshSupport)
	}
}

func (a *abilities) document(t *protocol.TextDocumentClientCapabilities) {
	var d protocol.DiagnosticsCapabilities
	if x := t.PublishDiagnostics; x != nil {
		d, a.pushVersions = x.DiagnosticsCapabilities, is(x.VersionSupport)
	}
	if x := t.Diagnostic; x != nil {
		a.pull = true
		// Clients of 3.17 say what diagnostics may hold under the push alone.
		y := x.DiagnosticsCapabilities
		d.RelatedInformation = either(d.RelatedInformation, y.RelatedInformation)
		d.CodeDescriptionSupport = either(d.CodeDescriptionSupport, y.CodeDescriptionSupport)
		d.DataSupport = either(d.DataSupport, y.DataSupport)
		d.TagSupport.ValueSet = append(d.TagSupport.ValueSet, y.TagSupport.ValueSet...)
	}
	a.related, a.descriptions, a.data = is(d.RelatedInformation), is(d.CodeDescriptionSupport), is(d.DataSupport)
	a.unnecessary = slices.Contains(d.TagSupport.ValueSet, protocol.DiagnosticTagUnnecessary)
	if x := t.CodeAction; x != nil {
		a.literals = x.CodeActionLiteralSupport.CodeActionKind.ValueSet != nil
		a.preferred = is(x.IsPreferredSupport)
		a.lazy = is(x.DataSupport) && slices.Contains(x.ResolveSupport.Properties, "edit")
	}
	if x := t.Hover; x != nil {
		a.markdown = slices.Contains(x.ContentFormat, protocol.MarkupKindMarkdown)
	}
	if x := t.Completion; x != nil && x.CompletionItem != nil {
		a.itemMarkdown = slices.Contains(x.CompletionItem.DocumentationFormat, protocol.MarkupKindMarkdown)
		a.itemSnippets = is(x.CompletionItem.SnippetSupport)
	}
	if x := t.DocumentLink; x != nil {
		a.linkTooltips = is(x.TooltipSupport)
	}
}

func either(a, b *bool) *bool {
	if is(a) {
		return a
	}
	return b
}

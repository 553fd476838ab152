package editor

// Code are the capabilities of Visual Studio Code 1.139 with its client
// library 11, as its initialize request tells them, for what this editor can
// do.
func Code() Object {
	dynamic := Object{"dynamicRegistration": true}
	refresh := Object{"refreshSupport": true}
	return Object{
		"general": Object{
			"positionEncodings":   []string{"utf-16"},
			"staleRequestSupport": Object{"cancel": true, "retryOnContentModified": []string{}},
			"markdown":            Object{"parser": "marked", "version": "1.1.0"},
		},
		"workspace": Object{
			"applyEdit": true, "configuration": true, "workspaceFolders": true,
			"workspaceEdit": Object{
				"documentChanges": true, "resourceOperations": []string{"create", "rename", "delete"},
				"failureHandling": "textOnlyTransactional", "normalizesLineEndings": true,
				"changeAnnotationSupport": Object{"groupsOnLabel": true}, "snippetEditSupport": true, "metadataSupport": true,
			},
			"didChangeConfiguration": dynamic,
			"didChangeWatchedFiles":  Object{"dynamicRegistration": true, "relativePatternSupport": true},
			"executeCommand":         dynamic,
			"diagnostics":            refresh, "codeLens": refresh, "inlayHint": refresh,
			"fileOperations": Object{"dynamicRegistration": true, "didRename": true, "didDelete": true, "didCreate": true},
		},
		"textDocument": Object{
			"synchronization": Object{"dynamicRegistration": true, "willSave": true, "willSaveWaitUntil": true, "didSave": true},
			"publishDiagnostics": Object{
				"relatedInformation": true, "versionSupport": false, "tagSupport": Object{"valueSet": []int{1, 2}},
				"codeDescriptionSupport": true, "dataSupport": true,
			},
			"diagnostic": Object{"dynamicRegistration": true, "relatedDocumentSupport": true, "relatedInformation": true,
				"tagSupport": Object{"valueSet": []int{1, 2}}, "codeDescriptionSupport": true, "dataSupport": true},
			"hover": Object{"dynamicRegistration": true, "contentFormat": []string{"markdown", "plaintext"}},
			"codeAction": Object{
				"dynamicRegistration": true, "isPreferredSupport": true, "disabledSupport": true, "dataSupport": true, "honorsChangeAnnotations": true,
				"resolveSupport": Object{"properties": []string{"edit", "command"}},
				"codeActionLiteralSupport": Object{"codeActionKind": Object{"valueSet": []string{
					"", "quickfix", "refactor", "refactor.extract", "refactor.inline", "refactor.rewrite", "source", "source.organizeImports"}}},
			},
			"codeLens":     Object{"dynamicRegistration": true, "resolveSupport": Object{"properties": []string{"command"}}},
			"documentLink": Object{"dynamicRegistration": true, "tooltipSupport": true},
			"inlayHint":    Object{"dynamicRegistration": true, "resolveSupport": Object{"properties": []string{"tooltip", "textEdits"}}},
			"completion": Object{
				"dynamicRegistration": true, "contextSupport": true,
				"completionItem": Object{"snippetSupport": true, "documentationFormat": []string{"markdown", "plaintext"}},
			},
		},
		"notebookDocument": Object{"synchronization": Object{"dynamicRegistration": true, "executionSummarySupport": true}},
		"window":           Object{"workDoneProgress": true, "showDocument": Object{"support": true}},
	}
}

// Plain are the capabilities of an editor that offers nothing beyond what the
// protocol began with: edits without versions, findings that are sent, text
// without markup.
func Plain() Object {
	return Object{
		"workspace":    Object{},
		"textDocument": Object{"codeAction": Object{"codeActionLiteralSupport": Object{"codeActionKind": Object{"valueSet": []string{"quickfix", "source"}}}}, "hover": Object{"contentFormat": []string{"plaintext"}}},
	}
}

package codeactions

import "github.com/mlf-core/mlf-lsp/analysis/facts"

// isImport tells whether a value is what an import statement binds.
func isImport(op facts.Op) bool { return op == facts.OpModule || op == facts.OpImport }

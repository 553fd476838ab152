package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/card"
	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/docs"
	"github.com/mlf-core/mlf-lsp/hardware"
	"github.com/mlf-core/mlf-lsp/loading"
	"github.com/mlf-core/mlf-lsp/report"
	"github.com/mlf-core/mlf-lsp/requirements"
	"github.com/mlf-core/mlf-lsp/rules"
	"github.com/spf13/cobra"
)

// schemas are what `rules schema` prints, by name.
var schemas = map[string]func() []byte{
	"packs":         rules.Schema,
	"configuration": config.Schema,
	"check":         report.Schema,
	"explain":       card.Schema,
	"report-card":   requirements.Schema,
	"hardware":      hardware.Schema,
}

func (s *session) rulesSchemaCommand() *cobra.Command {
	names := slices.Sorted(maps.Keys(schemas))
	return &cobra.Command{
		Use:   "schema [" + strings.Join(names, "|") + "]",
		Short: "Print a JSON schema: of rule packs, the configuration, or what is printed as JSON",
		Long: "Print a JSON schema: of rule packs (packs, the default), of mlf-lsp.yaml (configuration), or of what mlf-lsp prints as JSON\n" +
			"(check, explain, report-card, hardware). Editors complete and check by the first two.",
		Example:   "  mlf-lsp rules schema > mlf-lsp-rules.schema.json\n  mlf-lsp rules schema check",
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: names,
		RunE: func(_ *cobra.Command, args []string) error {
			name := "packs"
			if len(args) == 1 {
				name = args[0]
			}
			schema, ok := schemas[name]
			if !ok {
				return fmt.Errorf("there is no schema %q: name one of %s", name, strings.Join(names, ", "))
			}
			_, err := s.stdout.Write(schema())
			return err
		},
	}
}

func (s *session) rulesDocsCommand() *cobra.Command {
	var packs []string
	cmd := &cobra.Command{
		Use:   "docs FOLDER",
		Short: "Write the pages of the rules, of the operations and of the configuration into a folder",
		Long: "Write the pages that are made from the rules, the knowledge base and the table of options, as Markdown, for the version you have:\n" +
			"rules.md, rules/CODE.md, operations.md, configuration.md. With --pack, operations of packs of your own are among them.",
		Example: "  mlf-lsp rules docs docs/mlf-lsp --pack ci/acme.yaml",
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return s.writeDocs(args[0], packs) },
	}
	cmd.Flags().StringArrayVar(&packs, "pack", nil, "a rule pack of your own: `FILE`")
	return cmd
}

func (s *session) writeDocs(folder string, packs []string) error {
	base, err := baseWith(packs)
	if err != nil {
		return err
	}
	pages := map[string]string{
		"rules.md":         docs.RulesPage(metas()),
		"operations.md":    docs.OperationsPage(base),
		"configuration.md": string(config.Docs()),
	}
	for _, m := range metas() {
		if page, ok := docs.Rule(m.Code); ok {
			pages["rules/"+m.Code+".md"] = page
		}
	}
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		path := filepath.Join(folder, filepath.FromSlash(name))
		err := os.MkdirAll(filepath.Dir(path), 0o755)
		if err == nil {
			err = os.WriteFile(path, []byte(pages[name]), 0o644)
		}
		if err != nil {
			return fmt.Errorf("the pages cannot be written to %s: %w", folder, loading.Cause(err))
		}
	}
	_, err = fmt.Fprintf(s.stdout, "wrote %d pages to %s\n", len(pages), folder)
	return err
}

// baseWith is the knowledge base with packs laid over it.
func baseWith(packs []string) (*rules.Base, error) {
	base, err := rules.Embedded()
	if err != nil {
		return nil, err
	}
	var libraries []*rules.Library
	for _, path := range packs {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("the rule pack %s cannot be read: %w", path, loading.Cause(err))
		}
		lib, problems := rules.Load(path, text)
		if len(problems) > 0 {
			return nil, problems
		}
		libraries = append(libraries, lib)
	}
	base = base.With(libraries...)
	if problems := base.CheckPacks(packs...); len(problems) > 0 {
		return nil, problems
	}
	return base, nil
}

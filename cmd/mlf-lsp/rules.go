package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/docs"
	"github.com/spf13/cobra"
)

func (s *session) rulesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List and explain the rules",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(s.rulesListCommand(), s.rulesExplainCommand(), s.rulesSchemaCommand(), s.rulesDocsCommand())
	return cmd
}

func metas() []check.Meta {
	var out []check.Meta
	for _, r := range check.Rules() {
		out = append(out, r.Meta)
	}
	return out
}

func (s *session) rulesListCommand() *cobra.Command {
	format := "text"
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the rules with their default severities",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			switch format {
			case "text":
				return s.listRules()
			case "json":
				return s.listRulesJSON()
			}
			return fmt.Errorf("unknown format %q: use text or json", format)
		},
	}
	cmd.Flags().StringVar(&format, "format", format, "text or json")
	return cmd
}

func (s *session) listRules() error {
	w := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	for _, m := range metas() {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", m.Code, m.Name, m.Severity, m.Summary)
	}
	return w.Flush()
}

func (s *session) listRulesJSON() error {
	type rule struct {
		Code     string   `json:"code"`
		Name     string   `json:"name"`
		Severity string   `json:"severity"`
		Summary  string   `json:"summary"`
		Aliases  []string `json:"aliases"`
		URL      string   `json:"url"`
	}
	list := []rule{}
	for _, m := range metas() {
		list = append(list, rule{m.Code, m.Name, m.Severity.String(), m.Summary, append([]string{}, m.Aliases...), m.URL()})
	}
	e := json.NewEncoder(s.stdout)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(list)
}

func (s *session) rulesExplainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain RULE",
		Short: "Print the page of a rule, named by its code or name",
		Args:  cobra.ExactArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return config.NewCatalogue(metas()).All(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			m, err := ruleNamed(args[0])
			if err != nil {
				return err
			}
			page, ok := docs.Rule(m.Code)
			if !ok {
				page = fmt.Sprintf("# %s %s\n\n%s (%s by default).\n", m.Code, m.Name, m.Summary, m.Severity)
			}
			_, err = fmt.Fprint(s.stdout, page)
			return err
		},
	}
}

// ruleNamed finds a rule by its code, in any case, its name or another id.
func ruleNamed(name string) (check.Meta, error) {
	for _, m := range metas() {
		if strings.EqualFold(name, m.Code) || len(name) > 3 && config.Match(name, m) > len(m.Code) {
			return m, nil
		}
	}
	cat := config.NewCatalogue(metas())
	if near, ok := config.Nearest(name, cat.All()); ok {
		return check.Meta{}, fmt.Errorf("there is no rule %q; did you mean %s?", name, near)
	}
	return check.Meta{}, fmt.Errorf("there is no rule %q; `mlf-lsp rules list` shows them all", name)
}

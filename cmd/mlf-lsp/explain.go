package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mlf-core/mlf-lsp/card"
	"github.com/mlf-core/mlf-lsp/docs"
	"github.com/mlf-core/mlf-lsp/rules"
	"github.com/spf13/cobra"
)

func (s *session) explainCommand() *cobra.Command {
	format, pins, packs := "markdown", []string{}, []string{}
	cmd := &cobra.Command{
		Use:     "explain SYMBOL|RULE|VARIABLE",
		Short:   "Say what is known of an operation, a rule or an environment variable",
		Example: "  mlf-lsp explain torch.nn.MaxPool3d --pin torch==1.13\n  mlf-lsp explain PYTHONHASHSEED",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if format != "markdown" && format != "json" {
				return fmt.Errorf("unknown format %q: use markdown or json", format)
			}
			return s.explain(args[0], format, pins, packs)
		},
	}
	cmd.Flags().StringVar(&format, "format", format, "markdown or json")
	cmd.Flags().StringArrayVar(&pins, "pin", nil, "judge by a version: `PACKAGE==VERSION`")
	cmd.Flags().StringArrayVar(&packs, "pack", nil, "a rule pack of your own: `FILE`")
	return cmd
}

func (s *session) explain(name, format string, pins, packs []string) error {
	base, err := baseWith(packs)
	if err != nil {
		return err
	}
	versions, err := pinned(base, pins)
	if err != nil {
		return err
	}
	c, ok := card.Variable(base, name)
	if symbol := base.Symbol(name); !ok && symbol != nil {
		c, ok = card.Symbol(base, name, versions[symbol.Library])
	}
	if !ok {
		return s.explainRule(name, format)
	}
	if format == "markdown" {
		_, err = fmt.Fprint(s.stdout, c.Markdown())
		return err
	}
	return s.printJSON(c)
}

// explainRule prints a rule's page: what is neither a symbol nor a variable
// is meant as a rule.
func (s *session) explainRule(name, format string) error {
	m, err := ruleNamed(name)
	if err != nil {
		return fmt.Errorf("nothing is known of %q: name a symbol in full (torch.nn.MaxPool3d), a rule (MLF301) or a variable (PYTHONHASHSEED)", name)
	}
	page, _ := docs.Rule(m.Code)
	if format == "markdown" {
		_, err = fmt.Fprint(s.stdout, page)
		return err
	}
	return s.printJSON(map[string]string{"code": m.Code, "name": m.Name, "severity": m.Severity.String(), "summary": m.Summary, "url": m.URL(), "page": page})
}

func (s *session) printJSON(v any) error {
	e := json.NewEncoder(s.stdout)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// pinned reads PACKAGE==VERSION by library.
func pinned(base *rules.Base, pins []string) (map[*rules.Library]string, error) {
	out := map[*rules.Library]string{}
	for _, p := range pins {
		name, version, ok := strings.Cut(p, "==")
		l := base.LibraryOf(strings.TrimSpace(name))
		version = strings.TrimSpace(version)
		switch {
		case !ok || version == "":
			return nil, fmt.Errorf("--pin %s: write PACKAGE==VERSION, such as torch==2.4.1", p)
		case l == nil:
			return nil, fmt.Errorf("--pin %s: nothing is known of the package %s", p, name)
		case len(l.Admit([]string{"==" + version}, "--pin").Candidates) == 0 || l.Admit([]string{"==" + version}, "--pin").Assumed:
			return nil, fmt.Errorf("--pin %s: %q is no version", p, version)
		}
		out[l] = version
	}
	return out, nil
}

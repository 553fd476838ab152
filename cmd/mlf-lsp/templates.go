package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/scaffold"
	"github.com/spf13/cobra"
)

// templateView is a template as list --json prints it.
type templateView struct {
	Handle      string   `json:"handle"`
	Version     string   `json:"version"`
	Name        string   `json:"name"`
	Domain      string   `json:"domain"`
	Libraries   []string `json:"libraries"`
	Summary     string   `json:"summary"`
	Description string   `json:"description"`
}

func (s *session) listCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the templates of projects", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if asJSON {
				return s.printTemplatesJSON(scaffold.Builtin())
			}
			table := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
			fmt.Fprintln(table, "HANDLE\tVERSION\tLIBRARIES\tWHAT")
			for _, t := range scaffold.Builtin() {
				fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", t.Handle, t.Version, strings.Join(t.Libraries, ", "), t.Summary)
			}
			return table.Flush()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (s *session) infoCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "info NAME", Short: "Describe the templates of a handle, a domain, a framework or a library", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			found := scaffold.Matching(args[0])
			if len(found) == 0 {
				hint := ""
				if near, ok := config.Nearest(args[0], scaffold.Words()); ok {
					hint = fmt.Sprintf(", did you mean %s?", near)
				}
				return fmt.Errorf("no template is called %q or made for it%s; see mlf-lsp list", args[0], hint)
			}
			if asJSON {
				return s.printTemplatesJSON(found)
			}
			for i, t := range found {
				if i > 0 {
					fmt.Fprintln(s.stdout)
				}
				fmt.Fprintf(s.stdout, "%s %s: %s\n\n%s", t.Handle, t.Version, t.Name, t.Description)
				fmt.Fprintf(s.stdout, "\nLibraries: %s\nQuestions: %s\nMake one:  mlf-lsp create --template %s\n", strings.Join(t.Libraries, ", "), questionNames(t), t.Handle)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func questionNames(t *scaffold.Template) string {
	var names []string
	for _, q := range t.Questions() {
		names = append(names, q.Name)
	}
	return strings.Join(names, ", ")
}

func (s *session) printTemplatesJSON(list []*scaffold.Template) error {
	views := make([]templateView, 0, len(list))
	for _, t := range list {
		views = append(views, templateView{t.Handle, t.Version, t.Name, t.Domain, t.Libraries, t.Summary, t.Description})
	}
	enc := json.NewEncoder(s.stdout)
	enc.SetIndent("", "  ")
	return enc.Encode(views)
}

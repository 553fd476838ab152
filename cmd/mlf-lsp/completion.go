package main

import (
	"context"
	"strings"

	"github.com/mlf-core/mlf-lsp/analysis/git"
	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/report"
	"github.com/spf13/cobra"
)

// complete offers the values of flags to shells.
func (f *checkFlags) complete(cmd *cobra.Command) {
	words := func(list ...string) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return list, cobra.ShellCompDirectiveNoFileComp
		}
	}
	rules := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return config.NewCatalogue(metas()).All(), cobra.ShellCompDirectiveNoFileComp
	}
	offers := map[string]func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective){
		"format": words(report.Formats()...),
		"color":  words("auto", "always", "never"),
		"select": rules,
		"ignore": rules,
		"since": func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			return refs(cmd.Context()), cobra.ShellCompDirectiveNoFileComp
		},
	}
	for _, o := range config.Options() {
		if o.Flag != "" && len(o.Enum) > 0 && o.Type == config.TypeEnum {
			offers[o.Flag] = words(o.Enum...)
		}
	}
	for name, offer := range offers {
		if cmd.Flags().Lookup(name) != nil {
			_ = cmd.RegisterFlagCompletionFunc(name, offer)
		}
	}
}

// refs are the branches and tags of the repository here.
func refs(ctx context.Context) []string {
	if ctx == nil {
		ctx = context.Background()
	}
	out, _, err := git.Read(ctx, ".", "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes")
	if err != nil {
		return nil
	}
	return strings.Fields(string(out))
}

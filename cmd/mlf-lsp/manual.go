package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manualCommand prints all commands with their flags, for man(1) and for the
// documentation. Packages call it; users have --help.
func (s *session) manualCommand(root *cobra.Command) *cobra.Command {
	format := "man"
	cmd := &cobra.Command{
		Use:    "manual",
		Short:  "Print the manual of all commands",
		Args:   cobra.NoArgs,
		Hidden: true,
		RunE: func(*cobra.Command, []string) error {
			switch format {
			case "man":
				_, err := fmt.Fprint(s.stdout, manPage(root))
				return err
			case "markdown":
				_, err := fmt.Fprint(s.stdout, commandsPage(root))
				return err
			}
			return fmt.Errorf("unknown format %q: use man or markdown", format)
		},
	}
	cmd.Flags().StringVar(&format, "format", format, "man or markdown")
	return cmd
}

// shown are the commands that users see, those of cobra included.
func shown(cmd *cobra.Command) []*cobra.Command {
	var out []*cobra.Command
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			out = append(out, c)
			out = append(out, shown(c)...)
		}
	}
	return out
}

func describe(cmd *cobra.Command) string {
	if cmd.Long != "" {
		return cmd.Long
	}
	return cmd.Short + "."
}

func eachFlag(cmd *cobra.Command, do func(*pflag.Flag)) {
	cmd.InitDefaultHelpFlag()
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden && f.Name != "help" {
			do(f)
		}
	})
}

// flagUsage is "-v, --verbose NAME" and what it does, with its default.
func flagUsage(f *pflag.Flag) (spelling, usage string) {
	name, usage := pflag.UnquoteUsage(f)
	spelling = "--" + f.Name
	if f.Shorthand != "" {
		spelling = "-" + f.Shorthand + ", " + spelling
	}
	if name != "" {
		spelling += " " + name
	}
	if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" && f.DefValue != "0" {
		usage += fmt.Sprintf(" (default %s)", f.DefValue)
	}
	return spelling, usage
}

func manPage(root *cobra.Command) string {
	var out strings.Builder
	fmt.Fprintf(&out, ".TH MLF-LSP 1 \"\" \"mlf-lsp %s\" \"User Commands\"\n", roff(version()))
	fmt.Fprintf(&out, ".SH NAME\nmlf-lsp \\- %s\n.SH SYNOPSIS\n.B mlf-lsp\nCOMMAND [FLAGS]\n.SH DESCRIPTION\n%s\n.SH COMMANDS\n",
		roff(strings.ToLower(root.Short[:1])+root.Short[1:]), roff(root.Long))
	for _, c := range shown(root) {
		fmt.Fprintf(&out, ".SS %s\n.nf\n%s\n.fi\n", roff(c.UseLine()), roff(describe(c)))
		eachFlag(c, func(f *pflag.Flag) {
			spelling, usage := flagUsage(f)
			fmt.Fprintf(&out, ".TP\n.B %s\n%s\n", roff(spelling), roff(usage))
		})
		if c.Example != "" {
			fmt.Fprintf(&out, ".PP\nExamples:\n.PP\n.nf\n%s\n.fi\n", roff(c.Example))
		}
	}
	out.WriteString(".SH EXIT STATUS\n0 when there is no finding at or above --fail-on, 1 when there is one, 2 for errors of usage, of the configuration, or of mlf-lsp itself.\n" +
		".SH ENVIRONMENT\n.TP\n.B MLF_LSP_CACHE\nThe folder for reports that are kept, instead of one in the user's cache folder.\n" +
		".TP\n.B NO_COLOR\nReports are not coloured when this is set.\n" +
		".SH SEE ALSO\nhttps://github.com/mlf-core/mlf-lsp\n")
	return out.String()
}

// roff escapes a text for man(7).
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "`", `\(ga`, "…", "...").Replace(text)
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}

func commandsPage(root *cobra.Command) string {
	var out strings.Builder
	out.WriteString("# Commands\n\n<!-- Generated from cmd/mlf-lsp by: go test ./cmd/mlf-lsp -run TestCommandsArePublished -update -->\n\n" + root.Long + "\n")
	for _, c := range shown(root) {
		fmt.Fprintf(&out, "\n## %s\n\n```text\n%s\n```\n\n%s\n", c.CommandPath(), c.UseLine(), markdownText(describe(c)))
		var flags strings.Builder
		eachFlag(c, func(f *pflag.Flag) {
			spelling, usage := flagUsage(f)
			fmt.Fprintf(&flags, "| `%s` | %s |\n", spelling, strings.NewReplacer("|", "\\|", "<", "&lt;").Replace(usage))
		})
		if flags.Len() > 0 {
			out.WriteString("\n| flag | |\n|---|---|\n" + flags.String())
		}
		if c.Example != "" {
			fmt.Fprintf(&out, "\n```console\n%s\n```\n", strings.ReplaceAll("$ "+strings.TrimLeft(c.Example, " "), "\n  ", "\n$ "))
		}
	}
	return out.String()
}

// markdownText keeps indented lists of help texts as they are.
func markdownText(text string) string {
	if strings.Contains(text, "\n  ") || strings.Contains(text, "\n\t") {
		return "```text\n" + text + "\n```"
	}
	return text
}

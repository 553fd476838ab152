package main

import (
	"fmt"

	"github.com/mlf-core/mlf-lsp/scaffold"
	"github.com/spf13/cobra"
)

func (s *session) fixArtifactPathsCommand() *cobra.Command {
	var dry bool
	cmd := &cobra.Command{
		Use:   "fix-artifact-paths [PATH]",
		Short: "Mend the paths of a local MLflow store that was moved",
		Long: "fix-artifact-paths points the experiments, runs and models of the folder mlruns in PATH (default: here)\n" +
			"to where the folder lies now. Buckets, servers and other folders are left alone.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			root := "."
			if len(args) == 1 {
				root = args[0]
			}
			paths, err := scaffold.FixArtifactPaths(root, dry)
			s.printArtifactPaths(paths, dry)
			return err
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what would change and write nothing")
	return cmd
}

func (s *session) printArtifactPaths(paths []scaffold.ArtifactPath, dry bool) {
	verb, changed := "Changed", 0
	if dry {
		verb = "Would change"
	}
	for _, p := range paths {
		if p.New == "" {
			fmt.Fprintf(s.stdout, "%s: left alone: %s is outside the store\n", p.File, p.Old)
			continue
		}
		changed++
		fmt.Fprintf(s.stdout, "%s: %s -> %s\n", p.File, p.Old, p.New)
	}
	fmt.Fprintf(s.stdout, "%s %d of the paths in mlruns\n", verb, changed)
}

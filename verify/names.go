package verify

import (
	"fmt"
	"regexp"
	"strings"
)

// unsteady are parts of file names that differ from run to run, and what they
// are called in reports.
var unsteady = []struct {
	pattern *regexp.Regexp
	name    string
}{
	{regexp.MustCompile(`^events\.out\.tfevents\.\d+\..*$`), "events.out.tfevents"},
	{regexp.MustCompile(`^(m-)?[0-9a-f]{32}$`), "${1}ID"},
	{regexp.MustCompile(`^\d{18}$`), "ID"}, // MLflow's experiments
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`), "ID"},
	{regexp.MustCompile(`^(offline-)?run-\d{8}_\d{6}-\w{8}$`), "run-TIME"},    // Weights & Biases
	{regexp.MustCompile(`^[A-Z][a-z]{2}\d{2}_\d{2}-\d{2}-\d{2}_.*$`), "TIME"}, // TensorBoard in PyTorch
	{regexp.MustCompile(`\d{4}-\d{2}-\d{2}([T_ -]\d{2}[-:.]\d{2}([-:.]\d{2}([.,]\d+)?)?)?`), "TIME"},
	{regexp.MustCompile(`^\d{2}-\d{2}-\d{2}$`), "TIME"}, // Hydra
	{regexp.MustCompile(`20\d{6}[-_T]?\d{6}`), "TIME"},
	{regexp.MustCompile(`\b1[6-9]\d{8}(\.\d+)?\b`), "TIME"},
	{regexp.MustCompile(`\btmp[a-z0-9_]{8}\b`), "tmp"},
}

// steadyNames maps paths of a run to names that other runs of the same program
// have too. Where several paths would have one name they are numbered in
// the order of the paths, which is that of writing.
func steadyNames(paths []string) map[string]string {
	out, taken := map[string]string{}, map[string]int{}
	dirs := map[string]string{}
	steady := func(parent, part, real string) string {
		if name, ok := dirs[real]; ok {
			return name
		}
		for _, u := range unsteady {
			part = u.pattern.ReplaceAllString(part, u.name)
		}
		name := strings.TrimPrefix(parent+"/"+part, "/")
		if taken[name]++; taken[name] > 1 {
			name = fmt.Sprintf("%s (%d)", name, taken[name])
		}
		dirs[real] = name
		return name
	}
	for _, p := range paths {
		name, real := "", ""
		for part := range strings.SplitSeq(p, "/") {
			real += "/" + part
			name = steady(name, part, real)
		}
		out[p] = name
	}
	return out
}

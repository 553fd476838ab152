package report

import (
	"bufio"
	"fmt"
)

// writeConcise prints a line for each finding, as compilers do: what editors,
// quickfix lists and grep read.
func writeConcise(w *bufio.Writer, v *view, _ Options) error {
	for _, f := range v.active {
		if _, err := fmt.Fprintf(w, "%s:%s: %s %s %s\n", oneLine(f.File), v.span(f.Place), f.Severity, f.Code, oneLine(f.Claim())); err != nil {
			return err
		}
	}
	return nil
}

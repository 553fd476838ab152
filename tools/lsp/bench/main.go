// Command bench presses the same keys in the same file with several language
// servers, in turns, and tells how long each takes from a key to diagnostics.
//
//	bench [-server PROGRAM] [-lines N] [-keys N] [-limit SECONDS] [-only NAME]
//
// The first table has each server the way it likes best: diagnostics are
// asked for where it takes that, after every key. The second has those that
// are sent, which contains the time for which a server waits for more keys.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	ours := flag.String("server", "bin/mlf-lsp", "the `program` of mlf-lsp")
	lines := flag.Int("lines", 5000, "lines of the file")
	keys := flag.Int("keys", 2000, "keys to press")
	sent := flag.Int("sent", 200, "keys to press while diagnostics are sent")
	limit := flag.Duration("limit", 4*time.Minute, "longest `time` for one server; it is told how many keys it had then")
	only := flag.String("only", "", "measure servers whose name holds this `text`")
	flag.Parse()
	if err := bench(*ours, *only, newTrace(*lines, *keys), *sent, *limit); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(ours, only string, t trace, sent int, limit time.Duration) error {
	ours, err := filepath.Abs(ours)
	if err != nil {
		return err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	cache = filepath.Join(cache, "mlf-lsp-bench")
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return err
	}
	var list []server
	for _, s := range servers(ours, cache) {
		if strings.Contains(s.name, only) {
			list = append(list, s)
		}
	}
	fmt.Printf("%d lines, %d KB, %d keys\n", strings.Count(t.text, "\n"), len(t.text)/1024, len(t.edits))
	for _, s := range list {
		fmt.Printf("  %s: %s\n", s.name, s.version)
	}
	if err := round(list, true, t, limit); err != nil {
		return err
	}
	return round(list, false, shifting(t, sent), limit)
}

// round measures all servers in turns of some keys, so that what else the
// machine does falls on all of them.
func round(list []server, pull bool, t trace, limit time.Duration) error {
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var all []*session
	for i, s := range list {
		x := begin(s, pull, t, filepath.Join(dir, fmt.Sprint(i), "project"))
		defer x.end()
		all = append(all, x)
	}
	const turn = 100
	keys := len(t.edits)
	for at := 0; at < keys; at += turn {
		for _, x := range all {
			if x.pressed == at { // else it ran out of time
				x.press(t.edits[at:min(at+turn, keys)], limit)
			}
		}
	}
	for _, x := range all {
		x.end()
	}
	print(all, pull)
	for _, x := range all {
		if x.name == "mlf-lsp" && x.failed != nil {
			return x.failed
		}
	}
	return nil
}

func print(all []*session, pull bool) {
	if pull {
		fmt.Printf("\nfrom a key to diagnostics, asked for after every key where the server takes that\n")
	} else {
		fmt.Printf("\nfrom a key that moves all findings to diagnostics that are sent, with the time for which the server waits for more keys\n")
	}
	fmt.Printf("%-10s %-6s %6s %10s %10s %10s %10s %9s\n", "server", "how", "keys", "p50 ms", "p95 ms", "p99 ms", "start ms", "MB")
	for _, x := range all {
		how := "sent"
		if pull && x.e != nil && x.e.Pulls() {
			how = "asked"
		}
		fmt.Printf("%-10s %-6s %6d %10s %10s %10s %10s %9.0f", x.name, how, len(x.times), ms(x.at(0.5)), ms(x.at(0.95)), ms(x.at(0.99)), ms(x.started), float64(x.memory)/1e6)
		if x.silent > 0 {
			fmt.Printf("  nothing came after %d keys", x.silent)
		}
		if x.failed != nil {
			fmt.Printf("  %v", x.failed)
		}
		fmt.Println()
	}
	base := all[0]
	for _, x := range all[1:] {
		fmt.Printf("mlf-lsp : %-9s         %10s %10s %10s %10s %9s\n", x.name, ratio(base.at(0.5), x.at(0.5)), ratio(base.at(0.95), x.at(0.95)),
			ratio(base.at(0.99), x.at(0.99)), ratio(base.started, x.started), ratio(time.Duration(base.memory), time.Duration(x.memory)))
	}
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d)/float64(time.Millisecond)) }

func ratio(a, b time.Duration) string {
	if a == 0 || b == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3g", float64(a)/float64(b))
}

// Command dist builds what is released: for every platform whose compiler is
// there an archive, a wheel for pip and, for Linux, a Debian package; licences,
// a bill of materials and checksums. The same sources, version and compilers
// give the same bytes.
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	version := flag.String("version", "", "the version, as 1.2.3 or as git describes it")
	out := flag.String("out", "dist", "the folder for the results")
	only := flag.String("only", "", "platforms, separated by commas; all whose compiler is there when empty")
	flag.Parse()
	if err := run(*version, *out, *only); err != nil {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

func run(version, out, only string) error {
	when, err := sourceDate()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	var wanted []string
	if only != "" {
		wanted = strings.Split(only, ",")
	}
	var files []string
	for _, t := range targets {
		if len(wanted) > 0 && !slices.Contains(wanted, t.name) {
			continue
		}
		cc := t.compiler()
		if cc == "" {
			if len(wanted) > 0 {
				return fmt.Errorf("%s needs a compiler: install %s, or set %s", t.name, t.cc, t.variable())
			}
			fmt.Fprintf(os.Stderr, "dist: %s is left out: install %s, or set %s\n", t.name, t.cc, t.variable())
			continue
		}
		made, err := release(t, cc, version, out, when)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		files = append(files, made...)
	}
	return checksums(out, files)
}

// release builds one platform and gives the names of what it made.
func release(t target, cc, version, out string, when time.Time) ([]string, error) {
	binary, err := t.build(cc, version)
	if err != nil {
		return nil, err
	}
	texts, err := papers(binary)
	if err != nil {
		return nil, err
	}
	program := file{name: "mlf-lsp" + t.suffix, mode: 0o755, data: binary.data}
	made := map[string][]byte{}
	base := "mlf-lsp-" + strings.TrimPrefix(version, "v") + "-" + t.name
	if t.suffix == ".exe" {
		made[base+".zip"], err = zipped(append([]file{program}, texts...), when)
	} else {
		made[base+".tar.gz"], err = tarred(base+"/", append([]file{program}, texts...), when)
	}
	if err != nil {
		return nil, err
	}
	name, data, err := wheel(t, pep440(version), program, texts, when)
	if err != nil {
		return nil, err
	}
	made[name] = data
	if t.debian != "" {
		name, data, err := debian(t, pep440(version), program, texts, when)
		if err != nil {
			return nil, err
		}
		made[name] = data
	}
	var names []string
	for name, data := range made {
		if err := os.WriteFile(filepath.Join(out, name), data, 0o644); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

// checksums writes SHA256SUMS as sha256sum --check reads it.
func checksums(out string, names []string) error {
	slices.Sort(names)
	var sums strings.Builder
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(data), name)
	}
	return os.WriteFile(filepath.Join(out, "SHA256SUMS"), []byte(sums.String()), 0o644)
}

// sourceDate is the time that results carry: SOURCE_DATE_EPOCH, else that of
// the last commit. Zip cannot say times before 1980.
func sourceDate() (time.Time, error) {
	text := os.Getenv("SOURCE_DATE_EPOCH")
	if text == "" {
		if out, err := exec.Command("git", "log", "-1", "--format=%ct").Output(); err == nil {
			text = strings.TrimSpace(string(out))
		}
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("no time for the results: set SOURCE_DATE_EPOCH to seconds since 1970")
	}
	return time.Unix(max(seconds, 315532800), 0).UTC(), nil
}

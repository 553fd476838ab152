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
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	version := flag.String("version", "", "the version, as 1.2.3 or as git describes it")
	out := flag.String("out", "dist", "the folder for the results")
	finish := flag.Bool("finish", false, "build nothing: write checksums and the formula for all packages in the folder")
	only := flag.String("only", "", "platforms, separated by commas; all whose compiler is there when empty")
	unpacked := flag.Bool("unpacked", false, "write programs with their papers into folders named after the platforms, and no packages")
	flag.Parse()
	err := func() error {
		if *finish {
			return finished(*version, *out)
		}
		return run(*version, *out, *only, *unpacked)
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

func run(version, out, only string, unpacked bool) error {
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
	extra, err := helpers(version)
	if err != nil {
		return err
	}
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
		if unpacked {
			err = unpack(t, cc, version, out)
		} else {
			err = release(t, cc, version, out, extra, when)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	if unpacked {
		return nil
	}
	return finished(version, out)
}

// release builds one platform and writes what it made.
func release(t target, cc, version, out string, extra []file, when time.Time) error {
	binary, err := t.build(cc, version)
	if err != nil {
		return err
	}
	texts, err := papers(binary)
	if err != nil {
		return err
	}
	program := file{name: "mlf-lsp" + t.suffix, mode: 0o755, data: binary.data}
	all := append([]file{program}, append(texts, extra...)...)
	base := archiveBase(version, t)
	name, data := base+".tar.gz", []byte(nil)
	if t.suffix == ".exe" {
		name = base + ".zip"
		data, err = zipped(all, when)
	} else {
		data, err = tarred(base+"/", all, when)
	}
	if err = write(out, name, data, err); err != nil {
		return err
	}
	withManual := append(texts, extra[0])
	name, data, err = wheel(t.tags(binary.libc), pep440(version), program, withManual, when)
	if err = write(out, name, data, err); err != nil || t.debian == "" {
		return err
	}
	name, data, err = debian(t, pep440(version), binary.libc, program, append(texts, extra...), when)
	return write(out, name, data, err)
}

// unpack builds one platform for a package that others make, such as the
// extension of an editor.
func unpack(t target, cc, version, out string) error {
	binary, err := t.build(cc, version)
	if err != nil {
		return err
	}
	texts, err := papers(binary)
	if err != nil {
		return err
	}
	dir := filepath.Join(out, t.name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, f := range append(texts, file{"mlf-lsp" + t.suffix, 0o755, binary.data}) {
		if err := os.WriteFile(filepath.Join(dir, f.name), f.data, os.FileMode(f.mode)); err != nil {
			return err
		}
	}
	return nil
}

func archiveBase(version string, t target) string {
	return "mlf-lsp-" + strings.TrimPrefix(version, "v") + "-" + t.name
}

func write(out, name string, data []byte, err error) error {
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, name), data, 0o644)
}

// finished writes, for all packages in a folder, SHA256SUMS as sha256sum
// --check reads it, and a formula for Homebrew.
func finished(version, out string) error {
	entries, err := os.ReadDir(out) // sorted
	if err != nil {
		return err
	}
	sums := map[string]string{}
	var list strings.Builder
	for _, e := range entries {
		if e.IsDir() || !packageName.MatchString(e.Name()) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(out, e.Name()))
		if err != nil {
			return err
		}
		sums[e.Name()] = fmt.Sprintf("%x", sha256.Sum256(data))
		fmt.Fprintf(&list, "%s  %s\n", sums[e.Name()], e.Name())
	}
	if err := os.WriteFile(filepath.Join(out, "SHA256SUMS"), []byte(list.String()), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "mlf-lsp.rb"), []byte(formula(version, sums)), 0o644)
}

var packageName = regexp.MustCompile(`^mlf[-_]lsp[-_].*\.(tar\.gz|zip|whl|deb|vsix)$`)

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

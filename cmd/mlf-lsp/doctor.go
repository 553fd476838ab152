package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/analysis/git"
	"github.com/mlf-core/mlf-lsp/config"
	"github.com/mlf-core/mlf-lsp/hardware"
	"github.com/mlf-core/mlf-lsp/loading"
	"github.com/spf13/cobra"
)

func (s *session) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor [FOLDER]",
		Short: "Say what mlf-lsp sees of this machine and this project, and what is wrong with it",
		Long: "doctor says where mlf-lsp is, what it finds to work with, and how it understands the project of FOLDER\n" +
			"(the current one when none is given). The exit status is 2 when something is wrong. It changes nothing.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			folder := "."
			if len(args) == 1 {
				folder = args[0]
			}
			d := &examination{session: s}
			d.machine(cmd.Context())
			return d.project(cmd.Context(), folder)
		},
	}
}

// examination is one run of doctor.
type examination struct{ *session }

// say prints one line: ok, note or wrong, and what was seen.
func (d *examination) say(how, format string, args ...any) {
	if how == "wrong" {
		d.status = exitTrouble
	}
	fmt.Fprintf(d.stdout, "%-6s %s\n", how, fmt.Sprintf(format, args...))
}

func (d *examination) machine(ctx context.Context) {
	fmt.Fprintf(d.stdout, "mlf-lsp %s (%s/%s, %s)\n", version(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	starts := self // what editors start
	switch found, err := exec.LookPath("mlf-lsp"); {
	case err != nil:
		d.say("note", "%s is not on PATH: editors and hooks need its full path", self)
	case !sameFile(found, self):
		starts = found
		d.say("note", "%s runs, but %s comes first on PATH: editors and hooks start that one", self, found)
	default:
		d.say("ok", "%s is on PATH", self)
	}
	d.language(ctx, starts)
	if out, _, err := git.Read(ctx, ".", "--version"); err != nil {
		d.say("note", "git: %v; ignored files are checked too, and --since and --staged do not work", err)
	} else {
		d.say("ok", "%s", strings.TrimSpace(string(out)))
	}
	d.cache()
	gpus := hardware.Collect(ctx, hardware.Options{Scopes: []hardware.Scope{hardware.ScopeGPU}, Version: version(), Now: time.Now()})
	if line := hardware.Line(gpus); line != "" {
		d.say("ok", "this machine: %s", line)
	} else {
		var reasons []string
		for _, p := range gpus.Problems {
			reasons = append(reasons, p.Reason)
		}
		d.say("note", "which GPUs this machine has is not known (%s): hovers do not tell", strings.Join(reasons, "; "))
	}
}

// cache looks whether reports can be kept, by writing one.
func (d *examination) cache() {
	dir := openStore().dir
	if dir == "" {
		d.say("note", "there is no cache folder: each check judges everything anew; set MLF_LSP_CACHE to a folder")
		return
	}
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		var f *os.File
		if f, err = os.CreateTemp(dir, "doctor-*"); err == nil {
			f.Close()
			os.Remove(f.Name())
		}
	}
	if err != nil {
		d.say("note", "the cache %s cannot be written (%v): each check judges everything anew; set MLF_LSP_CACHE to a folder", dir, loading.Cause(err))
		return
	}
	d.say("ok", "reports are kept in %s", dir)
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// project tells how a project is understood.
func (d *examination) project(ctx context.Context, folder string) error {
	f := &checkFlags{options: map[string]*[]string{}}
	f.add(&cobra.Command{}) // for the defaults
	c, err := d.newChecker(f)
	if err != nil {
		return err
	}
	d.say("ok", "the knowledge base has %d libraries", len(c.kb.Libraries()))
	runs, err := c.judge(ctx, []string{folder})
	if err != nil {
		return err
	}
	for _, r := range runs {
		fmt.Fprintf(d.stdout, "\nProject %s\n", filepath.ToSlash(r.root))
		d.understood(c, r)
	}
	return nil
}

func (d *examination) understood(c *checker, r *projectRun) {
	switch {
	case r.config != "":
	case loading.GitRoot(r.root) == r.root:
		d.say("ok", "the root is the repository's")
	default:
		d.say("note", "nothing marks the root: neither %s nor a repository; `mlf-lsp init` does", config.FileNames()[0])
	}
	switch {
	case r.config == "":
		d.say("ok", "no configuration: the defaults count; `mlf-lsp init` writes one")
	case len(r.problems) > 0:
		d.say("wrong", "%s has errors, see above", c.display(r.config))
	default:
		d.say("ok", "configuration %s", c.display(r.config))
	}
	if r.result.Files == 0 {
		d.say("note", "no Python files, notebooks or environment files here; is this the folder of the project?")
		return
	}
	d.say("ok", "files judged: %d", r.result.Files)
	for _, s := range r.result.Skipped {
		d.say("note", "%s is not judged: %s", s.Path, s.Reason)
	}
	for _, e := range r.result.Entries {
		d.say("ok", "program %s (%s)", e.Name, e.Kind)
	}
	if len(r.result.Entries) == 0 {
		d.say("note", "no program found: order and seeds cannot be followed; name scripts in `entry-points` of the configuration")
	}
	for _, v := range r.result.Versions {
		if strings.Contains(v.From, "nothing pins it") {
			d.say("note", "judged by %s %s (%s); pin what you run", v.Package, v.Version, v.From)
		} else {
			d.say("ok", "judged by %s %s (%s)", v.Package, v.Version, v.From)
		}
	}
	d.say("ok", "target device: %s", r.cfg.Device)
	for _, p := range r.packs {
		d.say("ok", "rules of your own: %s", p)
	}
	counts := map[check.Severity]int{}
	silenced := 0
	for _, f := range r.result.Findings {
		if f.Suppressed {
			silenced++
		} else {
			counts[f.Severity]++
		}
	}
	d.say("ok", "found: %d errors, %d warnings, %d info, %d hints; %d silenced", counts[check.Error], counts[check.Warning], counts[check.Info], counts[check.Hint], silenced)
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/mlf-core/mlf-lsp/hardware"
	"github.com/mlf-core/mlf-lsp/loading"
	"github.com/mlf-core/mlf-lsp/verify"
	"github.com/spf13/cobra"
)

// runFlags say how the command is run; `verify` and `verify record` have them.
type runFlags struct {
	compare, ignore, link, copy []string
	timeout                     time.Duration
	maxDisk, scratch            string
	seed                        uint32
	keepValues                  bool
}

func (f *runFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringSliceVar(&f.compare, "compare", nil, "`PATHS` or patterns of the files to compare (default: all that a run writes)")
	fl.StringSliceVar(&f.ignore, "ignore", nil, "`NAMES` or patterns of files and quantities that do not count")
	fl.StringSliceVar(&f.link, "link", nil, "`PATHS` of data that runs read where it lies, without a copy")
	fl.StringSliceVar(&f.copy, "copy", nil, "`PATHS` to copy for each run although they are large and ignored by git")
	fl.DurationVar(&f.timeout, "timeout", 0, "longest time of one run, such as 30m (default: no limit)")
	fl.StringVar(&f.maxDisk, "max-disk", "", "most disk for copies and what runs write, such as 20GB (default: no limit)")
	fl.StringVar(&f.scratch, "scratch", "", "`FOLDER` for the copies (default: that of the system)")
	fl.Uint32Var(&f.seed, "seed", 42, "seed that the modes seeds and deterministic set")
}

// verifyFlags are those of `verify` itself.
type verifyFlags struct {
	runFlags
	reportFlags
	traceFlags
	runs               int
	modes              []string
	writeLock, against string
	lock               *verify.Lock
}

// reportFlags say what counts as equal and how the report is shown.
type reportFlags struct {
	tolerance, format, output, color string
	verbose                          bool
}

func (f *reportFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.tolerance, "tolerance", "", "relative difference of numbers that counts as equal, or `REL,ABS` (default: none, to the bit)")
	fl.StringVarP(&f.format, "format", "f", "", strings.Join(verify.Formats, ", ")+" (default: by the end of --output, else text)")
	fl.StringVarP(&f.output, "output", "o", "", "write the report to `FILE`")
	fl.StringVar(&f.color, "color", "auto", "auto, always or never")
	fl.BoolVarP(&f.verbose, "verbose", "v", false, "list every quantity and file")
}

func (s *session) verifyCommand() *cobra.Command {
	f := verifyFlags{runs: 3}
	cmd := &cobra.Command{
		Use:   "verify [flags] -- COMMAND [ARGUMENT...]",
		Short: "Run a program several times and say whether, and where, runs differ",
		Long: "Runs a command several times, each time in a fresh copy of the project, and compares exit statuses, printed numbers and\n" +
			"the files that runs write, by what they hold: models tensor by tensor, metrics step by step. What rightly differs (times,\n" +
			"paths, progress bars) is set aside and counted. This runs your program; the project itself is not written to, save that\n" +
			"--trace, which names the line where runs part first, keeps that in the project for checks and editors.\n\n" +
			"The exit status is 0 when all runs are equal, 1 when they differ, 2 when the command could not run. With --modes, the\n" +
			"strictest mode decides: random replaces seeds, seeds sets them all, deterministic turns on deterministic algorithms too.\n\n" +
			"--write-lock keeps what was equal, on which hardware and with which versions, in a file to commit; --against compares\n" +
			"later runs with it (one unless --runs says more, of the command in the lock unless another is given).",
		Example: "  mlf-lsp verify -- python train.py --epochs 2\n" +
			"  mlf-lsp verify --runs 5 --modes random,seeds,deterministic -- python train.py\n" +
			"  mlf-lsp verify --compare 'models/*.pt' --tolerance 1e-6 -o report.html -- python train.py\n" +
			"  mlf-lsp verify --runs 2 --trace -- python train.py\n" +
			"  mlf-lsp verify --write-lock verify.lock -- python train.py\n" +
			"  mlf-lsp verify --against verify.lock",
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0 && f.against != "":
				return nil
			case len(args) == 0:
				return errors.New("no command was given; write it after `--`, as in `mlf-lsp verify -- python train.py`")
			case cmd.ArgsLenAtDash() != 0:
				return fmt.Errorf("write `--` before the command, as in `mlf-lsp verify -- %s`", strings.Join(args, " "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			args, err := f.prepare(cmd, args)
			if err == nil {
				err = f.traceFlags.checked(f.runs)
			}
			if err != nil {
				return err
			}
			return s.verify(cmd.Context(), args, f)
		},
	}
	cmd.AddCommand(s.verifyRecordCommand(), s.verifyCompareCommand(), s.verifyPlanCommand(), s.verifySchemaCommand())
	cmd.Flags().IntVarP(&f.runs, "runs", "n", f.runs, "runs of each mode")
	cmd.Flags().StringSliceVar(&f.modes, "modes", nil, strings.Join(verify.Modes, ", ")+" (default: the program as it is)")
	cmd.Flags().StringVar(&f.writeLock, "write-lock", "", "write what was equal to `FILE`")
	cmd.Flags().StringVar(&f.against, "against", "", "compare with the lock `FILE`")
	f.runFlags.add(cmd)
	f.reportFlags.add(cmd)
	f.traceFlags.add(cmd)
	return cmd
}

// prepare reads the lock, which says what the command line leaves open.
func (f *verifyFlags) prepare(cmd *cobra.Command, args []string) ([]string, error) {
	if f.against == "" {
		if f.runs < 2 {
			return nil, fmt.Errorf("--runs %d: two runs are the least that can be compared", f.runs)
		}
		return args, nil
	}
	var err error
	if f.lock, err = verify.LoadLock(f.against); err != nil {
		return nil, err
	}
	if len(f.modes) > 0 {
		return nil, errors.New("--modes cannot be combined with --against: the lock says the mode")
	}
	if f.lock.Mode != "" {
		f.modes = []string{f.lock.Mode}
	}
	if f.lock.Seed != 0 {
		f.seed = f.lock.Seed
	}
	if !cmd.Flags().Changed("runs") {
		f.runs = 1
	}
	if f.runs < 1 {
		return nil, fmt.Errorf("--runs %d: at least one run is needed", f.runs)
	}
	if len(args) == 0 {
		args = f.lock.Command
	}
	return args, nil
}

// verify makes the runs and reports them.
func (s *session) verify(ctx context.Context, args []string, f verifyFlags) error {
	modes, err := verify.ParseModes(f.modes)
	if err != nil {
		return err
	}
	opt, err := f.reportFlags.options(f.ignore)
	if err != nil {
		return err
	}
	format, err := f.reportFlags.checked()
	if err != nil {
		return err
	}
	runner, err := s.newRunner(ctx, args, f.runFlags)
	if err != nil {
		return err
	}
	defer runner.Close()
	list, err := f.traceFlags.hook(verify.Schedule(modes, f.runs, f.seed))
	if err != nil {
		return err
	}
	records, notes, err := s.makeRuns(ctx, runner, list)
	if err != nil {
		return err
	}
	r := verify.Compare(records, opt)
	if f.lock != nil && len(records) > 0 {
		r = f.lock.Against(records, opt)
	}
	r.Notes = append(r.Notes, notes...)
	if err := f.traceFlags.traced(r, records, runner.Root()); err != nil {
		return err
	}
	if f.writeLock != "" {
		note, err := writeLock(r, records, f)
		if err != nil {
			return err
		}
		r.Notes = append(r.Notes, note)
	}
	if err := s.writeVerify(r, format, f.reportFlags); err != nil {
		return err
	}
	s.status = verifyStatus(r)
	return nil
}

// writeLock keeps what was equal and says so.
func writeLock(r *verify.Report, records []*verify.Record, f verifyFlags) (note string, err error) {
	lock, err := verify.NewLock(r, records, f.seed)
	if err != nil {
		return err.Error() + ".", nil
	}
	if err := lock.Save(f.writeLock); err != nil {
		return "", err
	}
	note = fmt.Sprintf("What was equal is in %s", f.writeLock)
	if n := len(lock.Different); n > 0 {
		note += fmt.Sprintf("; it promises nothing of %d that differed", n)
	}
	return note + ".", nil
}

// newRunner prepares runs of a command in the project around the working folder.
func (s *session) newRunner(ctx context.Context, args []string, f runFlags) (*verify.Runner, error) {
	limit, err := parseSize(f.maxDisk)
	if err != nil {
		return nil, err
	}
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	root, _, err := loading.Home(dir)
	if err != nil {
		return nil, err
	}
	if root == "" || loading.HoldsEverything(root) {
		root = dir
	}
	if loading.HoldsEverything(root) {
		return nil, fmt.Errorf("%s is no project, and all of it would be copied for each run; change to the project's folder", root)
	}
	return verify.NewRunner(ctx, verify.Options{
		Command: args, Root: root, Dir: dir, Outputs: f.compare, Ignore: f.ignore, Link: f.link, Copy: f.copy,
		Timeout: f.timeout, MaxDisk: limit, Scratch: f.scratch, KeepValues: f.keepValues, Version: version(),
		Hardware: hardware.Collect(ctx, hardware.Options{Dir: dir, Version: version(), Now: time.Now()}),
	})
}

// makeRuns makes runs one after the other until all are made, two in a row
// failed, or the user has seen enough. Notes say what limits the result.
func (s *session) makeRuns(ctx context.Context, runner *verify.Runner, list []verify.Run) (records []*verify.Record, notes []string, err error) {
	show := s.progress(list)
	defer show.end()
	failed := 0
	for i, run := range list {
		show.begin(i)
		rec, err := runner.Run(ctx, run)
		if err != nil {
			return nil, nil, err
		}
		if rec.Stopped == verify.Interrupted || ctx.Err() != nil {
			notes = append(notes, fmt.Sprintf("It was interrupted after %d of %d runs.", len(records), len(list)))
			break
		}
		show.done(i, rec.Seconds)
		records = append(records, rec)
		if failed++; rec.Exit == 0 {
			failed = 0
		}
		if failed == 2 && i < len(list)-1 {
			notes = append(notes, fmt.Sprintf("Two runs in a row failed, and no more were made (%d were left).", len(list)-1-i))
			break
		}
	}
	if linked := runner.Linked(); len(linked) > 0 {
		notes = append(notes, "Read where it lies, not copied: "+strings.Join(linked, ", ")+".")
	}
	if touched := runner.Touched(); len(touched) > 0 {
		list := touched[:min(len(touched), 3)]
		notes = append(notes, fmt.Sprintf("Files of the project changed during the runs, by you or by the program (it may write to absolute paths or into "+
			"linked data; --copy copies those): %s%s.", strings.Join(list, ", "), more(len(touched)-len(list))))
	}
	return records, notes, nil
}

func more(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(" and %d more", n)
}

// verifyStatus is the exit status of a report.
func verifyStatus(r *verify.Report) int {
	switch r.Verdict {
	case verify.Equal, verify.Tolerated:
		return exitClean
	case verify.Different:
		return exitFindings
	}
	return exitTrouble
}

// options are what counts as equal.
func (f *reportFlags) options(ignore []string) (verify.CompareOptions, error) {
	o := verify.CompareOptions{Ignore: ignore, Version: version()}
	if f.tolerance == "" {
		return o, nil
	}
	rel, abs, _ := strings.Cut(f.tolerance, ",")
	var err error
	if o.Tolerance.Relative, err = strconv.ParseFloat(rel, 64); err == nil && abs != "" {
		o.Tolerance.Absolute, err = strconv.ParseFloat(abs, 64)
	}
	if err != nil || !(o.Tolerance.Relative >= 0 && o.Tolerance.Absolute >= 0) {
		return o, fmt.Errorf("--tolerance %s: write a relative difference such as 1e-6, or a relative and an absolute one such as 1e-6,1e-9", f.tolerance)
	}
	return o, nil
}

// checked is the format that is wanted, before any run is made.
func (f *reportFlags) checked() (string, error) {
	format := f.format
	if format == "" {
		format = map[string]string{".json": "json", ".md": "markdown", ".html": "html"}[filepath.Ext(f.output)]
	}
	if format == "" {
		format = "text"
	}
	for _, known := range verify.Formats {
		if format == known {
			return format, nil
		}
	}
	return "", fmt.Errorf("unknown format %q: use %s", format, strings.Join(verify.Formats, ", "))
}

// writeVerify prints a report, or writes it to a file and prints its headline.
func (s *session) writeVerify(r *verify.Report, format string, f reportFlags) error {
	look := &checker{session: s, flags: &checkFlags{color: f.color, output: f.output}}
	var out bytes.Buffer
	err := verify.Write(&out, format, r, verify.WriteOptions{Color: look.colors(), Width: look.width(), Verbose: f.verbose})
	if err != nil {
		return err
	}
	if err := s.writeReport(out.Bytes(), f.output); err != nil || f.output == "" {
		return err
	}
	fmt.Fprintf(s.stdout, "%s The report is in %s.\n", r.Headline(), f.output)
	return nil
}

// parseSize reads a size such as 500MB or 20GiB; "" is 0.
func parseSize(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	i := strings.LastIndexAny(text, "0123456789.") + 1
	unit, known := map[string]float64{"": 1, "B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}[strings.TrimSuffix(strings.TrimSuffix(
		strings.ToUpper(strings.TrimSpace(text[i:])), "B"), "I")]
	n, err := strconv.ParseFloat(text[:i], 64)
	if err != nil || !known || n <= 0 || n*unit > 1<<60 {
		return 0, fmt.Errorf("--max-disk %s: write a size such as 500MB or 20GB", text)
	}
	return int64(n * unit), nil
}

package verify

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// process is one start of the command.
type process struct {
	args, env      []string
	dir            string
	stdout, stderr string
	timeout        time.Duration
	maxDisk        int64
	size           func(limit int64) int64
}

// grace is how long a command that is asked to end may take.
const grace = 10 * time.Second

// Reasons why a command was stopped.
const (
	StoppedTime = "time"
	StoppedDisk = "disk"
	Interrupted = "interrupted"
)

// run starts the command, waits for it and fills in what it did.
func (p *process) run(ctx context.Context, rec *Record) error {
	path, err := find(p.args[0], p.dir)
	if err != nil {
		return err
	}
	out, err := os.Create(p.stdout)
	if err != nil {
		return err
	}
	defer out.Close()
	errs, err := os.Create(p.stderr)
	if err != nil {
		return err
	}
	defer errs.Close()

	inner, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	cmd := exec.CommandContext(inner, path, p.args[1:]...)
	cmd.Args[0] = p.args[0]
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = p.dir, p.env, out, errs
	cmd.WaitDelay = grace
	ownGroup(cmd)
	start := time.Now()
	rec.Started = utc(start)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%w: %s: %v", ErrCannotRun, p.args[0], errors.Unwrap(err))
	}
	watched := make(chan struct{})
	go func() { p.watch(inner, stop); close(watched) }()
	err = cmd.Wait()
	rec.Seconds = time.Since(start).Seconds()
	reason := context.Cause(inner)
	stop(nil)
	<-watched
	killGroup(cmd) // what it left running would write into the next run
	rec.CPUSeconds = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	rec.Exit = cmd.ProcessState.ExitCode()
	if reason != nil && err != nil {
		rec.Exit, rec.Stopped = -1, Interrupted
		if s := stopped(""); errors.As(reason, &s) {
			rec.Stopped = string(s)
		}
	}
	return nil
}

// stopped is the cause with which a watcher ends a run.
type stopped string

func (s stopped) Error() string { return string(s) }

// watch ends the command when it takes too much time or disk.
func (p *process) watch(ctx context.Context, stop context.CancelCauseFunc) {
	var late <-chan time.Time
	if p.timeout > 0 {
		t := time.NewTimer(p.timeout)
		defer t.Stop()
		late = t.C
	}
	pause := 2 * time.Second
	for {
		select {
		case <-ctx.Done():
			return
		case <-late:
			stop(stopped(StoppedTime))
			return
		case <-time.After(pause):
		}
		if p.maxDisk <= 0 {
			continue
		}
		began := time.Now()
		if p.size(p.maxDisk) > p.maxDisk {
			stop(stopped(StoppedDisk))
			return
		}
		pause = max(pause, 20*time.Since(began)) // at most a twentieth of a core
	}
}

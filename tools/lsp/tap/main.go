// Command tap stands between an editor and a language server and records what
// they say to each other:
//
//	tap FILE COMMAND [ARGUMENT…]
//
// The recording gains one line of JSON for each message; see package wire.
// The exit status is that of the command.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"sync/atomic"
	"syscall"

	"github.com/mlf-core/mlf-lsp/tools/lsp/wire"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: tap FILE COMMAND [ARGUMENT…]")
		os.Exit(2)
	}
	status, err := run(os.Args[1], os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "tap:", err)
		os.Exit(2)
	}
	os.Exit(status)
}

func run(path string, command []string) (int, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	rec := wire.NewRecorder(f)
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return 0, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	// Editors end servers by a signal; it is the server that has to see it.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	var ended atomic.Bool
	go func() {
		for s := range signals {
			ended.Store(true)
			_ = cmd.Process.Signal(s)
		}
	}()
	go func() {
		rec.Copy(wire.FromClient, in, os.Stdin)
		in.Close()
	}()
	rec.Copy(wire.FromServer, os.Stdout, out)
	status := 0
	if err := cmd.Wait(); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			return 0, err
		}
		status = exit.ExitCode()
	}
	if status >= 0 || !ended.Load() { // else it is the editor that did not wait
		rec.Record(wire.Exit, []byte(strconv.Itoa(status)), nil)
	}
	if status < 0 { // by a signal
		status = 1
	}
	return status, nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"

	"github.com/mlf-core/mlf-lsp/hardware"
	"github.com/mlf-core/mlf-lsp/server"
	"github.com/spf13/cobra"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// serverFlags say how a client reaches the server.
type serverFlags struct {
	stdio         bool
	socket        int
	pipe, listen  string
	log, logLevel string
	client        int
}

func (s *session) serverCommand() *cobra.Command {
	var f serverFlags
	cmd := &cobra.Command{
		Use:     "server",
		Aliases: []string{"lsp"},
		Short:   "Serve an editor by the language server protocol",
		Long: "server speaks the language server protocol with an editor, by default over standard input and\n" +
			"output. It never runs code of the workspace and never uses the network but for --listen on\n" +
			"the machine's own address.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.serve(cmd.Context(), f) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.stdio, "stdio", false, "serve over standard input and output (the default)")
	flags.IntVar(&f.socket, "socket", 0, "connect to an editor that listens on this port of the machine")
	flags.StringVar(&f.pipe, "pipe", "", "connect to an editor that listens on this socket `file`")
	flags.StringVar(&f.listen, "listen", "", "wait for editors on this `address` of the machine, such as 127.0.0.1:2087")
	flags.StringVar(&f.log, "log", "", "write the log to this `file` instead of standard error")
	flags.StringVar(&f.logLevel, "log-level", "warn", "how much is logged: debug, info, warn, error")
	flags.IntVar(&f.client, "clientProcessId", 0, "the editor's process")
	_ = flags.MarkHidden("clientProcessId") // editors pass it; the connection's end says the same
	cmd.MarkFlagsMutuallyExclusive("stdio", "socket", "pipe", "listen")
	return cmd
}

// standard is standard input and output as one stream.
type standard struct {
	io.Reader
	io.Writer
}

// Close closes the input where it can be, so that a pending read ends.
func (s standard) Close() error {
	if c, ok := s.Reader.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

func (s *session) serve(ctx context.Context, f serverFlags) error {
	log, err := s.logger(f)
	if err != nil {
		return err
	}
	defer func() { _ = log.Sync() }()
	opt := server.Options{Version: version(), Log: log, Hardware: &hardware.Options{Version: version()}}
	if f.listen != "" {
		return s.listen(ctx, f.listen, opt)
	}
	var stream io.ReadWriteCloser = standard{s.stdin, s.stdout}
	switch {
	case f.socket != 0:
		stream, err = net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(f.socket)))
	case f.pipe != "":
		stream, err = net.Dial("unix", f.pipe)
	}
	if err != nil {
		return fmt.Errorf("the editor cannot be reached: %w", err)
	}
	err = server.Serve(ctx, stream, opt)
	switch {
	case ctx.Err() != nil: // interrupted
		return nil
	case errors.Is(err, server.ErrGone):
		log.Info("the editor is gone", zap.Error(err))
		s.status = 1
		return nil
	}
	return err
}

// listen serves every client that comes, until it is interrupted.
func (s *session) listen(ctx context.Context, address string, opt server.Options) error {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errors.New("--listen takes an address of this machine alone, such as 127.0.0.1:2087: the server has no access control")
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("the address %s cannot be used: %w", address, err)
	}
	context.AfterFunc(ctx, func() { l.Close() })
	fmt.Fprintf(s.stderr, "mlf-lsp: listening on %s\n", l.Addr())
	for {
		conn, err := l.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("no editor can connect any more: %w", err)
		}
		go func() {
			if err := server.Serve(ctx, conn, opt); err != nil {
				opt.Log.Info("a client is gone", zap.Error(err))
			}
		}()
	}
}

// logger writes to standard error, which editors show, or to a file.
func (s *session) logger(f serverFlags) (*zap.Logger, error) {
	level, err := zapcore.ParseLevel(f.logLevel)
	if err != nil {
		return nil, fmt.Errorf("%q is no level of the log: debug, info, warn or error", f.logLevel)
	}
	out := zapcore.AddSync(s.stderr)
	if f.log != "" {
		file, err := os.OpenFile(f.log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, fmt.Errorf("the log cannot be written: %w", err)
		}
		out = file
	}
	enc := zap.NewDevelopmentEncoderConfig()
	enc.EncodeTime = zapcore.ISO8601TimeEncoder
	return zap.New(zapcore.NewCore(zapcore.NewConsoleEncoder(enc), zapcore.Lock(out), level)), nil
}

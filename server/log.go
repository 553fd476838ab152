package server

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// What is traced to the client.
const (
	traceOff int32 = iota
	traceMessages
	traceVerbose
)

// letter is a notification that may be lost.
type letter struct {
	method string
	params any
	sent   chan struct{} // closed once it went out, nil when nobody waits for that
}

// mail holds notifications that must not make anybody wait: a client that does
// not read blocks whoever writes to it. What does not fit is dropped.
type mail struct {
	queue   chan letter
	dropped *atomic.Int64
}

func newMail() mail { return mail{make(chan letter, 256), new(atomic.Int64)} }

func (m mail) post(method string, params any) {
	select {
	case m.queue <- letter{method: method, params: params}:
	default:
		m.dropped.Add(1)
	}
}

// last sends what has to go out, with all that was posted before it, ahead of
// what the caller does next.
func (m mail) last(ctx context.Context, method string, params any) {
	l := letter{method: method, params: params, sent: make(chan struct{})}
	select {
	case m.queue <- l:
	case <-ctx.Done():
		return
	}
	select {
	case <-l.sent:
	case <-ctx.Done():
	}
}

// deliver sends the mail until the connection ends.
func (s *server) deliver() {
	for {
		select {
		case <-s.ctx.Done():
			return
		case l := <-s.mail.queue:
			if s.conn.Notify(s.ctx, l.method, l.params) != nil {
				return // the connection is gone
			}
			if l.sent != nil {
				close(l.sent)
			}
			if n := s.mail.dropped.Swap(0); n > 0 {
				s.log.Warn("messages to the client were dropped because it did not read", zap.Int64("messages", n))
			}
		}
	}
}

// tell shows the user a message.
func (s *server) tell(kind protocol.MessageType, message string) {
	s.mail.post("window/showMessage", &protocol.ShowMessageParams{Type: kind, Message: message})
}

// logger writes to the log of the program and, from a level that the client
// chooses, to the client.
func (s *server) logger(base *zap.Logger) *zap.Logger {
	if base == nil {
		base = zap.NewNop()
	}
	enc := zap.NewDevelopmentEncoderConfig()
	enc.TimeKey, enc.LevelKey, enc.CallerKey, enc.StacktraceKey = "", "", "", "stack"
	return zap.New(zapcore.NewTee(base.Core(), &clientCore{s: s, enc: zapcore.NewConsoleEncoder(enc)}))
}

// clientCore sends the log to the client.
type clientCore struct {
	s   *server
	enc zapcore.Encoder
}

// Enabled follows the client's setting.
func (c *clientCore) Enabled(l zapcore.Level) bool {
	return int32(l) >= c.s.level.Load() && c.s.level.Load() != int32(zapcore.InvalidLevel) && c.s.phase.Load() == phaseRunning
}

// With adds fields to all that follows.
func (c *clientCore) With(fields []zapcore.Field) zapcore.Core {
	enc := c.enc.Clone()
	for _, f := range fields {
		f.AddTo(enc)
	}
	return &clientCore{s: c.s, enc: enc}
}

// Check puts itself down for entries that the client wants.
func (c *clientCore) Check(e zapcore.Entry, ce *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if c.Enabled(e.Level) {
		return ce.AddCore(e, c)
	}
	return ce
}

// Write posts an entry.
func (c *clientCore) Write(e zapcore.Entry, fields []zapcore.Field) error {
	buf, err := c.enc.EncodeEntry(e, fields)
	if err != nil {
		return err
	}
	defer buf.Free()
	kind := protocol.MessageTypeLog
	switch {
	case e.Level >= zapcore.ErrorLevel:
		kind = protocol.MessageTypeError
	case e.Level == zapcore.WarnLevel:
		kind = protocol.MessageTypeWarning
	case e.Level == zapcore.InfoLevel:
		kind = protocol.MessageTypeInfo
	}
	text := buf.String()
	c.s.mail.post("window/logMessage", &protocol.LogMessageParams{Type: kind, Message: text[:max(0, len(text)-1)]})
	return nil
}

// Sync does nothing: the mail goes out by itself.
func (c *clientCore) Sync() error { return nil }

// SetTrace takes the client's wish to see what is done.
func (s *server) SetTrace(_ context.Context, p *protocol.SetTraceParams) error {
	s.setTrace(p.Value)
	return nil
}

func (s *server) setTrace(v protocol.TraceValue) {
	switch v {
	case protocol.TraceValueMessages:
		s.trace.Store(traceMessages)
	case protocol.TraceValueVerbose:
		s.trace.Store(traceVerbose)
	default:
		s.trace.Store(traceOff)
	}
}

// maxTraced bounds the bytes of parameters in a trace.
const maxTraced = 4096

// traced tells the client and the log what a message took.
func (s *server) traced(next jsonrpc2.Handler) jsonrpc2.Handler {
	return func(ctx context.Context, req *jsonrpc2.Request) (any, error) {
		how := s.trace.Load()
		if how == traceOff && !s.log.Core().Enabled(zapcore.DebugLevel) || req.Method() == "$/setTrace" {
			return next(ctx, req)
		}
		// The request is used again for others once this one is answered.
		method, what, verbose := string([]byte(req.Method())), "notification", ""
		if req.IsCall() {
			id := req.ID()
			what = fmt.Sprintf("request %v", &id)
		}
		if how == traceVerbose {
			raw := req.Params()
			verbose = string(raw[:min(len(raw), maxTraced)])
		}
		start := time.Now()
		result, err := next(ctx, req)
		took := time.Since(start)
		s.log.Debug(method, zap.Duration("took", took), zap.Error(err))
		if how != traceOff {
			message := fmt.Sprintf("%s %s took %v", what, method, took.Round(time.Microsecond))
			if err != nil {
				message += ": " + err.Error()
			}
			params := &protocol.LogTraceParams{Message: message}
			if verbose != "" {
				params.Verbose = &verbose
			}
			s.mail.post("$/logTrace", params)
		}
		return result, err
	}
}

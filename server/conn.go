// Package server is the language server: it keeps the documents that an editor
// has open, judges the projects around them and answers the editor's
// questions. It is the only home of the protocol.
//
// Notifications are handled in the order of the wire, on the read loop, and
// only change what is known of documents; requests run beside them. Projects
// are judged by one goroutine, some time after the last change.
package server

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/mlf-core/mlf-lsp/hardware"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.uber.org/zap"
)

// codec writes and reads what the messages carry.
type codec struct{}

func (codec) Marshal(v any) ([]byte, error)      { return protocol.Marshal(v) }
func (codec) Unmarshal(data []byte, v any) error { return protocol.Unmarshal(data, v) }

// Options are what a server starts with.
type Options struct {
	Version string // of the program
	Log     *zap.Logger
	// Hardware says how this machine is asked what it is; nil for not.
	Hardware *hardware.Options
}

// ErrGone says that a client went away without shutdown and exit, or said exit
// alone. The protocol wants the exit status 1 then.
var ErrGone = errors.New("the client went away without shutdown and exit")

// maxCalls bounds the requests that are worked on at a time. A client that asks
// and asks and reads no answer has to wait.
const maxCalls = 1000

// Serve talks to one client until it says goodbye, goes away or ctx ends. The
// error is nil only after the exit that follows a shutdown, as the protocol
// asks for.
func Serve(ctx context.Context, stream io.ReadWriteCloser, opt Options) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s, err := newServer(ctx, opt)
	if err != nil {
		return err
	}
	s.conn = jsonrpc2.NewConn(jsonrpc2.NewHeaderStream(stream), jsonrpc2.WithCodec(codec{}))
	s.conn.Go(ctx, s.handler())
	for _, run := range []func(){s.work, s.deliver, s.tellStatus} {
		go run()
	}
	select {
	case <-s.exited:
	case <-s.conn.Done():
	case <-ctx.Done():
	}
	stop()
	stream.Close()
	s.letGo()
	if s.phase.Load() == phaseShutDown && s.said.Load() {
		return nil
	}
	return ErrGone
}

// letGo frees what is held outside of Go's memory. Judging ends with ctx.
func (s *server) letGo() {
	s.judging.Lock()
	defer s.judging.Unlock()
	for _, p := range s.projects {
		p.close()
	}
	clear(s.projects)
}

func (s *server) handler() jsonrpc2.Handler {
	serve := protocol.ServerHandler(s, jsonrpc2.MethodNotFoundHandler)
	return s.survive(s.traced(func(ctx context.Context, req *jsonrpc2.Request) (any, error) {
		if err := s.gate(req); err != nil {
			return nil, err
		}
		switch {
		case req.Method() == protocol.MethodCancelRequest:
			return nil, s.cancel(req)
		case !req.IsCall():
			return serve(s.ctx, req)
		}
		// The request's own context is used again for other requests once this
		// one is answered: contexts derived from it, as by CancelHandler, crash.
		work, stop := context.WithCancel(s.ctx)
		defer stop()
		id := req.ID()
		s.calls.Store(id, stop)
		defer s.calls.Delete(id)
		if req.Method() != "initialize" && req.Method() != "shutdown" {
			select {
			case s.slots <- struct{}{}:
				defer func() { <-s.slots }()
			case <-s.ctx.Done():
				return nil, protocol.ErrRequestCancelled
			}
			jsonrpc2.Async(ctx)
		}
		result, err := serve(work, req)
		if work.Err() != nil {
			return nil, protocol.ErrRequestCancelled
		}
		return result, err
	}))
}

// cancel ends the work on a request that the client no longer needs.
func (s *server) cancel(req *jsonrpc2.Request) error {
	var p protocol.CancelParams
	if err := protocol.Unmarshal(req.Params(), &p); err != nil {
		return err
	}
	var id jsonrpc2.ID
	switch n := p.ID.(type) {
	case protocol.Integer:
		id = jsonrpc2.NewNumberID(int64(n))
	case protocol.String:
		id = jsonrpc2.NewStringID(string(n))
	}
	if stop, ok := s.calls.Load(id); ok {
		stop.(context.CancelFunc)()
	}
	return nil
}

// survive answers a panic with an error and goes on, and keeps errors of
// notifications, which nobody could answer, from ending the connection.
func (s *server) survive(next jsonrpc2.Handler) jsonrpc2.Handler {
	return func(ctx context.Context, req *jsonrpc2.Request) (result any, err error) {
		method, call := req.Method(), req.IsCall()
		defer func() {
			if r := recover(); r != nil {
				s.log.Error("a request failed", zap.String("method", method), zap.Any("panic", r), zap.Stack("stack"))
				result, err = nil, jsonrpc2.NewError(jsonrpc2.InternalError, fmt.Sprintf("mlf-lsp failed on %s (%v); please report this", method, r))
			}
			if err != nil && !call {
				s.log.Debug("a notification was passed over", zap.String("method", method), zap.Error(err))
				err = nil
			}
		}()
		return next(ctx, req)
	}
}

// gate refuses what may not come at this time of a connection's life.
func (s *server) gate(req *jsonrpc2.Request) error {
	method := req.Method()
	switch phase := s.phase.Load(); {
	case method == "exit":
		return nil
	case phase == phaseNew && method != "initialize":
		return jsonrpc2.NewError(jsonrpc2.ServerNotInitialized, "the server was not initialized")
	case phase != phaseNew && method == "initialize":
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server was initialized already")
	case phase == phaseShutDown:
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server was shut down")
	}
	return nil
}

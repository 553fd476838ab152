package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mlf-core/mlf-lsp/config"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.uber.org/zap"
)

// command is what a client can have executed.
type command struct {
	title string // of its progress
	run   func(s *server, ctx context.Context, argument json.RawMessage, report progress) (any, error)
}

// progress tells the user how far a command is: what it does now, and the
// percentage that is done, from 0 to 100.
type progress func(message string, percent int)

var commands = map[string]command{
	"mlf.templates":         {"List templates", listTemplates},
	"mlf.templateQuestions": {"Ask a template", templateQuestions},
	"mlf.createProject":     {"Create a project", createProject},
	"mlf.checkWorkspace":    {"Check the workspace", checkWorkspace},
	"mlf.fixWorkspace":      {"Fix the workspace", fixWorkspace},
	"mlf.hardwareReport":    {"Report this machine", hardwareReport},
	"mlf.showRequirements":  {"Judge the requirements", showRequirements},
	"mlf.explainRule":       {"Explain a rule", explainRule},
	applyCommand:            {"Apply an action", applyAction},
	"mlf.restart":           {"Read everything anew", restart},
}

func commandNames() []string { return slices.Sorted(maps.Keys(commands)) }

// ExecuteCommand carries a command out. Its argument is one object.
func (s *server) ExecuteCommand(ctx context.Context, p *protocol.ExecuteCommandParams) (protocol.LSPAny, error) {
	name := strings.Clone(p.Command)
	c, ok := commands[name]
	if !ok {
		hint := ""
		if near, ok := config.Nearest(name, commandNames()); ok {
			hint = "; did you mean " + near + "?"
		}
		return nil, invalid("there is no command %s%s", name, hint)
	}
	argument := json.RawMessage("{}")
	if len(p.Arguments) > 0 && string(p.Arguments[0]) != "null" {
		argument = bytes.Clone(p.Arguments[0])
	}
	ctx, report, end := s.beginProgress(ctx, p.WorkDoneToken, c.title)
	defer end()
	result, err := c.run(s, ctx, argument, report)
	if ctx.Err() != nil {
		return nil, protocol.ErrRequestCancelled
	}
	if err != nil {
		var wire *jsonrpc2.Error
		if !errors.As(err, &wire) {
			s.log.Warn("a command failed", zap.String("command", name), zap.Error(err))
			err = jsonrpc2.NewError(jsonrpc2.Code(protocol.LSPErrorCodesRequestFailed), err.Error())
		}
		return nil, err
	}
	raw, err := json.Marshal(result)
	return protocol.LSPAny(raw), err
}

// invalid is the answer to wrong arguments: a sentence for people.
func invalid(format string, args ...any) error {
	return jsonrpc2.NewError(jsonrpc2.InvalidParams, fmt.Sprintf(format, args...))
}

// decode reads the argument of a command. Unknown keys are errors.
func decode(argument json.RawMessage, into any) error {
	d := json.NewDecoder(bytes.NewReader(argument))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return invalid("the argument of the command is wrong: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}

// beginProgress shows the progress of a request to the user: under the token of
// the request, or one of our own. end must be called.
func (s *server) beginProgress(ctx context.Context, token protocol.ProgressToken, title string) (context.Context, progress, func()) {
	ctx, cancel := context.WithCancel(ctx)
	if token == nil && s.can.progress {
		own := protocol.String(fmt.Sprintf("mlf-%d", s.tokens.Add(1)))
		if _, err := s.conn.Call(ctx, "window/workDoneProgress/create", &protocol.WorkDoneProgressCreateParams{Token: own}, nil); err == nil {
			token = own
		}
	}
	if token == nil {
		return ctx, func(string, int) {}, cancel
	}
	key := fmt.Sprintf("%T %v", token, token)
	s.running.Store(key, cancel)
	say := func(value any) {
		if raw, err := protocol.Marshal(value); err == nil {
			s.mail.post("$/progress", &protocol.ProgressParams{Token: token, Value: raw})
		}
	}
	yes := true
	say(&protocol.WorkDoneProgressBegin{Kind: "begin", Title: title, Cancellable: &yes})
	report := func(message string, percent int) {
		p := uint32(percent)
		say(&protocol.WorkDoneProgressReport{Kind: "report", Message: &message, Percentage: &p})
	}
	return ctx, report, func() {
		s.running.Delete(key)
		// A token is worth nothing once its request is answered.
		if raw, err := protocol.Marshal(&protocol.WorkDoneProgressEnd{Kind: "end"}); err == nil {
			s.mail.last(s.ctx, "$/progress", &protocol.ProgressParams{Token: token, Value: raw})
		}
		cancel()
	}
}

// WorkDoneProgressCancel ends what the user no longer wants.
func (s *server) WorkDoneProgressCancel(_ context.Context, p *protocol.WorkDoneProgressCancelParams) error {
	if cancel, ok := s.running.Load(fmt.Sprintf("%T %v", p.Token, p.Token)); ok {
		cancel.(context.CancelFunc)()
	}
	return nil
}

package server

import (
	"context"
	"net"
	"strings"
	"testing"

	"go.lsp.dev/jsonrpc2"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"
)

// TestPanics sees that a request and a notification that fail take nothing
// else down. Nothing that comes from outside is known to do that, so that it is
// done here.
func TestPanics(t *testing.T) {
	core, lines := observer.New(zapcore.ErrorLevel)
	s, err := newServer(context.Background(), Options{Log: zap.New(core)})
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := net.Pipe()
	defer ours.Close()
	conn := jsonrpc2.NewConn(jsonrpc2.NewHeaderStream(theirs), jsonrpc2.WithCodec(codec{}))
	conn.Go(context.Background(), s.survive(func(ctx context.Context, req *jsonrpc2.Request) (any, error) {
		if strings.HasPrefix(req.Method(), "fail") {
			if req.IsCall() {
				jsonrpc2.Async(ctx)
			}
			var none map[string]int
			none["x"] = 1
		}
		return "well", nil
	}))
	client := jsonrpc2.NewConn(jsonrpc2.NewHeaderStream(ours), jsonrpc2.WithCodec(codec{}))
	client.Go(context.Background(), jsonrpc2.MethodNotFoundHandler)
	if _, err := client.Call(context.Background(), "fail", nil, nil); err == nil || !strings.Contains(err.Error(), "please report this") {
		t.Errorf("the answer is %v", err)
	}
	if err := client.Notify(context.Background(), "failNotification", nil); err != nil {
		t.Fatal(err)
	}
	var answer string
	if _, err := client.Call(context.Background(), "work", nil, &answer); err != nil || answer != "well" {
		t.Errorf("afterwards: %q, %v", answer, err)
	}
	if lines.FilterMessage("a request failed").Len() != 2 {
		t.Errorf("the log is %v", lines.All())
	}
}

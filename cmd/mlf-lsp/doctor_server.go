package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// answerWithin is how long a server may take to answer an editor's first word.
const answerWithin = 10 * time.Second

// language starts the server as editors do and looks whether it answers.
func (d *examination) language(ctx context.Context, program string) {
	start := time.Now()
	said, err := greet(ctx, program)
	switch {
	case err != nil:
		d.say("wrong", "%s server does not answer an editor (%v)", program, err)
	case said != version():
		d.say("note", "the language server answers as version %s, and this is %s: two versions are installed", said, version())
	default:
		d.say("ok", "the language server answers within %d ms", time.Since(start).Milliseconds())
	}
}

// greet starts a server, says what an editor says first, and gives the version
// that it answers with.
func greet(ctx context.Context, program string) (string, error) {
	ctx, stop := context.WithTimeout(ctx, answerWithin)
	defer stop()
	cmd := exec.CommandContext(ctx, program, "server")
	cmd.WaitDelay = time.Second
	in, err := cmd.StdinPipe()
	if err != nil {
		return "", err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	defer func() { _ = cmd.Wait() }() // how it ends says nothing about how it began
	defer in.Close()
	r := bufio.NewReader(out)
	say(in, `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`)
	body, err := hear(r)
	if err != nil {
		return "", err
	}
	var answer struct {
		Result struct {
			ServerInfo struct{ Name, Version string }
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil || answer.Result.ServerInfo.Name != "mlf-lsp" {
		return "", fmt.Errorf("it says %.60q", body)
	}
	say(in, `{"jsonrpc":"2.0","id":2,"method":"shutdown"}`)
	say(in, `{"jsonrpc":"2.0","method":"exit"}`)
	return answer.Result.ServerInfo.Version, nil
}

func say(w io.Writer, body string) {
	_, _ = fmt.Fprintf(w, "Content-Length: %d\r\n\r\n%s", len(body), body) // a server that is gone gives no answer either
}

// hear gives the next message of a server.
func hear(r *bufio.Reader) ([]byte, error) {
	length := 0
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return nil, errors.New("it ends without a word")
		}
		if line = strings.TrimSpace(line); line == "" {
			break
		}
		name, value, _ := strings.Cut(line, ":")
		if !strings.EqualFold(name, "Content-Length") {
			continue
		}
		if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
			return nil, fmt.Errorf("it says %.60q", line)
		}
	}
	body := make([]byte, min(max(length, 0), 1<<20))
	_, err := io.ReadFull(r, body)
	return body, err
}

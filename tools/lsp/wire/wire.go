// Package wire reads and writes the frames of the language server protocol,
// and recordings of what an editor and a server said to each other.
package wire

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The sides that say something.
const (
	FromClient = "client"
	FromServer = "server"
	Exit       = "exit" // the server ended; the message is its exit status
)

// Entry is one line of a recording.
type Entry struct {
	Micros  int64           `json:"t"` // since 1970, microseconds
	From    string          `json:"from"`
	Message json.RawMessage `json:"msg,omitempty"`
	Fault   string          `json:"fault,omitempty"` // why the bytes are no message
}

// FrameError is what is wrong with the bytes of a connection.
type FrameError struct{ Text string }

func (e *FrameError) Error() string { return e.Text }

// Read gives the next message and the bytes it came as. The error is io.EOF at
// the end of the connection between messages, and a *FrameError for bytes that
// are no frame; after one about the header nothing more can be read.
func Read(r *bufio.Reader) (body, raw []byte, err error) {
	var head bytes.Buffer
	length := -1
	for {
		line, err := r.ReadString('\n')
		head.WriteString(line)
		if err != nil {
			if head.Len() == 0 {
				return nil, nil, err
			}
			return nil, head.Bytes(), &FrameError{"the connection ends in a header: " + strconv.Quote(head.String())}
		}
		if line == "\r\n" {
			break
		}
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\r\n"), ":")
		if !ok || !strings.HasSuffix(line, "\r\n") {
			return nil, head.Bytes(), &FrameError{"no line of a header: " + strconv.Quote(line)}
		}
		if strings.EqualFold(name, "Content-Length") {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil || length < 0 {
				return nil, head.Bytes(), &FrameError{"no length: " + strconv.Quote(line)}
			}
		}
	}
	if length < 0 {
		return nil, head.Bytes(), &FrameError{"a header without Content-Length: " + strconv.Quote(head.String())}
	}
	body = make([]byte, length)
	if n, err := io.ReadFull(r, body); err != nil {
		return nil, append(head.Bytes(), body[:n]...), &FrameError{fmt.Sprintf("the connection ends after %d of %d bytes", n, length)}
	}
	raw = append(head.Bytes(), body...)
	if !json.Valid(body) {
		return body, raw, &FrameError{"no JSON: " + strconv.Quote(string(body))}
	}
	return body, raw, nil
}

// Write sends a message.
func Write(w io.Writer, body []byte) error {
	frame := append([]byte("Content-Length: "+strconv.Itoa(len(body))+"\r\n\r\n"), body...)
	_, err := w.Write(frame)
	return err
}

// Recorder writes a recording, one entry a line. It is safe for use by several
// goroutines.
type Recorder struct {
	mu sync.Mutex
	w  io.Writer
}

// NewRecorder makes a recorder that writes to w.
func NewRecorder(w io.Writer) *Recorder { return &Recorder{w: w} }

// Record adds a message, or the fault that was met in its place.
func (r *Recorder) Record(from string, message []byte, fault error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := Entry{Micros: time.Now().UnixMicro(), From: from, Message: message}
	if fault != nil {
		e.Message, e.Fault = nil, fault.Error()
	}
	line, err := json.Marshal(e)
	if err == nil {
		_, _ = r.w.Write(append(line, '\n')) // what cannot be recorded is missed when it is read
	}
}

// Copy passes messages on from r to w and records them, until either ends.
func (r *Recorder) Copy(from string, w io.Writer, in io.Reader) {
	br := bufio.NewReader(in)
	for {
		body, raw, err := Read(br)
		if body == nil && raw == nil {
			return
		}
		r.Record(from, body, err)
		if _, werr := w.Write(raw); werr != nil {
			return
		}
		if err != nil && body == nil { // nothing can be told apart any more
			_, _ = io.Copy(w, br)
			return
		}
	}
}

// ReadRecording gives the entries of a file.
func ReadRecording(path string) ([]Entry, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out []Entry
	for i, line := range bytes.Split(bytes.TrimSpace(text), []byte("\n")) {
		var e Entry
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, i+1, err)
		}
		out = append(out, e)
	}
	if len(out) == 0 {
		return nil, errors.New(path + " is empty")
	}
	return out, nil
}

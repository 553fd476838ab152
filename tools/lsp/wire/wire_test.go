package wire

import (
	"bufio"
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	for in, want := range map[string]string{
		"":                            io.EOF.Error(),
		"Content-Length: 2\r\n\r\n{}": "",
		"Content-Type: x; charset=utf-8\r\ncontent-length:2\r\n\r\n{}": "",
		"Content-Length: 3\r\n\r\n{}":                                  "after 2 of 3",
		"Content-Length: 2\r\n\r\n{]":                                  "no JSON",
		"Content-Length: x\r\n\r\n{}":                                  "no length",
		"Content-Length: -1\r\n\r\n{}":                                 "no length",
		"Content-Type: x\r\n\r\n{}":                                    "without Content-Length",
		"hello\n":                                                      "no line of a header",
		"Content-Le":                                                   "ends in a header",
	} {
		body, _, err := Read(bufio.NewReader(strings.NewReader(in)))
		switch {
		case want == "" && (err != nil || string(body) != "{}"):
			t.Errorf("%q gives %s, %v", in, body, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%q gives the error %v, want %q", in, err, want)
		}
	}
}

// TestCopy passes everything on, also what is no message, and records it.
func TestCopy(t *testing.T) {
	const in = "Content-Length: 2\r\n\r\n{}Content-Length: 1\r\n\r\n{stray bytes\nContent-Length: 2\r\n\r\n{}"
	var out, record bytes.Buffer
	NewRecorder(&record).Copy(FromServer, &out, strings.NewReader(in))
	if out.String() != in {
		t.Errorf("passed on is %q", out.String())
	}
	if n := strings.Count(record.String(), "\n"); n != 3 || strings.Count(record.String(), `"fault"`) != 2 {
		t.Errorf("recorded is\n%s", record.String())
	}
	if _, err := ReadRecording(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a recording that is not there is read")
	}
}

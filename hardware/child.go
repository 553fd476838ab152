package hardware

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// childLimit is how long NVIDIA's library may take.
const childLimit = 2 * time.Second

var errNoLibrary = errors.New("no NVIDIA driver")

// askChild runs the child that loads NVIDIA's library: a call that the driver
// does not know ends a process, and a driver in trouble hangs it, so that no
// other process may load it.
func (m *machine) askChild(ctx context.Context) (childAnswer, error) {
	command := m.probe
	if len(command) == 0 {
		self, err := os.Executable()
		if err != nil {
			return childAnswer{}, errors.New("this program cannot start itself to ask NVIDIA's driver")
		}
		command = []string{self, "hardware", "probe"}
	}
	ctx, stop := context.WithTimeout(ctx, childLimit)
	defer stop()
	out := &limited{left: maxText}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdout = out
	cmd.WaitDelay = 100 * time.Millisecond
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return childAnswer{}, fmt.Errorf("NVIDIA's driver gave no answer within %v", childLimit)
	case err != nil:
		return childAnswer{}, fmt.Errorf("asking NVIDIA's driver failed (%w)", err)
	}
	a, err := decodeChild(out.String())
	switch {
	case err != nil:
		return childAnswer{}, errors.New("asking NVIDIA's driver gave no readable answer")
	case a.Error == errNoLibrary.Error():
		return childAnswer{}, errNoLibrary
	case a.Error != "":
		return childAnswer{}, errors.New(a.Error)
	}
	if a.Devices == nil {
		a.Devices = []Device{}
	}
	return a, nil
}

// Probe is what the child does: it asks NVIDIA's library and prints the answer.
// Nothing else may call it, as the library can end the process.
func Probe(w io.Writer) error {
	var out bytes.Buffer
	if err := json.NewEncoder(&out).Encode(askNVML()); err != nil {
		return err
	}
	_, err := w.Write(out.Bytes())
	return err
}

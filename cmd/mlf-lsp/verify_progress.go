package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/mlf-core/mlf-lsp/verify"
)

// verifyProgress shows on a terminal which run goes on and how much time is left.
type verifyProgress struct {
	w       io.Writer // nil when standard error is no terminal
	list    []verify.Run
	stop    chan struct{}
	stopped sync.WaitGroup

	mu      sync.Mutex
	current int
	since   time.Time
	taken   map[string][]float64 // seconds by mode
}

func (s *session) progress(list []verify.Run) *verifyProgress {
	p := &verifyProgress{list: list, taken: map[string][]float64{}, stop: make(chan struct{})}
	if isTerminal(s.stderr) {
		p.w = s.stderr
		p.stopped.Go(p.draw)
	}
	return p
}

func (p *verifyProgress) begin(i int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.current, p.since = i, time.Now()
}

func (p *verifyProgress) done(i int, seconds float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	mode := p.list[i].Mode
	p.taken[mode] = append(p.taken[mode], seconds)
}

// end takes the line away.
func (p *verifyProgress) end() {
	close(p.stop)
	p.stopped.Wait()
	if p.w != nil {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

func (p *verifyProgress) draw() {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-tick.C:
			fmt.Fprintf(p.w, "\r\x1b[K%s", p.line())
		}
	}
}

// line says where we are, such as "run 4 of 9 (seeds), 12 s, about 1 min 05 s left".
func (p *verifyProgress) line() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	mode := p.list[p.current].Mode
	if mode != "" {
		mode = " (" + mode + ")"
	}
	elapsed := time.Since(p.since).Seconds()
	out := fmt.Sprintf("run %d of %d%s, %s", p.current+1, len(p.list), mode, verify.Seconds(float64(int(elapsed))))
	if left, known := p.left(elapsed); known {
		out += ", about " + verify.Seconds(float64(int(left))) + " left"
	}
	return out
}

// left is the time of the runs that are still to make: each takes as long as those
// of its mode did on average, or as all did.
func (p *verifyProgress) left(elapsed float64) (seconds float64, known bool) {
	var all []float64
	for _, t := range p.taken {
		all = append(all, t...)
	}
	if len(all) == 0 {
		return 0, false
	}
	expected := func(mode string) float64 {
		if t := p.taken[mode]; len(t) > 0 {
			return mean(t)
		}
		return mean(all)
	}
	seconds = max(0, expected(p.list[p.current].Mode)-elapsed)
	for _, run := range p.list[p.current+1:] {
		seconds += expected(run.Mode)
	}
	return seconds, true
}

func mean(list []float64) float64 {
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return sum / float64(len(list))
}

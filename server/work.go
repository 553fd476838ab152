package server

import (
	"time"

	"go.uber.org/zap"
)

// Judging waits until nothing changed for a while when it took longer than
// cheap; the while follows its cost between these bounds.
const (
	cheap        = 25 * time.Millisecond
	shortestWait = 50 * time.Millisecond
	longestWait  = 400 * time.Millisecond
)

// work judges and publishes whenever something changed, until the connection
// ends.
func (s *server) work() {
	cost := time.Duration(0)
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.changed:
		}
		if cost > cheap && !s.rest(min(max(2*cost, shortestWait), longestWait)) {
			return
		}
		started := time.Now()
		long := time.AfterFunc(slow, func() { signal(s.busy) })
		st, err := s.judge()
		long.Stop()
		cost = time.Since(started)
		if err != nil {
			s.log.Error("the projects could not be judged", zap.Error(err))
			continue
		}
		s.publish(st)
	}
}

// rest waits until nothing changed for a while, but no longer than ten of them;
// false when it is over.
func (s *server) rest(quiet time.Duration) bool {
	latest := time.After(10 * quiet)
	for {
		select {
		case <-s.ctx.Done():
			return false
		case <-s.changed:
		case <-time.After(quiet):
			return true
		case <-latest:
			return true
		}
	}
}

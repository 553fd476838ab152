package server

import (
	"time"

	"go.uber.org/zap"
)

// watchParent ends the server when the client's process is gone. A process that
// cannot be seen from here, as from a container, is not watched.
func (s *server) watchParent(pid int) {
	if pid <= 0 || !alive(pid) {
		return
	}
	tick := time.NewTicker(parentInterval)
	defer tick.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-tick.C:
			if !alive(pid) {
				s.log.Warn("the client's process is gone", zap.Int("pid", pid))
				_ = s.Exit(s.ctx)
				return
			}
		}
	}
}

// parentInterval is the time between two looks at the client's process.
const parentInterval = 2 * time.Second

package main

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/mlf-core/mlf-lsp/analysis/check"
	"github.com/mlf-core/mlf-lsp/hardware"
)

// differences is how this machine differs from that of a project's hardware
// report. A project without one has nothing to compare.
func (c *checker) differences(ctx context.Context, r *projectRun) []string {
	recorded, err := hardware.Load(filepath.Join(r.root, check.HardwareReport))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		c.trouble(err)
		return nil
	}
	now := hardware.Collect(ctx, hardware.Options{Dir: r.root, Version: version(), Now: time.Now()})
	return hardware.Diff(recorded, now).Phrases()
}

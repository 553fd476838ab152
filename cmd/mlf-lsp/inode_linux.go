package main

import (
	"io/fs"
	"syscall"
)

// inodeState is when the inode last changed, in nanoseconds since 1970, and its
// number: a program can set a file's modification time back, but not this one.
func inodeState(info fs.FileInfo) (changed int64, inode uint64) {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Ctim.Nano(), s.Ino
	}
	return 0, 0
}

//go:build !linux || !cgo || nonvml

package hardware

// askNVML does without the library: it is only linked into programs for Linux
// that are built with cgo, and not into static ones (build tag nonvml).
// nvidia-smi is asked instead.
func askNVML() childAnswer { return childAnswer{Error: errNoLibrary.Error()} }

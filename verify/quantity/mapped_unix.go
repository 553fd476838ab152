//go:build unix

package quantity

import (
	"os"
	"syscall"
)

// mapped gives a file's bytes without reading it into memory, since models are
// large. The file must not be written to until done is called.
func mapped(file string) (data []byte, done func(), err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	if info.Size() == 0 || info.Size() != int64(int(info.Size())) {
		data, err = os.ReadFile(file)
		return data, func() {}, err
	}
	data, err = syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_PRIVATE)
	if err != nil {
		data, err = os.ReadFile(file)
		return data, func() {}, err
	}
	return data, func() { syscall.Munmap(data) }, nil
}

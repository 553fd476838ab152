//go:build !unix

package quantity

import "os"

// mapped gives a file's bytes.
func mapped(file string) (data []byte, done func(), err error) {
	data, err = os.ReadFile(file)
	return data, func() {}, err
}

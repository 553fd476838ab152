package rules

// LoadAll reads and indexes all embedded files anew, for benchmarks.
func LoadAll() error {
	libraries, problems := loadEmbedded()
	NewBase(libraries...)
	return problems.Err()
}

package verify

import (
	"fmt"
	"slices"
)

// Renumber gives records that have the same mode and number other numbers, in
// their order, and says in a sentence when they are not of one command.
func Renumber(records []*Record) (note string) {
	taken := map[string]map[int]bool{}
	for _, rec := range records {
		if taken[rec.Mode] == nil {
			taken[rec.Mode] = map[int]bool{}
		}
		for taken[rec.Mode][rec.Run] {
			rec.Run++
		}
		taken[rec.Mode][rec.Run] = true
		if !slices.Equal(rec.Command, records[0].Command) {
			note = fmt.Sprintf("The records are of different commands: %q and %q.", records[0].Title(), rec.Title())
		}
	}
	return note
}

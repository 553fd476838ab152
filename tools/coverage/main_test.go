package main

import "testing"

// TestNothingIsMissing fails when an entry of the collection has neither a
// place in the knowledge base nor a reason in elsewhere.yaml, and when a reason
// is given for an entry that does not exist.
func TestNothingIsMissing(t *testing.T) {
	c, err := load()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range c.missing() {
		t.Errorf("%s has no place and no reason: say in elsewhere.yaml why", e.ID)
	}
	ids := map[string]bool{}
	for _, e := range c.entries {
		if ids[e.ID] {
			t.Errorf("%s stands twice in entries.yaml", e.ID)
		}
		ids[e.ID] = true
	}
	for id := range c.elsewhere {
		if !ids[id] {
			t.Errorf("elsewhere.yaml speaks of %s, which is no entry", id)
		}
	}
}

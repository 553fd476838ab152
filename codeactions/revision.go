package codeactions

func init() { register(pinnedRevision, "MLF120") }

// pinnedRevision pins what is fetched to a commit, which the user has to name,
// and passes a seed to hosted models.
func pinnedRevision(c *context) []Fix {
	if c.f.Data["parameter"] != "revision" {
		return randomState(c)
	}
	pg, n, call, ok := c.operation()
	if !ok {
		return nil
	}
	fix := Fix{Title: "Pin the revision: put a commit in place of COMMIT", Safety: NeedsInput}
	e, ok := pg.withKeyword(n, call, "revision", pg.quote("COMMIT"))
	if !ok {
		return nil
	}
	fix.Edits = append(fix.Edits, e)
	for _, r := range c.f.Related { // the same program's others
		if n, call, ok := pg.callAt(r.Place); ok && r.File == c.f.File {
			if e, ok := pg.withKeyword(n, call, "revision", pg.quote("COMMIT")); ok {
				fix.Edits = append(fix.Edits, e)
			}
		}
	}
	return []Fix{fix}
}

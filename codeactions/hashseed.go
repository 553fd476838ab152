package codeactions

func init() { register(hashSeedOutside, "MLF115") }

// hashSeedOutside sets PYTHONHASHSEED where the program is started: in the
// process itself it comes too late.
func hashSeedOutside(c *context) []Fix {
	e := c.entry()
	if e == nil {
		return nil
	}
	edits := c.inFiles(e, setting{"PYTHONHASHSEED", "0"})
	if len(edits) == 0 {
		return nil
	}
	return []Fix{{Title: "Set PYTHONHASHSEED=0 in " + edits[0].File + ", before Python starts", Edits: edits}}
}

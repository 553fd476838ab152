package analysis

// Updates is how often the program of a snapshot was brought up to date since
// it was linked.
func (w *Workspace) Updates() int { return w.engine.updates }

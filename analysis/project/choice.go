package project

// choice is one of several ways that a run can take at a place: a branch, a
// command of an application, one of the functions that a name can stand for.
type choice struct {
	at  any // the step, or what else identifies the place
	way int
}

// oneOf follows each of n ways from the same state. What any of them seeds may
// be seeded afterwards. follow tells whether what comes behind is reached; so
// does oneOf for all ways together.
func (w *walker) oneOf(at any, n int, follow func(way int) bool) (live bool) {
	before, after := w.seeded, Seeded(0)
	for i := range n {
		w.seeded = before
		w.path = append(w.path, choice{at, i})
		if follow(i) {
			live = true
			after |= w.seeded
		}
		w.path = w.path[:len(w.path)-1]
	}
	w.seeded = before
	if live {
		w.seeded = after
	}
	return live
}

// Excludes tells whether no run does both, because they stand on different
// ways from the same place. It knows draws and seeds only.
func (e *Event) Excludes(other *Event) bool {
	for _, a := range e.path {
		for _, b := range other.path {
			if a.at == b.at && a.way != b.way {
				return true
			}
		}
	}
	return false
}

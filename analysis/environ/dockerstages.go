package environ

import (
	"slices"
	"strconv"
	"strings"
)

// takesFrom notes that the stage copies files of another one, named or numbered.
func (d *dockerReader) takesFrom(rest string) {
	name, _, _ := strings.Cut(strings.ReplaceAll(rest, "\t", " "), " ")
	name = strings.Trim(name, `"'`)
	if n, err := strconv.Atoi(name); err == nil && n >= 0 && n < len(d.all) {
		d.current.takes = append(d.current.takes, d.all[n])
	} else if stage := d.named[name]; stage != nil {
		d.current.takes = append(d.current.takes, stage)
	}
}

// dropUnused forgets what is installed in stages of which no image that is
// started consists, and what is set in stages that none of them is built on:
// the last stage is started, and each with a program of its own.
func (d *dockerReader) dropUnused() {
	if len(d.all) < 2 {
		return
	}
	built, inherited := map[*dockerStage]bool{}, map[*dockerStage]bool{}
	for i, stage := range d.all {
		if i == len(d.all)-1 || stage.changed {
			stage.reach(built, true)
			stage.reach(inherited, false)
		}
	}
	f := d.b.file
	for i := len(d.all) - 1; i >= 0; i-- {
		end := len(f.Pins)
		if i+1 < len(d.all) {
			end = d.all[i+1].firstPin
		}
		if !built[d.all[i]] {
			f.Pins = slices.Delete(f.Pins, d.all[i].firstPin, end)
		}
	}
	names := map[string]bool{}
	for stage := range inherited {
		names[stage.name] = true
	}
	for i := range f.Vars {
		if v := &f.Vars[i]; v.Scope != "" && !names[v.Scope] {
			v.Exported = false
		}
	}
}

// reach marks a stage and those that it is made of.
func (stage *dockerStage) reach(seen map[*dockerStage]bool, files bool) {
	if stage == nil || seen[stage] {
		return
	}
	seen[stage] = true
	stage.parent.reach(seen, files)
	if files {
		for _, from := range stage.takes {
			from.reach(seen, files)
		}
	}
}

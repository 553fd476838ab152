package trace

import (
	"fmt"
	"strings"
)

// String says in one sentence, without a full stop, where and why runs part:
// "step 3, backward of UNet.down1.pool (MaxPool3d) at model.py:41: inputs
// equal, gradients differ".
func (d *Divergence) String() string {
	var out strings.Builder
	if d.Step > 0 {
		fmt.Fprintf(&out, "step %d, ", d.Step)
	} else if d.Effect != nil && d.Effect.Step > 0 && d.Process == "" {
		out.WriteString("before training, ")
	}
	if d.Process != "" {
		fmt.Fprintf(&out, "%s, ", d.Process)
	}
	out.WriteString(d.what())
	fmt.Fprintf(&out, "at %s", d.Site)
	if !d.Made.IsZero() && d.Made != d.Site {
		fmt.Fprintf(&out, " (made at %s)", d.Made)
	}
	return out.String() + ": " + d.Reason()
}

// what names the work at the site, with a space behind it.
func (d *Divergence) what() string {
	who := d.Module
	if op := d.Op; op != "" {
		switch {
		case who == "" || who == op:
			who = op
		case strings.Contains(op, "."):
			who = op + " in " + who
		default:
			who += " (" + op + ")"
		}
	}
	switch d.Cause {
	case Forward:
		return "forward of " + who + " "
	case Backward:
		return "backward of " + who + " "
	case Seed, Generator, Update, Fitting:
		if who != "" {
			return who + " "
		}
	}
	return ""
}

// Reason is the cause in words.
func (d *Divergence) Reason() string {
	names := strings.Join(d.Names, ", ")
	switch d.Cause {
	case Seed:
		if names == "" {
			return "the seed differs"
		}
		return "the seed differs: " + seedFrom(names)
	case Draw:
		return fmt.Sprintf("numbers are drawn from the generator of %s, whose state differs: it was not seeded", generators(d.Names[0]))
	case Variable:
		return fmt.Sprintf("the environment differs: %s", names)
	case Generator:
		return "a generator is made with another state: it was not seeded"
	case SetOrder:
		return fmt.Sprintf("%s comes in another order: strings hash differently in each process", names)
	case Hash:
		return fmt.Sprintf("%s differs: strings hash differently in each process", names)
	case Listing:
		return fmt.Sprintf("%s comes in another order: folders are listed in no order", names)
	case Completion:
		return fmt.Sprintf("%s differs: it depends on which thread or process is first", names)
	case Memory:
		return fmt.Sprintf("%s differs: it is memory that nobody has written", names)
	case Clock:
		return fmt.Sprintf("%s differs: it comes from the clock or another source that never repeats", names)
	case Forward:
		return "inputs and generators equal, outputs differ"
	case Backward:
		return "inputs equal, gradients differ"
	case Update:
		return "gradients equal, parameters differ"
	case Fitting:
		return "inputs and generators equal, results differ"
	case Input:
		if strings.HasPrefix(names, "in") {
			return "its inputs differ, though everything recorded before is equal"
		}
		return "what comes in differs, though everything recorded before is equal"
	case ControlFlow:
		return "the runs go different ways"
	}
	return fmt.Sprintf("%s differs, though everything recorded before is equal", names)
}

func seedFrom(origin string) string {
	if origin == origins["none"] {
		return origin
	}
	return "it comes from " + origin
}

func generators(name string) string {
	switch {
	case name == "python":
		return "Python's random"
	case name == "numpy":
		return "NumPy"
	case name == "torch":
		return "PyTorch"
	case strings.HasPrefix(name, "cuda"):
		return "PyTorch on " + name
	}
	return name
}

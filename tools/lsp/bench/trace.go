package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// edit is one key: some bytes are replaced by others.
type edit struct {
	at, gone int
	text     string
}

// trace is a text and the keys that are pressed in it.
type trace struct {
	text  string
	edits []edit
}

// phrases are what is typed: lines of machine-learning code with findings and
// without, which break the syntax until they are complete. Each begins on a
// line of its own, in a method's body.
var phrases = []string{
	"        y = torch.nn.functional.interpolate(x, scale_factor=2, mode=\"bilinear\")\n",
	"        order = [name for name in os.listdir(self.root) if name.endswith((\".npy\", \".npz\"))]\n",
	"        if self.training:\n            x = x + torch.randn(x.shape, device=x.device) * 1e-3\n",
	"        weights = {name: float(i) for i, name in enumerate(set(self.names))}\n",
	"        with torch.no_grad():\n            total = total + (x.sum() / (1 + len(self.names)))\n",
	"        return F.dropout(self.norm(x), p=0.1, training=self.training)\n",
	"        print(f\"batch {x.shape[0]} of {len(self.names)}: {x.mean():.3f}\")\n",
	"        rng = np.random.default_rng(self.seed); pick = rng.permutation(len(self.names))[:10]\n",
}

// class is about twenty lines of a model; findings are spread through them.
func class(i int) string {
	pool := "AvgPool2d"
	if i%25 == 0 {
		pool = "MaxPool3d"
	}
	return fmt.Sprintf(`class Block%[1]d(nn.Module):
    """Block number %[1]d."""

    def __init__(self, width=%[2]d, seed=%[1]d, root="data"):
        super().__init__()
        self.seed, self.root = seed, root
        self.names = ["a", "b", "c%[1]d"]
        self.conv = nn.Conv2d(width, width, 3, padding=1)
        self.norm = nn.BatchNorm2d(width)
        self.pool = nn.%[3]s(2)

    def forward(self, x):
        total = 0
        for step in range(3):
            x = torch.relu(self.norm(self.conv(x))) + x
            total = total + x.mean() * step
        return self.pool(x) + total

    def pick(self, rows, count=10):
        rng = np.random.default_rng(self.seed)
        return [rows[i] for i in rng.permutation(len(rows))[:count]]


`, i, 8+i%8, pool)
}

const head = `"""A model of many blocks."""

import os
import random

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

`

const tail = `def main():
    torch.manual_seed(0)
    model = nn.Sequential(*[Block0(), Block25(), Block50()]).cuda()
    names = os.listdir("data")
    random.shuffle(names)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for name in names:
        x = torch.from_numpy(np.load(os.path.join("data", name))).cuda()
        loss = model(x).sum()
        loss.backward()
        optimizer.step()


if __name__ == "__main__":
    main()
`

// newTrace makes a file of about so many lines and presses so many keys in it,
// always the same ones: phrases are typed letter by letter at places all over
// the file, with slips that are taken back, and later removed again.
func newTrace(lines, keys int) trace {
	var b strings.Builder
	b.WriteString(head)
	perClass := strings.Count(class(0), "\n")
	for i := 0; (i+1)*perClass < lines-strings.Count(head+tail, "\n"); i++ {
		b.WriteString(class(i))
	}
	b.WriteString(tail)
	t := trace{text: b.String()}
	now := t.text
	rng := rand.New(rand.NewPCG(20, 26))
	press := func(at, gone int, text string) {
		if len(t.edits) < keys {
			t.edits = append(t.edits, edit{at, gone, text})
			now = now[:at] + text + now[at+gone:]
		}
	}
	for len(t.edits) < keys {
		const mark = "        total = 0\n"
		var places []int
		for i := 0; ; {
			n := strings.Index(now[i:], mark)
			if n < 0 {
				break
			}
			i += n + len(mark)
			places = append(places, i)
		}
		at := places[rng.IntN(len(places))]
		start := at
		for _, c := range phrases[rng.IntN(len(phrases))] {
			if rng.IntN(12) == 0 { // a slip
				press(at, 0, string(rune('a'+rng.IntN(26))))
				press(at, 1, "")
			}
			press(at, 0, string(c))
			at++
		}
		if rng.IntN(3) == 0 { // taken out again, from its end
			for ; at > start; at-- {
				press(at-1, 1, "")
			}
		}
	}
	return t
}

// shifting is a trace in which every key moves all that is found, so that a
// server that sends news alone has some after each: a line is put in and taken
// out again near the top.
func shifting(t trace, keys int) trace {
	out := trace{text: t.text}
	for i := range keys {
		if i%2 == 0 {
			out.edits = append(out.edits, edit{len(head), 0, "\n"})
		} else {
			out.edits = append(out.edits, edit{len(head), 1, ""})
		}
	}
	return out
}

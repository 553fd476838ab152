package source_test

import (
	"strings"
	"testing"

	"github.com/mlf-core/mlf-lsp/analysis/source"
)

func TestRewrite(t *testing.T) {
	tests := []struct {
		name, raw, want string
		sources         map[int]string
		before          map[int][]string
	}{
		{
			name:    "a text stays a text",
			raw:     `{"cells": [{"cell_type": "code", "source": "a\nb"}], "x": 1.0}`,
			sources: map[int]string{0: "a\n<c>"},
			want:    `{"cells": [{"cell_type": "code", "source": "a\n<c>"}], "x": 1.0}`,
		},
		{
			name:    "unchanged lines stay as they were written",
			raw:     "{\"cells\": [\n{\"source\": [\n  \"\\u00e4\\n\",\n  \"b\"\n ]}]}",
			sources: map[int]string{0: "ä\nc\nd"},
			want:    "{\"cells\": [\n{\"source\": [\n  \"\\u00e4\\n\",\n  \"c\\n\",\n  \"d\"\n ]}]}",
		},
		{
			name:   "a new cell in a notebook on one line",
			raw:    `{"cells": [{"cell_type": "code", "source": "a"}]}`,
			before: map[int][]string{0: {"b"}},
			want:   `{"cells": [{"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": ["b"]}, {"cell_type": "code", "source": "a"}]}`,
		},
		{
			name:    "the byte order mark and other keys before the cells",
			raw:     "\ufeff" + `{"metadata": {"cells": [1]}, "cells": [{"source": ["a"], "outputs": [{"source": 3}]}]}`,
			sources: map[int]string{0: "b"},
			want:    "\ufeff" + `{"metadata": {"cells": [1]}, "cells": [{"source": ["b"], "outputs": [{"source": 3}]}]}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := source.Rewrite([]byte(tt.raw), tt.sources, tt.before)
			if err != nil || string(got) != tt.want {
				t.Errorf("got %s, %v\nwant %s", got, err, tt.want)
			}
		})
	}
}

func TestRewriteRefuses(t *testing.T) {
	for raw, want := range map[string]string{
		`[]`:                             "notebook",
		`{"worksheets": []}`:             "current Jupyter",
		`{"cells": [{"input": "a"}]}`:    "no source",
		`{"cells": [{"source": "a"`:      "",
		`{"cells": {"source": ["a"]}}`:   "notebook",
		`{"cells": [["source", ["a"]]]}`: "notebook",
	} {
		_, err := source.Rewrite([]byte(raw), map[int]string{0: "b"}, nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", raw, err, want)
		}
	}
}

func FuzzRewrite(f *testing.F) {
	f.Add(`{"cells": [{"source": ["a\n", "b"]}]}`)
	f.Add(`{"cells": [ {"id": "x", "source": "a"} ]}`)
	f.Add("{\"cells\": [\n {\n  \"source\": []\n }\n]}")
	f.Fuzz(func(t *testing.T, raw string) {
		out, err := source.Rewrite([]byte(raw), map[int]string{0: "new\nlines"}, map[int][]string{0: {"cell"}})
		if err != nil {
			return
		}
		if _, err := source.Rewrite(out, map[int]string{1: "again"}, nil); err != nil {
			t.Errorf("what was written cannot be read: %v\n%s", err, out)
		}
	})
}

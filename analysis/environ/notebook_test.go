package environ_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mlf-core/mlf-lsp/analysis/environ"
)

// TestParseNotebook reads escapes that stand between the marks « and ».
func TestParseNotebook(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"install", "«!pip install -q torch==2.4.1 numpy»\n", `
pin torch "==2.4.1" exact | 1 "torch==2.4.1"
pin numpy "" loose | 1 "numpy"
`},
		{"magics", "x = 1\n«%pip install 'torch>=2'»\n«%conda install numpy=1.26»\n", `
pin torch ">=2" range | 2 "torch>=2"
pin numpy "==1.26.*" range | 3 "numpy=1.26"
`},
		{"variables", "«%env A=1»\n«%env B two words»\n«%set_env C={x}»\n«%env»\n«%env D»\n", `
var A="1" | 1 "%env A=1"
var B="two words" | 2 "%env B two words"
var C="{x}" unknown | 3 "%set_env C={x}"
`},
		{"commands inherit", "«%env A=1»\n«!B=2 python train.py --lr 1»\n", `
var A="1" | 1 "%env A=1"
run train.py ["--lr" "1"] {A="1", B="2"} | 2 "B=2 python train.py --lr 1"
`},
		{"cell", "«%%bash\nexport A=1\npython train.py»\n", `
run train.py [] {A="1"} | 3 "python train.py"
`},
		{"others", "«%%html\npip install torch»\n«%matplotlib inline»\n«?torch»\n«!»\n«!echo \"»\n", ``},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, spans := marked(c.text)
			f := environ.ParseNotebook("a.ipynb", text, spans)
			checkInvariants(t, f, text)
			if diff := cmp.Diff(strings.TrimPrefix(c.want, "\n"), dump(f, text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func marked(text string) (plain string, spans []environ.Span) {
	for {
		before, rest, ok := strings.Cut(text, "«")
		plain += before
		if !ok {
			return plain, spans
		}
		inside, after, _ := strings.Cut(rest, "»")
		spans = append(spans, environ.Span{Start: len(plain), End: len(plain) + len(inside)})
		plain += inside
		text = after
	}
}

// TestSettings reads switches in the YAML that programs are configured with.
func TestSettings(t *testing.T) {
	text := "trainer: {benchmark: yes, deterministic: true}\nmodel:\n  - CUDNN: {BENCHMARK: false}\nbenchmark: true\nCUDNN_BENCHMARK: True\ncudnn_benchmark: 'true'\n"
	f := environ.Parse("configs/a.yaml", text)
	var got []string
	for _, s := range f.Settings {
		on := " off"
		if s.On {
			on = " on"
		}
		got = append(got, s.Switch+on+" "+s.Group+" "+s.Reader+" "+text[s.Span.Start:s.Span.End])
	}
	want := []string{
		"cudnn.benchmark on trainer lightning benchmark: yes",
		"torch.deterministic on trainer lightning deterministic: true",
		"cudnn.benchmark off model.CUDNN  BENCHMARK: false",
		"cudnn.benchmark on  detectron2 CUDNN_BENCHMARK: True",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, broken := range []string{"benchmark: [", "benchmark: &a [*a]", "benchmark: {{ x }}", "benchmark\n\t- x"} {
		if f := environ.Parse("configs/a.yaml", broken); len(f.Problems) > 0 {
			t.Errorf("%q: %v", broken, f.Problems)
		}
	}
}

func FuzzParseNotebook(f *testing.F) {
	for _, seed := range []string{"«!pip install torch==2»", "«%env A=1»\n«!python x.py»", "«%%bash\npip install a»", "«!a \\\n  b»"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		text, spans := marked(input)
		checkInvariants(t, environ.ParseNotebook("a.ipynb", text, spans), text)
	})
}

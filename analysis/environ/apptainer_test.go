package environ_test

import "testing"

func TestApptainer(t *testing.T) {
	checkAll(t, []example{
		{"sections", "train.def", "Bootstrap: docker\nFrom: python:3.11\n\n%post\n  A=1 pip install torch==2.4.1\n%environment\n  export B=2\n%runscript\n  python train.py --lr 1\n%labels\n  Author: me\n", `
pin torch "==2.4.1" exact | 5 "torch==2.4.1"
var B="2" | 7 "B=2"
run train.py ["--lr" "1"] {B="2"} | 9 "python train.py --lr 1"
image python:3.11 | 2 "python:3.11"
`},
		{"stages", "Singularity", "bootstrap: docker\nfrom: a:1\nstage: build\n%post\n  pip install numpy\nBootstrap: localimage\nFrom: x.sif\n%runscript\n  python x.py\n", `
pin numpy "" loose | 5 "numpy"
run x.py [] | 9 "python x.py"
image a:1 | 2 "a:1"
`},
		{"another kind", "exports.def", "LIBRARY x\nEXPORTS\n  python y.py\n", ``},
	})
}

func FuzzApptainer(f *testing.F) {
	fuzz(f, []string{"Bootstrap: docker\nFrom: a\n%post\nx\n%environment\nA=1\n", "%runscript\nBootstrap: b\r\n%"}, "a.def")
}

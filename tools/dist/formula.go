package main

import (
	"fmt"
	"strings"
)

// formula is what a Homebrew tap takes; it names the archives of a release
// that have a checksum.
func formula(version string, sums map[string]string) string {
	var out strings.Builder
	plain := strings.TrimPrefix(version, "v")
	fmt.Fprintf(&out, "class MlfLsp < Formula\n  desc %q\n  homepage \"https://github.com/mlf-core/mlf-lsp\"\n  version %q\n  license \"Apache-2.0\"\n", summary, plain)
	for _, system := range []struct{ brew, arm, intel string }{
		{"macos", "macos-arm64", "macos-x64"}, {"linux", "linux-arm64-static", "linux-x64-static"},
	} {
		var parts strings.Builder
		for _, p := range []struct{ cpu, target string }{{"arm", system.arm}, {"intel", system.intel}} {
			name := "mlf-lsp-" + plain + "-" + p.target + ".tar.gz"
			if sum := sums[name]; sum != "" {
				fmt.Fprintf(&parts, "    on_%s do\n      url \"https://github.com/mlf-core/mlf-lsp/releases/download/v%s/%s\"\n      sha256 %q\n    end\n", p.cpu, plain, name, sum)
			}
		}
		if parts.Len() > 0 {
			fmt.Fprintf(&out, "\n  on_%s do\n%s  end\n", system.brew, parts.String())
		}
	}
	out.WriteString(`
  def install
    bin.install "mlf-lsp"
    man1.install "mlf-lsp.1.gz"
    bash_completion.install "mlf-lsp.bash" => "mlf-lsp"
    zsh_completion.install "mlf-lsp.zsh" => "_mlf-lsp"
    fish_completion.install "mlf-lsp.fish"
  end

  test do
    (testpath/"train.py").write "import random\nrows = list(range(9))\nrandom.shuffle(rows)\n"
    assert_match "MLF101", shell_output("#{bin}/mlf-lsp check #{testpath} --fail-on never")
  end
end
`)
	return out.String()
}

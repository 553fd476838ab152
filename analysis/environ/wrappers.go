package environ

import (
	"slices"
	"strings"
)

// wrappers are commands that run the command behind them; each function takes
// the options off.
var wrappers map[string]func([]shellWord) []shellWord

func init() { // sourceStart looks into the table that holds it
	wrappers = map[string]func([]shellWord) []shellWord{
		"nohup": options(), "time": options("-o", "-f"), "exec": options("-a"), "command": options(),
		"sudo": options("-u", "-g", "-C", "-h", "-p"), "nice": options("-n"), "ionice": options("-c", "-n"),
		"timeout": positional(1, "-s", "-k", "--signal", "--kill-after"), "stdbuf": options("-i", "-o", "-e"),
		"xvfb-run": options("-s", "-n", "-e", "-f", "-p", "-w", "--server-args", "--server-num"),
		"setsid":   options(), "unbuffer": options(), "taskset": positional(1), "numactl": options("-m", "-N", "-C"),
		"chrt": positional(1), "tini": options("-e"), "dumb-init": options(), "gosu": positional(1), "su-exec": positional(1),
		"catchsegv": options(), "watch": options("-n"), "chronic": options(), "eatmydata": options(),
		"prime-run": options(), "optirun": options(),
		"srun": sourceStart, "mpirun": sourceStart, "mpiexec": sourceStart, "orterun": sourceStart, "jsrun": sourceStart,
		"aprun": sourceStart, "ibrun": sourceStart, "nsys": sourceStart, "ncu": sourceStart, "nvprof": sourceStart,
		"singularity": sourceStart, "apptainer": sourceStart, "strace": sourceStart, "perf": sourceStart,
		"parallel": sourceStart, "xargs": sourceStart, "docker-compose": sourceStart, "flock": sourceStart,
		"valgrind": sourceStart,
	}
}

// options skips words that begin with a dash, and the value of those named.
func options(withValue ...string) func([]shellWord) []shellWord {
	return positional(0, withValue...)
}

// positional skips options, then n words.
func positional(n int, withValue ...string) func([]shellWord) []shellWord {
	return func(words []shellWord) []shellWord {
		words = skipOptions(words, withValue)
		return words[min(n, len(words)):]
	}
}

func skipOptions(words []shellWord, withValue []string) []shellWord {
	for len(words) > 0 && strings.HasPrefix(words[0].text, "-") {
		text := words[0].text
		words = words[1:]
		if text == "--" {
			break
		}
		if slices.Contains(withValue, text) && len(words) > 0 {
			words = words[1:]
		}
	}
	return words
}

// systemTools are bare words that never are console scripts of a project.
var systemTools = wordSet(`
	add-apt-repository alias apk apt apt-get ar as at autoconf automake awk aws az base64 basename bc bind bg brew break bzip2 cat
	chgrp chmod chown chsh clang clear cmake cmp continue cp cron curl cut cython date dd declare df diff dig dirname dirs dmesg dnf
	dpkg du echo egrep emacs eval exit export expr false fd ffmpeg fg fgrep file find fold free ftp g++ gcc gcloud getent getopt
	getopts gh git gpg grep groupadd groups gsutil gunzip gzip hash head helm history host hostname htop http id ifconfig info
	install ip jobs jq kill killall kubectl ld ldconfig ldd less let ln local locale-gen locale logger logout ls lsb_release lscpu
	lsof make man md5sum mkdir mkfifo mktemp modprobe module more mount mv nano nc ninja nl node npm npx nproc nvcc nvidia-smi
	od openssl paste patch pgrep ping pkill pkg-config popd printenv printf ps pwd read readlink readonly realpath reset return rev
	rm rmdir rpm rsync sbatch scancel scontrol scp screen sed seq service set sha256sum shift shopt shuf sleep sort source split
	squeue ssh ssh-keygen stat su sum swap sync sysctl systemctl tail tar tee test tmux top touch tput tr trap tree true type
	typeset ulimit umask uname uncompress uniq unlink unset unzip update-alternatives useradd usermod vi vim vmstat wait wc wget
	which who whoami xxd yarn yes yum zip zsh sacct sinfo salloc mc zcat xz cargo rustc rustup go java javac mvn gradle perl ruby
	Rscript R julia pacman snap chpasswd adduser addgroup passwd update-ca-certificates localedef tzselect ldapsearch getconf
	pre-commit virtualenv codecov twine sphinx-build black flake8 isort mypy ruff pylint tox nox bandit pyright gdb dvc
`)

func wordSet(text string) map[string]bool {
	out := map[string]bool{}
	for _, word := range strings.Fields(text) {
		out[word] = true
	}
	return out
}

package quantity

import (
	"regexp"
	"strings"
)

// volatile are texts that two runs of the same program rightly print
// differently, in the order in which they are looked for. A pattern with a group
// named v sets only that aside.
var volatile = []struct {
	kind    string
	pattern *regexp.Regexp
}{
	{"log prefixes", regexp.MustCompile(`\b[IWEF]\d{4} \d{2}:\d{2}:\d+(?:\.\d+)?\s+\d+ `)},
	{"timestamps", regexp.MustCompile(`\b\d{4}[-/]\d{2}[-/]\d{2}(?:[T _-]\d{2}[:-]\d{2}(?:[:-]\d{2}(?:[.,]\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2}\b)?`)},
	{"timestamps", regexp.MustCompile(`\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:\w{3} +\d+|\d+ \w{3}) (?:\d{4} )?\d{2}:\d{2}:\d{2}(?: [A-Z]{3,4})?(?: \d{4})?`)},
	{"timestamps", regexp.MustCompile(`\b20\d{6}[-_T]?\d{6}\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\d{2}_\d{2}-\d{2}-\d{2}\b`)},
	{"timestamps", regexp.MustCompile(`\b1[6-9]\d{8}(?:\.\d+|\d{3})?\b`)},
	{"identifiers", regexp.MustCompile(`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`)},
	{"identifiers", regexp.MustCompile(`(?i)\b(?:runs?|models?|mlruns|experiments?)(?:[ _]?(?:id|uuid))?['"]?(?: ?[:=/]? ?['"]?)(?:\d+/)?(?:m-)?(?P<v>[0-9a-f]{32})\b`)},
	{"identifiers", regexp.MustCompile(`\b(?:m-|mlruns/|/)(?P<v>[0-9a-f]{32})\b`)},
	{"addresses", regexp.MustCompile(`\b0x[0-9a-fA-F]{6,16}\b`)},
	{"process numbers", regexp.MustCompile(`(?i)\b(?:pid|process(?: id)?|thread(?: id)?|tid)['"]?\s*[:=#]?\s*(?P<v>\d+)`)},
	{"ports", regexp.MustCompile(`\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):(?P<v>\d{2,5})\b`)},
	{"temporary paths", regexp.MustCompile(`(?:/private)?(?:/tmp|/var/tmp|/var/folders|/dev/shm)/[^\s'",)]+|\btmp[a-z0-9_]{8}\b`)},
	{"progress bars", regexp.MustCompile(`\d{1,3}%\|[^|\n]*\||[━─╸╺█▏▎▍▌▋▊▉░▒▓]{2,}|\[[=>.#-]{5,}\]`)},
	{"rates", regexp.MustCompile(`(?:\?|\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s?[kMG]?i?(?:it|its|iter|iters|batch|batches|step|steps|sample|samples|ex|example|examples|img|images?|tok|tokens?|row|rows|B|FLOP)s?/s(?:ec)?\b`)},
	{"durations", regexp.MustCompile(`\d+:\d{2}(?::\d{2})?(?:[.,]\d+)?(?:<(?:\?|\d+:\d{2}(?::\d{2})?))?|\d{1,2}:\d{2}<\?`)},
	{"durations", regexp.MustCompile(`\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\s?(?:ns|us|µs|μs|ms|s|secs?|seconds?|mins?|minutes?|hrs?|hours?)(?:/(?:step|epoch|it|iter|batch|sample|image|img|token))?\b`)},
	{"durations", regexp.MustCompile(`\b\d+h ?\d+m(?: ?\d+s)?\b|\b\d+m ?\d+(?:\.\d+)?s\b`)},
	{"durations", regexp.MustCompile(`(?i)\b(?:[a-z_/]*?(?:time|runtime|duration|elapsed|seconds|secs|latency|eta|took))['"]?(?:\s*\([^()]*\))?\s*[:=]?\s*(?P<v>\d+(?:\.\d+)?(?:e[+-]?\d+)?)`)},
	{"rates", regexp.MustCompile(`(?i)\b(?:[a-z_/ ]*?(?:per_second|per_sec|throughput|speed|fps|flops))['"]?(?:\s*\([^()]*\))?\s*[:=]\s*(?P<v>\d+(?:\.\d+)?(?:e[+-]?\d+)?)`)},
	{"memory use", regexp.MustCompile(`(?i)\b(?:[a-z_/ ]*?(?:memory|rss|vram|mem))['"]?(?:\s*\([^()]*\))?\s*[:=]\s*(?P<v>\d+(?:\.\d+)?)(?:\s?[kMG]i?B)?`)},
}

// mask stands for what was set aside.
const mask = '·'

// setAside replaces what is volatile in a line and counts it by kind.
func setAside(line string, paths Paths, aside map[string]int) string {
	for _, p := range paths {
		if n := strings.Count(line, p); n > 0 {
			aside["paths of the run"] += n
			line = strings.ReplaceAll(line, p, string(mask))
		}
	}
	for _, v := range volatile {
		line = maskMatches(line, v.pattern, func() { aside[v.kind]++ })
	}
	return line
}

// maskMatches replaces matches, or the groups named v of them.
func maskMatches(line string, p *regexp.Regexp, found func()) string {
	all := p.FindAllStringSubmatchIndex(line, -1)
	if all == nil {
		return line
	}
	group := max(p.SubexpIndex("v"), 0)
	var out strings.Builder
	at := 0
	for _, m := range all {
		from, to := m[2*group], m[2*group+1]
		if from < 0 {
			continue
		}
		out.WriteString(line[at:from])
		out.WriteRune(mask)
		at = to
		found()
	}
	out.WriteString(line[at:])
	return out.String()
}

var escapes = regexp.MustCompile(`\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])`)

// settled is a line as a terminal shows it in the end: what was written over by
// progress bars is gone.
func settled(line string, aside map[string]int) string {
	line = strings.TrimRight(escapes.ReplaceAllString(line, ""), "\r")
	for _, back := range []string{"\r", "\b"} {
		if parts := strings.FieldsFunc(line, func(r rune) bool { return string(r) == back }); len(parts) > 1 {
			aside["progress bars"] += len(parts) - 1
			line = parts[len(parts)-1]
		}
	}
	return line
}

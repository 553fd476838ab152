package quantity

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// ReadPrinted reads what a program printed: numbers become series by the words
// before them, the rest is text. What rightly differs (times, paths, progress
// bars) is set aside.
func ReadPrinted(file, name string, paths Paths) Content {
	data, done, err := mapped(file)
	if err != nil {
		return Content{Format: "printed text", Note: "it cannot be read"}
	}
	defer done()
	sum := sha256.Sum256(data)
	c := Content{Format: "printed text", Bytes: int64(len(data)), Digest: hex.EncodeToString(sum[:]), Aside: map[string]int{}}
	if len(data) > textLimit {
		data, c.Note = data[:textLimit], "only the first 64 MiB were read"
	}
	c.Quantities = readLog(&input{data: data, name: name, paths: paths, aside: c.Aside})
	for i := range c.Quantities {
		c.Quantities[i].Seal()
	}
	return c
}

// printed collects the quantities of printed text.
type printed struct {
	paths  Paths
	aside  map[string]int
	names  []string
	series map[string]*series
	text   strings.Builder
	// counter and count are the innermost step that was named last.
	counter string
	count   int64
}

// series is a number that was printed again and again.
type series struct {
	values  []float64
	steps   []int64
	counter string
	mixed   bool // of more than one counter
	digits  int
}

func newPrinted(paths Paths) *printed {
	return &printed{paths: paths, aside: map[string]int{}, series: map[string]*series{}}
}

var (
	number = regexp.MustCompile(`(?i)[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|[+-]?\b(?:nan|inf(?:inity)?)\b`)
	// counters are words after which a number is a step.
	counters = regexp.MustCompile(`(?i)^(?:global[_ ]?)?(epoch|step|iteration|iter|batch|round|fold|trial|episode|update)s?$`)
	label    = regexp.MustCompile(`[\p{L}_][\p{L}\p{N}_./@%-]*(?: [\p{L}_][\p{L}\p{N}_/@%-]*){0,2}[^\p{L}\p{N}]*$`)
)

// found is a number in a line.
type found struct {
	from, to int
	name     string
	value    float64
	digits   int
}

// line reads one line.
func (p *printed) line(line string) {
	line = setAside(settled(line, p.aside), p.paths, p.aside)
	numbers := numbersOf(line)
	for _, n := range numbers {
		if m := counters.FindStringSubmatch(n.name); m != nil {
			p.counter, p.count = strings.ToLower(m[1]), int64(n.value)
		}
	}
	at := 0
	for _, n := range numbers {
		if !counters.MatchString(n.name) {
			p.add(n)
			p.text.WriteString(line[at:n.from])
			p.text.WriteByte('#')
			at = n.to
		}
	}
	p.text.WriteString(line[at:])
	p.text.WriteByte('\n')
}

// numbersOf are the numbers of a line that stand alone, with their names.
func numbersOf(line string) []found {
	var out []found
	name, last := "", 0
	for _, m := range number.FindAllStringIndex(line, -1) {
		if partOfWord(line, m[0], m[1]) {
			continue
		}
		text := line[m[0]:m[1]]
		value, err := strconv.ParseFloat(text, 64)
		if err != nil && !math.IsInf(value, 0) {
			continue
		}
		before := line[last:m[0]]
		if total := strings.TrimSpace(before) == "/"; total && last > 0 {
			last = m[1] // of how many: text
			continue
		}
		if own := nameBefore(before, line, m); own != "" {
			name = own
		}
		n := found{m[0], m[1], name, value, digitsOf(text)}
		if strings.HasPrefix(line[m[1]:], "%") && last > 0 && n.name == name && nameBefore(before, line, m) == "" {
			n.name += " %"
		}
		if n.name == "" {
			n.name = "numbers"
		}
		out = append(out, n)
		last = m[1]
	}
	return out
}

// nameBefore is the name that the text before a number gives it: the last words,
// or "iteration" for the number in brackets with which boosters begin a line.
func nameBefore(before, line string, m []int) string {
	if strings.TrimSpace(line[:m[0]]) == "[" && strings.HasPrefix(line[m[1]:], "]") {
		return "iteration"
	}
	return strings.TrimRight(strings.Trim(label.FindString(before), " \t:=([{<'\"|,;→>·~#"), " .'\":=([{")
}

// partOfWord tells whether a number belongs to a name or a version.
func partOfWord(line string, from, to int) bool {
	if from > 0 {
		if c := line[from-1]; c == '_' || c == '.' || isLetter(c) || isDigit(c) || c >= 0x80 && !strings.HasSuffix(line[:from], string(mask)) {
			return true
		}
		// a-1: the sign is a hyphen
		if c := line[from]; (c == '-' || c == '+') && (isLetter(line[from-1]) || isDigit(line[from-1])) {
			return true
		}
		if c := line[from-1]; c == '-' && from > 1 && (isLetter(line[from-2]) || isDigit(line[from-2])) {
			return true
		}
	}
	if to == len(line) {
		return false
	}
	c := line[to]
	return c == '_' || isLetter(c) || c == '.' && to+1 < len(line) && isDigit(line[to+1])
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

// digitsOf is the number of digits after the point; 17 for powers of ten, which
// have no last place of their own.
func digitsOf(text string) int {
	if strings.ContainsAny(text, "eE") {
		return 17
	}
	_, after, _ := strings.Cut(text, ".")
	return len(after)
}

func (p *printed) add(n found) {
	s := p.series[n.name]
	if s == nil {
		s = &series{counter: p.counter}
		p.series[n.name] = s
		p.names = append(p.names, n.name)
	}
	s.mixed = s.mixed || s.counter != p.counter || p.counter == "" ||
		len(s.steps) > 0 && s.steps[len(s.steps)-1] >= p.count
	s.values, s.steps = append(s.values, n.value), append(s.steps, p.count)
	s.digits = max(s.digits, n.digits)
}

// quantities are the series, in the order of their first appearance, and the text.
func (p *printed) quantities() []Quantity {
	var out []Quantity
	for _, name := range p.names {
		out = append(out, p.series[name].quantity(name))
	}
	if text := p.text.String(); text != "" {
		q := Quantity{Name: "text", Type: Text, Digits: -1, Data: []byte(text)}
		q.Seal()
		out = append(out, q)
	}
	return out
}

// quantity is a series as one; its steps are those that the program named, or
// the number of the value when they do not grow.
func (s *series) quantity(name string) Quantity {
	q := Quantity{Name: name, Type: Float64, Digits: s.digits, Steps: s.steps, Counter: s.counter, Data: float64s(s.values)}
	if s.mixed {
		q.Counter = "value"
		for i := range q.Steps {
			q.Steps[i] = int64(i + 1)
		}
	}
	q.Seal()
	return q
}

// float64s are numbers as data.
func float64s(values []float64) []byte {
	out := make([]byte, 0, 8*len(values))
	for _, v := range values {
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(v))
	}
	return out
}

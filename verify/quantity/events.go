package quantity

import (
	"encoding/binary"
	"hash/crc32"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
)

func isEvents(in *input) bool {
	return strings.Contains(in.base(), "tfevents") && len(in.data) >= 16 &&
		masked(in.data[:8]) == binary.LittleEndian.Uint32(in.data[8:])
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// masked is the check sum of TensorFlow's records.
func masked(b []byte) uint32 {
	c := crc32.Checksum(b, castagnoli)
	return c>>15 | c<<17 + 0xa282ead8
}

// readEvents reads TensorBoard's event files: each tag is a series over steps.
// Times of events and graphs do not count.
func readEvents(in *input) []Quantity {
	c := &cursor{data: in.data}
	e := &events{series: map[string]*eventSeries{}}
	for c.left() > 0 {
		head := c.take(12)
		n := size(binary.LittleEndian.Uint64(head))
		if masked(head[:8]) != binary.LittleEndian.Uint32(head[8:]) {
			fail("a record in it is damaged")
		}
		body := c.take(n)
		if masked(body) != uint32(c.u32()) {
			fail("a record in it is damaged")
		}
		e.event(body)
	}
	var out []Quantity
	for _, tag := range e.tags {
		out = append(out, e.series[tag].quantity(tag))
	}
	in.aside["timestamps"] += e.times
	return out
}

type events struct {
	tags   []string
	series map[string]*eventSeries
	times  int
}

type eventSeries struct {
	steps  []int64
	data   []byte
	kind   Type
	counts []int
}

// fields calls f for each field of a message.
func fields(b []byte, f func(num protowire.Number, t protowire.Type, v []byte, n uint64)) {
	for len(b) > 0 {
		num, t, n := protowire.ConsumeTag(b)
		if n < 0 {
			fail("a message in it is damaged")
		}
		b = b[n:]
		var v []byte
		var x uint64
		switch t {
		case protowire.VarintType:
			x, n = protowire.ConsumeVarint(b)
		case protowire.Fixed64Type:
			x, n = protowire.ConsumeFixed64(b)
		case protowire.Fixed32Type:
			var y uint32
			y, n = protowire.ConsumeFixed32(b)
			x = uint64(y)
		case protowire.BytesType:
			v, n = protowire.ConsumeBytes(b)
		default:
			n = protowire.ConsumeFieldValue(num, t, b)
		}
		if n < 0 {
			fail("a message in it is damaged")
		}
		f(num, t, v, x)
		b = b[n:]
	}
}

// event reads tensorflow.Event: wall_time 1, step 2, summary 5.
func (e *events) event(b []byte) {
	step := int64(0)
	var summaries [][]byte
	fields(b, func(num protowire.Number, _ protowire.Type, v []byte, n uint64) {
		switch num {
		case 1:
			e.times++
		case 2:
			step = int64(n)
		case 5:
			summaries = append(summaries, v)
		}
	})
	for _, s := range summaries {
		fields(s, func(num protowire.Number, _ protowire.Type, v []byte, _ uint64) {
			if num == 1 {
				e.value(step, v)
			}
		})
	}
}

// value reads Summary.Value: tag 1, simple_value 2, image 4, histo 5, audio 6,
// tensor 8.
func (e *events) value(step int64, b []byte) {
	tag := ""
	var kind Type
	var data []byte
	fields(b, func(num protowire.Number, t protowire.Type, v []byte, n uint64) {
		switch {
		case num == 1 && t == protowire.BytesType:
			tag = string(v)
		case num == 2 && t == protowire.Fixed32Type:
			kind, data = Float32, binary.LittleEndian.AppendUint32(nil, uint32(n))
		case num == 5:
			kind, data = Float64, histogram(v)
		case num == 8:
			kind, data = summaryTensor(v)
		case num == 4 || num == 6:
			kind, data = Uint8, v
		}
	})
	if tag == "" || kind == "" || len(data) == 0 {
		return
	}
	s := e.series[tag]
	if s == nil {
		s = &eventSeries{kind: kind}
		e.series[tag] = s
		e.tags = append(e.tags, tag)
	}
	if s.kind != kind {
		return
	}
	s.steps, s.data, s.counts = append(s.steps, step), append(s.data, data...), append(s.counts, len(data)/kind.Size())
}

// histogram reads HistogramProto: least, greatest, number, sum, sum of squares,
// limits and counts of the bins, all doubles.
func histogram(b []byte) []byte {
	var out []byte
	fields(b, func(num protowire.Number, t protowire.Type, v []byte, n uint64) {
		if t == protowire.Fixed64Type {
			out = binary.LittleEndian.AppendUint64(out, n)
		} else if t == protowire.BytesType && len(v)%8 == 0 {
			out = append(out, v...)
		}
	})
	return out
}

// summaryTensor reads TensorProto: dtype 1, content 4, float_val 5, double_val 6,
// int_val 7, string_val 8, int64_val 10.
func summaryTensor(b []byte) (kind Type, data []byte) {
	types := map[uint64]Type{1: Float32, 2: Float64, 3: Int32, 4: Uint8, 6: Int8, 9: Int64, 10: Bool, 14: BFloat16, 19: Float16}
	fields(b, func(num protowire.Number, t protowire.Type, v []byte, n uint64) {
		switch {
		case num == 1:
			kind = types[n]
		case num == 4 && t == protowire.BytesType, (num == 5 || num == 6) && t == protowire.BytesType:
			data = append(data, v...)
		case num == 5 && t == protowire.Fixed32Type:
			data = binary.LittleEndian.AppendUint32(data, uint32(n))
		case num == 6 && t == protowire.Fixed64Type:
			data = binary.LittleEndian.AppendUint64(data, n)
		case num == 8:
			kind, data = Uint8, append(data, v...) // text and pictures
		}
	})
	if kind == "" || len(data)%kind.Size() != 0 {
		return "", nil
	}
	return kind, data
}

// quantity is a tag as a series. A tag with several numbers a step is an array
// with the step of each.
func (s *eventSeries) quantity(tag string) Quantity {
	q := Quantity{Name: tag, Type: s.kind, Digits: -1, Data: s.data, Counter: "step"}
	for i, n := range s.counts {
		for range n {
			q.Steps = append(q.Steps, s.steps[i])
		}
	}
	return q
}

package quantity

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"
)

func isSQLite(in *input) bool { return in.begins("SQLite format 3\x00") }

// sqliteLimit is the size in bytes of databases that are read.
const sqliteLimit = 1 << 30

// readSQLite reads the tables of a database. Those of MLflow are understood;
// others are lists of rows by column.
func readSQLite(in *input) []Quantity {
	db := openSQLite(in.data)
	if db.tables["metrics"] != nil && db.tables["runs"] != nil && db.tables["params"] != nil {
		return mlflowTables(in, db)
	}
	d := &dict{}
	for _, name := range db.names {
		l := &list{}
		for _, row := range db.rows(name) {
			r := &dict{}
			for i, column := range row.columns {
				r.set(column, row.values[i])
			}
			l.items = append(l.items, r)
		}
		d.set(name, l)
	}
	return flatten(in, d)
}

// sqlite is a database file: pages that hold trees of rows.
// https://www.sqlite.org/fileformat2.html
type sqlite struct {
	data         []byte
	page, usable int
	names        []string
	tables       map[string]*sqliteTable
	visited      int
}

type sqliteTable struct {
	root    int
	columns []string
	rowID   int // the column that is the row's number, -1 for none
}

// record is a row as it is stored.
type record struct {
	id     int64
	values []any
}

// sqliteRow is a row with the names of its columns.
type sqliteRow struct {
	columns []string
	values  []any
}

func openSQLite(data []byte) *sqlite {
	head := slice(data, 0, 100)
	db := &sqlite{data: data, page: int(binary.BigEndian.Uint16(head[16:])), tables: map[string]*sqliteTable{}}
	if db.page == 1 {
		db.page = 65536
	}
	db.usable = db.page - int(head[20])
	if db.page < 512 || db.usable < 480 || len(data) > sqliteLimit || binary.BigEndian.Uint32(head[56:]) > 1 {
		fail("it is a database of another kind")
	}
	for _, r := range db.tree(1) {
		v := r.values
		kind, _ := at(v, 0).(string)
		name, _ := at(v, 1).(string)
		root, _ := at(v, 3).(int64)
		sql, _ := at(v, 4).(string)
		if kind == "table" && root > 0 && !strings.HasPrefix(name, "sqlite_") && !strings.Contains(strings.ToUpper(sql), "WITHOUT ROWID") {
			t := &sqliteTable{root: int(root), rowID: -1}
			t.columns, t.rowID = sqliteColumns(sql)
			db.tables[name] = t
			db.names = append(db.names, name)
		}
	}
	return db
}

func at(row []any, i int) any {
	if i < len(row) {
		return row[i]
	}
	return nil
}

// sqliteColumns reads the names of columns in CREATE TABLE: what stands first
// between commas outside of brackets.
func sqliteColumns(sql string) (names []string, rowID int) {
	rowID = -1
	_, body, _ := strings.Cut(sql, "(")
	body = body[:max(0, strings.LastIndexByte(body, ')'))]
	depth, from := 0, 0
	parts := []string{}
	for i, r := range body {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				parts = append(parts, body[from:i])
				from = i + 1
			}
		}
	}
	for _, p := range append(parts, body[from:]) {
		words := strings.Fields(p)
		if len(words) == 0 {
			continue
		}
		switch strings.ToUpper(words[0]) {
		case "PRIMARY", "FOREIGN", "CONSTRAINT", "UNIQUE", "CHECK":
			continue
		}
		if upper := strings.ToUpper(p); strings.Contains(upper, "INTEGER") && strings.Contains(upper, "PRIMARY KEY") {
			rowID = len(names)
		}
		names = append(names, strings.Trim(words[0], "\"`[]'"))
	}
	return names, rowID
}

// rows are those of a table in the order of their numbers.
func (db *sqlite) rows(name string) []sqliteRow {
	t := db.tables[name]
	if t == nil {
		return nil
	}
	var out []sqliteRow
	for _, r := range db.tree(t.root) {
		row := sqliteRow{values: r.values}
		v := r.values
		if t.rowID >= 0 && t.rowID < len(v) && v[t.rowID] == nil {
			v[t.rowID] = r.id // a column that is the row's number is stored as nothing
		}
		for i := range v {
			column := "column " + strconv.Itoa(i+1)
			if i < len(t.columns) {
				column = t.columns[i]
			}
			row.columns = append(row.columns, column)
		}
		out = append(out, row)
	}
	return out
}

func (r sqliteRow) get(name string) any {
	for i, c := range r.columns {
		if c == name {
			return r.values[i]
		}
	}
	return nil
}

func (r sqliteRow) text(name string) string {
	switch v := r.get(name).(type) {
	case nil:
		return ""
	case string:
		return v
	default:
		return fmt.Sprint(v)
	}
}

func (r sqliteRow) number(name string) float64 {
	switch v := r.get(name).(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	}
	return math.NaN()
}

// tree reads all rows below a page.
func (db *sqlite) tree(root int) []record {
	var out []record
	db.visited = 0
	db.walk(root, 0, func(r record) { out = append(out, r) })
	return out
}

func (db *sqlite) walk(n, depth int, row func(record)) {
	if db.visited++; depth > 40 || n < 1 || db.visited > len(db.data)/db.page+1 {
		fail("its pages lead in a circle")
	}
	page := slice(db.data, size(uint64(n-1))*db.page, db.page)
	head := 0
	if n == 1 {
		head = 100
	}
	cells := int(binary.BigEndian.Uint16(slice(page, head+3, 2)))
	switch page[head] {
	case 0x05: // inner page: a child for each cell, and a last one
		for i := range cells {
			cell := int(binary.BigEndian.Uint16(slice(page, head+12+2*i, 2)))
			db.walk(int(binary.BigEndian.Uint32(slice(page, cell, 4))), depth+1, row)
		}
		db.walk(int(binary.BigEndian.Uint32(slice(page, head+8, 4))), depth+1, row)
	case 0x0d:
		for i := range cells {
			row(db.cell(page, int(binary.BigEndian.Uint16(slice(page, head+8+2*i, 2)))))
		}
	default:
		fail("it has a page of an unknown kind")
	}
}

// cell reads a row of a leaf, part of which may lie on other pages.
func (db *sqlite) cell(page []byte, from int) record {
	c := &cursor{data: page}
	c.seek(from)
	length := size(c.varint())
	id := int64(c.varint())
	local := length
	if most := db.usable - 35; length > most {
		least := (db.usable-12)*32/255 - 23
		if local = least + (length-least)%(db.usable-4); local > most {
			local = least
		}
	}
	if length > len(db.data) {
		fail("a row in it is too long")
	}
	payload := c.take(local)
	if local < length {
		payload = append([]byte(nil), payload...)
		next := int(binary.BigEndian.Uint32(c.take(4)))
		for len(payload) < length {
			if next < 1 {
				fail("a row in it is damaged")
			}
			more := slice(db.data, size(uint64(next-1))*db.page, db.usable)
			next = int(binary.BigEndian.Uint32(more))
			payload = append(payload, more[4:min(len(more), 4+length-len(payload))]...)
		}
	}
	return record{id, sqliteRecord(payload)}
}

// varint is a big-endian number of up to 9 bytes.
func (c *cursor) varint() uint64 {
	var v uint64
	for i := range 9 {
		b := c.u8()
		if i == 8 {
			return v<<8 | uint64(b)
		}
		v = v<<7 | uint64(b&0x7f)
		if b < 0x80 {
			break
		}
	}
	return v
}

// sqliteRecord reads the values of a row: types first, then the values.
func sqliteRecord(payload []byte) []any {
	c := &cursor{data: payload}
	end := size(c.varint())
	var kinds []int
	for c.at < end {
		kinds = append(kinds, size(c.varint()))
	}
	var out []any
	for _, k := range kinds {
		out = append(out, sqliteValue(c, k))
	}
	return out
}

func sqliteValue(c *cursor, kind int) any {
	whole := func(n int) int64 {
		var v int64
		for i, b := range c.take(n) {
			if i == 0 {
				v = int64(int8(b))
			} else {
				v = v<<8 | int64(b)
			}
		}
		return v
	}
	switch {
	case kind == 0:
		return nil
	case kind >= 1 && kind <= 4:
		return whole(kind)
	case kind == 5:
		return whole(6)
	case kind == 6:
		return whole(8)
	case kind == 7:
		return math.Float64frombits(binary.BigEndian.Uint64(c.take(8)))
	case kind == 8, kind == 9:
		return int64(kind - 8)
	case kind >= 12 && kind%2 == 0:
		return c.take((kind - 12) / 2)
	case kind >= 13:
		return string(c.take((kind - 13) / 2))
	}
	fail("a value in it is of an unknown kind")
	return nil
}

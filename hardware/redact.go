package hardware

import (
	"reflect"
	"slices"
	"strings"
)

// removed stands where Redact took something out.
const removed = "redacted"

// Redact takes out what tells who and where: host names, serial numbers, job
// numbers and paths. What numbers depend on stays.
func Redact(r *Report) {
	var secrets []string
	redact(reflect.ValueOf(r).Elem(), &secrets)
	// Longer ones first: a path is gone before its beginning is.
	slices.SortFunc(secrets, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	var pairs []string
	for _, s := range slices.Compact(secrets) {
		pairs = append(pairs, s, removed)
	}
	replace := strings.NewReplacer(pairs...)
	for i := range r.Problems {
		r.Problems[i].Reason = replace.Replace(r.Problems[i].Reason)
	}
	if r.Variables == nil {
		return
	}
	for i := range r.Variables.Set {
		if v := &r.Variables.Set[i]; strings.ContainsAny(v.Value, `/\@`) {
			v.Value = removed
		}
	}
}

func redact(v reflect.Value, secrets *[]string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			redact(v.Elem(), secrets)
		}
	case reflect.Slice:
		for i := range v.Len() {
			redact(v.Index(i), secrets)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Field(i)
			if kind := v.Type().Field(i).Tag.Get("private"); kind == "" || f.Kind() != reflect.String {
				redact(f, secrets)
			} else if s := f.String(); s != "" && s != removed {
				if len(s) > 3 {
					*secrets = append(*secrets, s)
				}
				f.SetString(removed)
			}
		}
	}
}

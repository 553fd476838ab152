package source

import (
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
)

// pythonCodecs are the names of Python's codecs, as normalName gives them, for
// which the IANA and WHATWG registers have another name or, worse, another
// meaning: the web reads "latin1" as windows-1252.
var pythonCodecs = map[string]string{
	"utf8": utf8Name, "u8": utf8Name, "utf": utf8Name, "cp65001": utf8Name,
	"us-ascii": asciiName, "646": asciiName, "us": asciiName, "cp367": asciiName, "ansi-x3.4-1968": asciiName,
	"latin-1": "iso-8859-1", "latin1": "iso-8859-1", "latin": "iso-8859-1", "l1": "iso-8859-1", "8859": "iso-8859-1",
	"iso8859-1": "iso-8859-1", "iso8859": "iso-8859-1", "iso88591": "iso-8859-1", "iso-latin-1": "iso-8859-1",
	"cp819": "iso-8859-1", "iso-8859-1-1987": "iso-8859-1",
	"eucjp": "euc-jp", "ujis": "euc-jp", "u-jis": "euc-jp", "iso2022-jp": "iso-2022-jp", "iso2022jp": "iso-2022-jp",
	"sjis": "shift_jis", "s-jis": "shift_jis", "shift-jis": "shift_jis", "shiftjis": "shift_jis",
	"cp932": "shift_jis", "ms932": "shift_jis", "mskanji": "shift_jis", "ms-kanji": "shift_jis",
	"euckr": "euc-kr", "korean": "euc-kr", "cp949": "euc-kr", "ms949": "euc-kr", "uhc": "euc-kr",
	"cp936": "gbk", "ms936": "gbk", "936": "gbk", "euc-cn": "gbk", "euccn": "gbk", "gb2312": "gbk",
	"hz": "hz-gb-2312", "cp950": "big5", "ms950": "big5", "big5hkscs": "big5-hkscs", "hkscs": "big5-hkscs",
	"koi8-r": "koi8-r", "koi8r": "koi8-r", "mac-roman": "macintosh", "macroman": "macintosh",
	"mac-cyrillic": "x-mac-cyrillic", "maccyrillic": "x-mac-cyrillic", "thai": "tis-620", "iso8859-11": "tis-620",
}

// lookUp finds the codec of an encoding by one of Python's names for it. UTF-8
// and ASCII come back by their name alone; an unknown name, and one that no
// Python source can be written in, gives a nil codec.
func lookUp(declared string) (name string, codec encoding.Encoding) {
	name = normalName(declared)
	switch {
	case name == utf8Name || name == asciiName:
		return name, nil
	case name == "iso-8859-1":
		return name, charmap.ISO8859_1
	case strings.HasPrefix(name, "utf-16"), strings.HasPrefix(name, "utf-32"), name == "replacement":
		return name, nil
	}
	if codec, err := ianaindex.IANA.Encoding(name); err == nil && codec != nil && codec != encoding.Replacement {
		return name, codec
	}
	if codec, err := htmlindex.Get(name); err == nil && codec != encoding.Replacement {
		return name, codec
	}
	return name, nil
}

// normalName brings an encoding's name into the form that pythonCodecs has.
func normalName(declared string) string {
	name := strings.ReplaceAll(strings.ToLower(declared), "_", "-")
	// Editors append the line ending: "utf-8-unix". Python reads past it.
	for _, base := range []string{utf8Name, "latin-1", "iso-8859-1", "iso-latin-1"} {
		if strings.HasPrefix(name, base+"-") {
			name = base
		}
	}
	if known, ok := pythonCodecs[name]; ok {
		return known
	}
	return name
}

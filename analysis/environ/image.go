package environ

import (
	"path"
	"regexp"
	"strings"
)

// frameworkImage finds the framework and release that the tag of its own image
// names: pytorch/pytorch:2.4.1-cuda12.1-cudnn9-runtime.
var frameworkImage = regexp.MustCompile(`(?:^|/)(pytorch/pytorch|tensorflow/tensorflow):v?(\d+\.\d+(?:\.\d+)?)(?:[-@]|$)`)

// Framework is the framework that an image is made for, by its name, and the
// releases that its tag can stand for, as a PEP 440 specifier.
func (i Image) Framework() (name, specifier string, ok bool) {
	m := frameworkImage.FindStringSubmatch(i.Ref)
	if m == nil {
		return "", "", false
	}
	specifier = "==" + m[2]
	if strings.Count(m[2], ".") == 1 {
		specifier += ".*"
	}
	return path.Base(m[1]), specifier, true
}

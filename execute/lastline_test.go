package execute

import (
	"strings"
	"testing"
)

func TestLastLineKeepsNoPartOfALine(t *testing.T) {
	long := strings.Repeat("x", maxLine+1)
	for written, want := range map[string]string{
		"":                  "",
		"one\ntwo\n\n":      ": two",
		"one\ntwo":          ": two",
		"one\n" + long:      ": one",
		long + "\n":         "",
		long + "\nlast\n  ": ": last",
	} {
		l := &LastLine{}
		for _, c := range []byte(written) {
			_, _ = l.Write([]byte{c})
		}
		if got := l.String(); got != want {
			t.Errorf("%.20q: %q, want %q", written, got, want)
		}
	}
}

package shell

import "testing"

// TestStatic: what a person is told to paste does one thing.
func TestStatic(t *testing.T) {
	for line, want := range map[string]bool{
		"baleen run --image x":       true,
		"baleen run 'a;b' \\; --c=d": true,
		`baleen run $'a\n\'b\' c'`:   true,
		"baleen run; rm -rf x":       false,
		"baleen run | sh":            false,
		"baleen run && x":            false,
		"baleen run & x":             false,
		"baleen run > /etc/passwd":   false,
		"baleen run $(x)":            false,
		"baleen run `x`":             false,
		"baleen run \"$(x)\"":        false,
		"baleen run $HOME":           false,
		"baleen run <(x)":            false,
		"baleen run\nx":              false,
		"baleen run 'unclosed":       false,
		`baleen run $'\'' ; x #'`:    false, // the quote ends in bash
		`baleen run $'\' ; x '\''`:   false, // it ends in a POSIX shell
		OneLine("a 'b'\n\t\\' $(x)"): true,
	} {
		if got := Static(line); got != want {
			t.Errorf("%q: %t", line, got)
		}
	}
}

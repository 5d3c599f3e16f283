package result_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

func TestCap(t *testing.T) {
	tests := []struct {
		name string
		in   string
		size int
		want string
	}{
		{"fits", "0123456789", 10, "0123456789"},
		{"head and tail", strings.Repeat("a", 50) + strings.Repeat("b", 50), 50, "aaaaaaaaaa\n[… 80 bytes left out …]\nbbbbbbbbbb"},
		{"whole characters", strings.Repeat("é", 50), 50, "ééééé\n[… 80 bytes left out …]\nééééé"},
		{"no room for text", strings.Repeat("a", 50), 10, "\n[… 50 bytes left out …]\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := result.Cap(tt.in, tt.size); got != tt.want {
				t.Errorf("Cap(%q, %d) = %q, want %q", tt.in, tt.size, got, tt.want)
			}
		})
	}
}

// TestCutSecret: of a secret that a cut goes through nothing is shown, wherever the text was cut before it was cleaned.
func TestCutSecret(t *testing.T) {
	c := result.NewCleaner([]string{"hunter2hunter2", "abc\ndef\nghi\njkl", "naïve-password"})
	counted, rest := cucumber.LeftOut(100), cucumber.RestLeftOut
	for _, tt := range []struct{ name, in, want string }{
		{"before", "it is hunter2hun\n" + counted, "it is ***\n" + counted},
		{"before, on the line", "it is hunter2hun " + counted, "it is *** " + counted},
		{"before the rest", "it is hu" + rest, "it is ***" + rest},
		{"one character tells nothing", "it is h" + rest, "it is h" + rest},
		{"after", counted + "\nr2hunter2 is it", counted + "\n*** is it"},
		{"on both sides", "hunt\n" + counted + "\nunter2", "***\n" + counted + "\n***"},
		{"of several lines", "x\nabc\nde\n" + counted + "\nghi\njkl\ny", "x\n***\n" + counted + "\n***\ny"},
		{"letters of two bytes", "naï" + rest, "***" + rest},
		{"coloured inside", "hunter2\x1b[31mhun" + rest, "***" + rest},
		{"cut in a colour", "hunter2\x1b[3" + rest, "***" + rest},
		{"cut in a title", "hunter2\x1b]0;tit" + rest, "***" + rest},
		{"cut after a title", "\x1b]0;title\ahunter2" + rest, "***" + rest},
		{"cut in an escape", "hunter2\x1b" + rest, "***" + rest},
		{"beside a whole one", "hunter2hunter2hunter2" + rest, "***" + rest},
		{"output over its limit", "hunter2h\n[baleen: output cut at 8 bytes]\n", "***\n[baleen: output cut at 8 bytes]\n"},
		{"excerpt", "hunter2h\n[… 8 bytes left out: a/b.log has all …]\n", "***\n[… 8 bytes left out: a/b.log has all …]\n"},
		{"several cuts", "hunter2" + rest + "hunter2" + rest, "***" + rest + "***" + rest},
		{"words of people", "what was left out hunter2", "what was left out hunter2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := c.Text(tt.in)
			if got != tt.want {
				t.Errorf("Text(%q) = %q, want %q", tt.in, got, tt.want)
			}
			if again := c.Text(got); again != got {
				t.Errorf("not idempotent: %q", again)
			}
		})
	}
}

// TestShort: text is cleaned before it is cut, at whatever byte.
func TestShort(t *testing.T) {
	c := result.NewCleaner([]string{"hunter2hunter2", "first\nsecond\nthird"})
	text := strings.Repeat("a", 40) + "hunter2hunter2" + "b\nfirst\nsecond\nthird\n" + strings.Repeat("c", 40)
	for size := range len(text) {
		for _, got := range []string{c.Short(text, size), c.ShortLine(text, size)} {
			for _, part := range []string{"hu", "unter", "r2", "fi", "st", "sec", "ond", "thi", "ird"} {
				if strings.Contains(got, part) {
					t.Fatalf("at %d bytes: %q", size, got)
				}
			}
		}
		if strings.Contains(c.ShortLine(text, size), "\n") {
			t.Fatalf("at %d bytes there are two lines", size)
		}
	}
}

func FuzzCap(f *testing.F) {
	f.Add("héllo wörld, this is long enough to be cut somewhere", uint16(40))
	f.Add("\xff\xff\xff\xff", uint16(1))
	f.Fuzz(func(t *testing.T, text string, limit uint16) {
		text = strings.ToValidUTF8(text, "?")
		size := int(limit)
		got := result.Cap(text, size)
		if !utf8.ValidString(got) {
			t.Errorf("Cap(%q, %d) = %q cuts a character", text, size, got)
		}
		if len(got) > max(size, 64) {
			t.Errorf("Cap(%q, %d) has %d bytes", text, size, len(got))
		}
		if len(text) <= size && got != text {
			t.Errorf("Cap(%q, %d) = %q changes what fits", text, size, got)
		}
	})
}

package result_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// TestSecretAtBorders: a secret is masked wherever it stands, and whatever a terminal or a line end puts into it.
func TestSecretAtBorders(t *testing.T) {
	c := result.NewCleaner([]string{"hunter2hunter2", "pässwört-日本", "first-line\r\nsecond-line", "short", "        "})
	for in, want := range map[string]string{
		"hunter2hunter2":                            "***",
		"hunter2hunter2\r\n":                        "***\n",
		"\r\nhunter2hunter2":                        "\n***",
		"xhunter2hunter2x":                          "x***x",
		"hunter2hunter2hunter2hunter2":              "***",
		"hunter2hunter2 hunter2hunter2":             "*** ***",
		"hunter2hunter":                             "hunter2hunter",
		"\x1b[1mhunter2hunter2\x1b[0m":              "***",
		"hunter2\x1b[0m\x1b[1mhunter2":              "***",
		"hunter2\x00hun\u202eter2":                  "***",
		"hunter2\x1b]0;a title\ahunter2":            "***",
		"日pässwört-日本本":                             "日***本",
		"p\x1b[31mässwört-日\x1b[0m本":                "***",
		"pässwört-日":                                "pässwört-日",
		"first-line\nsecond-line":                   "***",
		"first-line\r\nsecond-line":                 "***",
		"first-line, then second-line":              "***, then ***",
		"short and        long":                     "short and        long",
		"\xffhunter2hunter2\xff":                    "\uFFFD***\uFFFD",
		"hunter2hunter2" + cucumber.RestLeftOut:     "***" + cucumber.RestLeftOut,
		"pässwört-\n" + cucumber.LeftOut(7) + "\n本": "***\n" + cucumber.LeftOut(7) + "\n***",
	} {
		got := c.Text(in)
		if got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
		if again := c.Text(got); again != got {
			t.Errorf("%q is %q when cleaned again", got, again)
		}
	}
}

// TestLineOfManyLines: line ends of any kind become one space, and a nil cleaner cleans as well.
func TestLineOfManyLines(t *testing.T) {
	var none *result.Cleaner
	for _, end := range []string{"\n", "\r\n", "\r", "\u2028", "\u2029", "\t", " \r\n\t ", "\x1b[0m\r\n"} {
		if got := none.Line(end + "naïve" + end + "日本" + end); got != "naïve 日本" {
			t.Errorf("%q: %q", end, got)
		}
	}
}

// TestCapOfCharacters: at any size the parts are whole characters of the beginning and the end, and the mark counts the rest.
func TestCapOfCharacters(t *testing.T) {
	for _, letter := range []string{"a", "é", "日", "🐋", "e\u0301"} {
		text := strings.Repeat(letter, 60)
		for size := range len(text) + 2 {
			got := result.Cap(text, size)
			if len(text) <= size {
				if got != text {
					t.Errorf("%q at %d bytes: %q", letter, size, got)
				}
				continue
			}
			head, rest, _ := strings.Cut(got, "\n")
			mark, tail, found := strings.Cut(rest, "\n")
			left := len(text) - len(head) - len(tail)
			if !found || !utf8.ValidString(got) || !strings.HasPrefix(text, head) || !strings.HasSuffix(text, tail) {
				t.Errorf("%q at %d bytes: %q", letter, size, got)
			}
			if mark != cucumber.LeftOut(left) || len(got) > max(size, len(mark)+2) {
				t.Errorf("%q at %d bytes: %d bytes, %d left out: %s", letter, size, len(got), left, mark)
			}
		}
	}
}

// TestShortAtEveryPlace: a secret of several bytes a letter shows no part of itself, wherever the cut goes through it.
func TestShortAtEveryPlace(t *testing.T) {
	c := result.NewCleaner([]string{"pässwört-日本"})
	for before := range 80 {
		text := strings.Repeat("x", before) + "\x1b[31mpässwört\x1b[0m-日本\r\n" + strings.Repeat("é", 60)
		for _, size := range []int{0, 1, 29, 50, 64, 80, 100, 1000} {
			for kind, got := range map[string]string{"text": c.Short(text, size), "line": c.ShortLine(text, size)} {
				if !utf8.ValidString(got) || strings.ContainsAny(got, "päsört日本\r\x1b") && !onlyMark(got) {
					t.Errorf("%s of %d bytes, %d before: %q", kind, size, before, got)
				}
			}
		}
	}
}

// onlyMark reports whether a text has no letters of the secret but those of the mark.
func onlyMark(text string) bool {
	for n := range 300 {
		text = strings.ReplaceAll(text, cucumber.LeftOut(n), "")
	}
	return !strings.ContainsAny(text, "päsört日本\r\x1b")
}

// TestTroubleGroups: containers that ended the same way are one trouble, whatever numbers differ; the order is that of the
// first of each.
func TestTroubleGroups(t *testing.T) {
	r := &result.Run{}
	add := func(class result.Class, exit int, evidence string) {
		r.Attempts = append(r.Attempts, result.Attempt{Unit: fmt.Sprint("u", len(r.Attempts)), Number: 1, Class: class, Exit: exit,
			Source: "messages", Evidence: evidence})
	}
	add(result.OOM, 137, "limit 512 MiB")
	add(result.Passed, 0, "")
	add(result.OOM, 137, "limit 1024 MiB")
	add(result.Timeout, 137, "limit 512 MiB")
	add(result.Lost, 0, "")
	add(result.OOM, 1, "another limit")
	add(result.Lost, 9, "")
	r.Attempts = append(r.Attempts, result.Attempt{Unit: "alone", Number: 1, Class: result.Lost, Alone: true})
	want := []string{
		"limit 512 MiB (the container ended as oom) [2 containers, the first is u0.1]",
		"limit 512 MiB (the container ended as timeout) [u3.1]",
		"the container ended as lost [2 containers, the first is u4.1]",
		"another limit (the container ended as oom) [u5.1]",
	}
	var got []string
	for _, trouble := range r.Troubles() {
		got = append(got, trouble.Sentence())
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

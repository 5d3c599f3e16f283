package result_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/result"
)

func TestCleanerText(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "Given 3 tests\n\tpassed", "Given 3 tests\n\tpassed"},
		{"other scripts and emoji", "naïve 日本 🐋 שלום", "naïve 日本 🐋 שלום"},
		{"invalid bytes", "a\xff\xfeb\xc3", "a\uFFFDb\uFFFD"},
		{"colour", "\x1b[1;31mred\x1b[0m", "red"},
		{"colour with colons", "\x1b[38:2::255:0:0mred\x1b[m", "red"},
		{"cursor and erase", "10%\x1b[2K\x1b[1Gdone\x1b[?25h", "10%done"},
		{"one-character introducer", "\u009b31mred\u009b0m", "red"},
		{"window title", "\x1b]0;title\abody", "body"},
		{"link", "\x1b]8;;https://example.org\x1b\\text\x1b]8;;\x1b\\", "text"},
		{"link in one-character form", "\u009d8;;x\u009ctext", "text"},
		{"device control", "\x1bPq#0;2\x1b\\after", "after"},
		{"character set", "\x1b(Bok\x1b7\x1b=", "ok"},
		{"title without an end", "\x1b]0;title\nnext", "0;title\nnext"},
		{"title cut by a colour", "\x1b]0;title\x1b[0mnext", "0;titlenext"},
		{"sequence cut by the end", "ok\x1b[31", "ok"},
		{"sequence cut by a line break", "ok\x1b[31\nnext", "ok\nnext"},
		{"escape alone", "a\x1b\nb\x1b", "a\nb"},
		{"escape of an escape", "\x1b\x1b[31mred", "red"},
		{"line ends", "a\r\nb\rc\n", "a\nb\nc\n"},
		{"separators", "a\u2028b\u2029c", "a\nb\nc"},
		{"controls", "a\x00b\x08c\x0bd\x7fe\u0085f", "abcdef"},
		{"not in XML", "a\ufffeb\uffffc", "abc"},
		{"bidirectional overrides", "a\u202eb\u2066c\u2069", "abc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var c *result.Cleaner
			if diff := cmp.Diff(tt.want, c.Text(tt.in)); diff != "" {
				t.Errorf("Text(%q) (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestCleanerLine(t *testing.T) {
	c := result.NewCleaner([]string{"pass word 123"})
	tests := []struct{ name, in, want string }{
		{"one line", "  a\tb\r\n c  d\n", "a b c d"},
		{"colour between spaces", "a \x1b[31m b", "a b"},
		{"secret over two lines", "is pass\n  word 123.", "is ***."},
		{"nothing", " \n\t", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := c.Line(tt.in); got != tt.want {
				t.Errorf("Line(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestCleanerMasksSecrets(t *testing.T) {
	tests := []struct {
		name    string
		secrets []string
		in      string
		want    string
	}{
		{"in a sentence", []string{"hunter2hunter2"}, "it is hunter2hunter2.", "it is ***."},
		{"too short", []string{"hunter2"}, "it is hunter2.", "it is hunter2."},
		{"eight characters, not bytes", []string{"ééééééé", "éééééééé"}, "ééééééé éééééééé", "ééééééé ***"},
		{"several lines", []string{"first line\nlast\n"}, "first line\nlast\n", "***"},
		{"one of several lines", []string{"-----BEGIN KEY-----\n  MIIEpAIBAAKCAQEA\nab\n"}, "MIIEpAIBAAKCAQEA ab", "*** ab"},
		{"lines that end as on Windows", []string{"first line\r\nother line"}, "first line\nother line", "***"},
		{"longest first", []string{"password", "password-of-bob"}, "password-of-bob", "***"},
		{"overlapping", []string{"abcdefghij", "ghijklmnop"}, "abcdefghijklmnop", "***"},
		{"overlapping itself", []string{"abababab"}, "ababababab", "***"},
		{"coloured inside", []string{"hunter2hunter2"}, "hunter2\x1b[31mhunter2", "***"},
		{"control character inside", []string{"hunter2hunter2"}, "hunter2\x00\u202ehunter2", "***"},
		{"made of masks", []string{"hunter2hunter2", "***12345"}, "hunter2hunter212345", "***"},
		{"blank", []string{"           "}, "a           b", "a           b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := result.NewCleaner(tt.secrets).Text(tt.in); got != tt.want {
				t.Errorf("Text(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzCleaner(f *testing.F) {
	f.Add("\x1b[31mred\x1b[0m hunter2hunter2\r\n\xff\u202e]]>", "hunter2hunter2")
	f.Add("********12345***", "***12345")
	f.Add("\x1b]0;t\x1b[\u009d\u009c\x1b", "first line\r\nother line")
	f.Add("a b  c d e f", "a b c d e")
	f.Fuzz(func(t *testing.T, text, secret string) {
		var open *result.Cleaner
		c := result.NewCleaner([]string{secret, "another secret"})
		for name, clean := range map[string]func(string) string{"Text": c.Text, "Line": c.Line} {
			got := clean(text)
			if again := clean(got); again != got {
				t.Errorf("%s is not idempotent: %q, then %q", name, got, again)
			}
			if known := open.Text(secret); isSecret(known) && strings.Contains(got, known) {
				t.Errorf("%s(%q) = %q contains the secret %q", name, text, got, known)
			}
			checkLegal(t, got)
		}
		if got := c.Line(text); strings.ContainsAny(got, "\n\t") || strings.Contains(got, "  ") {
			t.Errorf("Line(%q) = %q is not one line of single spaces", text, got)
		}
	})
}

func isSecret(value string) bool {
	return utf8.RuneCountInString(value) >= 8 && strings.TrimSpace(value) != ""
}

// checkLegal asks the decoder of encoding/xml, which refuses what XML 1.0 does not allow.
func checkLegal(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("%q is not valid UTF-8", s)
	}
	data := strings.ReplaceAll(s, "]]>", "]] >")
	decoder := xml.NewDecoder(strings.NewReader("<a><![CDATA[" + data + "]]></a>"))
	for {
		switch _, err := decoder.Token(); err {
		case nil:
		case io.EOF:
			return
		default:
			t.Fatalf("%q is not legal in XML: %v", s, err)
		}
	}
}

func ExampleCleaner() {
	c := result.NewCleaner([]string{"correct horse"})
	fmt.Println(c.Line("\x1b[31mlogin\x1b[0m with correct horse\nrefused"))
	// Output: login with *** refused
}

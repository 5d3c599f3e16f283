package mask

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"html"
	"io"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// masked writes pieces and returns what comes out. It fails the test if the length changes.
func masked(t *testing.T, m *Mask, pieces ...string) string {
	t.Helper()
	var out bytes.Buffer
	w := m.Writer(&out, nil)
	for _, piece := range pieces {
		if n, err := w.Write([]byte(piece)); n != len(piece) || err != nil {
			t.Fatalf("Write: %d, %v", n, err)
		}
	}
	if _, err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if want := len(strings.Join(pieces, "")); out.Len() != want {
		t.Errorf("%d bytes in, %d out: %q", want, out.Len(), out.String())
	}
	return out.String()
}

func TestMask(t *testing.T) {
	for name, tt := range map[string]struct {
		secrets  []string
		in, want string
	}{
		"in a sentence":          {[]string{"hunter2hunter2"}, "it is hunter2hunter2.", "it is **************."},
		"too short":              {[]string{"hunter2", "hunter2hunter2"}, "it is hunter2.", "it is hunter2."},
		"characters, not bytes":  {[]string{"ééééééé", "éééééééé"}, "ééééééé éééééééé", "ééééééé ****************"},
		"one of several lines":   {[]string{"-----BEGIN KEY-----\n  MIIEpAIBAAKCAQEA\nab\n"}, "MIIEpAIBAAKCAQEA ab", "**************** ab"},
		"lines that end in CRLF": {[]string{"first line\r\nlast"}, "first line\nlast.", "***************."},
		"lines of a terminal":    {[]string{"first line\nlast"}, "first line\r\nlast.", "****************."},
		"one in another":         {[]string{"password", "password-of-bob"}, "password-of-bob", "***************"},
		"overlapping":            {[]string{"abcdefghij", "ghijklmnop"}, "abcdefghijklmnop", "****************"},
		"overlapping itself":     {[]string{"abababab"}, "ababababab", "**********"},
		"twice":                  {[]string{"abcdefgh"}, "abcdefghabcdefgh", "****************"},
		"only begun":             {[]string{"abcdefgh"}, "abcdefg", "abcdefg"},
		"begun twice":            {[]string{"aaaaaaab"}, "aaaaaaaab", "a********"},
		"bytes of no text":       {[]string{"abcdefgh"}, "\xff\x00abcdefgh\xfe", "\xff\x00********\xfe"},
	} {
		t.Run(name, func(t *testing.T) {
			m := New(tt.secrets)
			if got := masked(t, m, tt.in); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
			if got := masked(t, m, strings.Split(tt.in, "")...); got != tt.want {
				t.Errorf("by bytes: %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNothingToMask(t *testing.T) {
	if m := New([]string{"short", "", "           "}); m != nil {
		t.Errorf("%+v", m.forms)
	}
}

// TestForms: a value is covered as encoders write it, and what holds it stays well-formed.
func TestForms(t *testing.T) {
	const value = `p"ä/s\s <wörd> & 'x'+1=💥` + "\nsecond line"
	m := New([]string{value})
	marshal := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	var escaped bytes.Buffer
	if err := xml.EscapeText(&escaped, []byte(value)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"plain":                value,
		"Go's JSON":            marshal(value),
		"JSON in JSON":         marshal(marshal(value)),
		"JavaScript's JSON":    `"p\"ä/s\\s <wörd> & 'x'+1=💥\nsecond line"`,
		"Python's JSON":        `"p\"\u00e4/s\\s <w\u00f6rd> & 'x'+1=\ud83d\udca5\nsecond line"`,
		"PHP's JSON":           `"p\"\u00e4\/s\\s <w\u00f6rd> & 'x'+1=\ud83d\udca5\nsecond line"`,
		"Gson":                 `"p\"ä/s\\s \u003cwörd\u003e \u0026 \u0027x\u0027+1\u003d💥\nsecond line"`,
		"Go's XML":             escaped.String(),
		"HTML":                 html.EscapeString(value),
		"attribute":            `p&quot;ä/s\s &lt;wörd&gt; &amp; &apos;x&apos;+1=💥&#10;second line`,
		"query":                url.QueryEscape(value),
		"path":                 url.PathEscape(value),
		"encodeURIComponent":   `p%22%C3%A4%2Fs%5Cs%20%3Cw%C3%B6rd%3E%20%26%20'x'%2B1%3D%F0%9F%92%A5%0Asecond%20line`,
		"shell":                `'p"ä/s\s <wörd> & '\''x'\''+1=💥` + "\nsecond line'",
		"hexadecimal":          hex.EncodeToString([]byte(value)),
		"base64 of JSON":       base64.StdEncoding.EncodeToString([]byte(`{"a":` + marshal(value) + "}")),
		"base64":               base64.StdEncoding.EncodeToString([]byte(value)),
		"base64 with one more": base64.StdEncoding.EncodeToString([]byte("u" + value)),
		"basic authentication": base64.StdEncoding.EncodeToString([]byte("me:" + value + "!")),
		"base64 for URLs":      base64.RawURLEncoding.EncodeToString([]byte("me2:" + value)),
	} {
		t.Run(name, func(t *testing.T) {
			got := masked(t, m, text)
			for _, part := range []string{"rd", "seco", "line"} {
				if strings.Contains(got, part) || strings.Contains(got, hex.EncodeToString([]byte(part))) {
					t.Errorf("%q of %q", got, text)
				}
			}
			if strings.HasPrefix(text, `"`) && !json.Valid([]byte(got)) {
				t.Errorf("no JSON: %s", got)
			}
			checkBase64(t, name, got)
		})
	}
}

// checkBase64: what is covered in base64 can be decoded, and shows no more than a part of the first and the last character.
func checkBase64(t *testing.T, name, got string) {
	t.Helper()
	encoding := base64.StdEncoding
	switch name {
	case "base64 for URLs":
		encoding = base64.RawURLEncoding
	case "base64", "base64 of JSON", "base64 with one more", "basic authentication":
	default:
		return
	}
	plain, err := encoding.DecodeString(got)
	if err != nil || bytes.Count(plain, []byte(star)) < 40 || bytes.Contains(plain, []byte("rd")) || bytes.Contains(plain, []byte("sec")) {
		t.Errorf("%q, %v", plain, err)
	}
}

// TestMostIsWrittenAtOnce: only what could be the beginning of a secret is held back, so a log can be followed.
func TestMostIsWrittenAtOnce(t *testing.T) {
	var out bytes.Buffer
	w := New([]string{"correct-horse", strings.Repeat("long ", 1000)}).Writer(&out, nil)
	for _, step := range []struct{ in, out string }{
		{"a line\n", "a line\n"}, {"it is correct", "it is "}, {"-horse", "*************"}, {"corr", ""}, {"ode\n", "corrode\n"},
	} {
		if _, err := w.Write([]byte(step.in)); err != nil || out.String() != step.out {
			t.Errorf("%q: %q, %v", step.in, out.String(), err)
		}
		out.Reset()
	}
}

// TestCut: the beginning of a secret before a cut is covered.
func TestCut(t *testing.T) {
	for in, want := range map[string]string{"it is hunter2": "it is *******", "it is h": "it is h", "it is": "it is"} {
		var out bytes.Buffer
		w := New([]string{"hunter2hunter2"}).Writer(&out, nil)
		if _, err := w.Write([]byte(in)); err != nil {
			t.Fatal(err)
		}
		if err := w.Cut(); err != nil || out.String() != want {
			t.Errorf("%q: %q, %v", in, out.String(), err)
		}
	}
}

// FuzzWriter: the output is the input with every secret covered, however it is divided.
func FuzzWriter(f *testing.F) {
	f.Add("it is hunter2hunter2.", "hunter2hunter2", uint8(3))
	f.Add("aaaaaaaaab aaaaaaab", "aaaaaaab", uint8(1))
	f.Add("abcdefghijklmnopabcdefghi", "abcdefghij", uint8(5))
	f.Add(`\u0022\n"12345678"MTIzNDU2Nzg`, "12345678", uint8(7))
	f.Fuzz(func(t *testing.T, text, secret string, size uint8) {
		m := New([]string{secret, "abcdefghij", "ghijklmnop"})
		var pieces []string
		for piece := range slices.Chunk([]byte(text), int(size)+1) {
			pieces = append(pieces, string(piece))
		}
		hidden, got := NewHidden(), bytes.Buffer{}
		w := m.Writer(&got, hidden.In("f"))
		for _, piece := range pieces {
			if _, err := w.Write([]byte(piece)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if want := coveredAtOnce(m, text); got.String() != want {
			t.Errorf("%q, want %q", got.String(), want)
		}
		(&uncoveredFile{hits: hidden.files["f"]}).restore(got.Bytes())
		if got.String() != text {
			t.Errorf("%q is restored to %q", text, got.String())
		}
	})
}

// coveredAtOnce covers every form in the whole text, without the search and the buffers of a Writer.
func coveredAtOnce(m *Mask, text string) string {
	out, covered := []byte(text), make([]bool, len(text))
	for _, f := range m.forms {
		for at := range text {
			if strings.HasPrefix(text[at:], f.text) {
				coverAt(out, covered, at, f.cover)
			}
		}
	}
	return string(out)
}

func coverAt(out []byte, covered []bool, at int, cover string) {
	for i := range len(cover) {
		if !covered[at+i] || cover[i] < out[at+i] {
			out[at+i], covered[at+i] = cover[i], true
		}
	}
}

// FuzzReplaceAll: of one secret that does not overlap itself, the output is what bytes.ReplaceAll makes of the whole.
func FuzzReplaceAll(f *testing.F) {
	f.Add("it is hunter2-hunter2.", uint8(3))
	f.Fuzz(func(t *testing.T, text string, size uint8) {
		const secret = "hunter2-hunter3"
		if strings.Contains(text, "aHVu") || strings.Contains(strings.ToLower(text), "68756e746572") {
			return // the beginning of it in base64 or in hexadecimal digits
		}
		text = strings.ReplaceAll(text, "SECRET", secret)
		var pieces []string
		for piece := range slices.Chunk([]byte(text), int(size)+1) {
			pieces = append(pieces, string(piece))
		}
		want := strings.ReplaceAll(text, secret, strings.Repeat("*", len(secret)))
		if got := masked(t, New([]string{secret}), pieces...); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	})
}

// TestConstantMemory: what a Writer takes does not grow with what passes it.
func TestConstantMemory(t *testing.T) {
	w := New([]string{"correct-horse", strings.Repeat("long ", 1000)}).Writer(io.Discard, nil)
	piece := []byte(strings.Repeat("a line with long correct-horse and long correct\n", 700))
	allocated := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := allocated()
	for range 2000 { // 67 MB
		if _, err := w.Write(piece); err != nil {
			t.Fatal(err)
		}
	}
	runtime.GC()
	if after := allocated(); after > before+1<<20 {
		t.Errorf("%d bytes", after-before)
	}
}

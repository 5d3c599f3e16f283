package official_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/official"
)

func write(t testing.TB, title, messages string) string {
	t.Helper()
	var out strings.Builder
	if err := official.Write(&out, title, strings.NewReader(messages)); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// holder is the script element with the messages.
var holder = regexp.MustCompile(`(?s)<script>(\nwindow\.CUCUMBER_MESSAGES = \[(.*?)\];\n)</script>`)

// messagesOf returns the messages that a page holds, as a browser does.
func messagesOf(t testing.TB, page string) []any {
	t.Helper()
	found := holder.FindStringSubmatch(page)
	if found == nil {
		t.Fatal("the page has no script with messages")
	}
	var all []any
	if err := json.Unmarshal([]byte("["+found[2]+"]"), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestWrite: a page holds every message of real streams, unchanged.
func TestWrite(t *testing.T) {
	streams, err := filepath.Glob("../stream/testdata/*.ndjson")
	if err != nil || len(streams) < 7 {
		t.Fatalf("%d streams: %v", len(streams), err)
	}
	for _, name := range streams {
		stream, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var want []any
		for decoder := json.NewDecoder(bytes.NewReader(stream)); ; {
			var one any
			if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			want = append(want, one)
		}
		if diff := cmp.Diff(want, messagesOf(t, write(t, "shop", string(stream)))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestPolicyAllowsThePage: the policy allows the two scripts of the page by their digests, and no other.
func TestPolicyAllowsThePage(t *testing.T) {
	for _, messages := range []string{"", `{"meta":{}}`, "{}\n{}\n\n{}\n"} {
		page := write(t, "shop", messages)
		policy := regexp.MustCompile(`script-src ([^;]*);`).FindStringSubmatch(page)[1]
		var want []string
		for _, content := range regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllStringSubmatch(page, -1) {
			sum := sha256.Sum256([]byte(content[1]))
			want = append(want, fmt.Sprintf("'sha256-%s'", base64.StdEncoding.EncodeToString(sum[:])))
		}
		if diff := cmp.Diff(strings.Join(want, " "), policy); diff != "" || len(want) != 2 {
			t.Errorf("%q: %d scripts: %s", messages, len(want), diff)
		}
	}
}

// TestLicence: the page that is handed on has the licences of what is in it.
func TestLicence(t *testing.T) {
	page := write(t, "", "")
	for _, words := range []string{"SmartBear Software and contributors", "Permission is hereby granted", "Meta Platforms", "Font Awesome Free"} {
		if !strings.Contains(page, words) {
			t.Errorf("%q is missing", words)
		}
	}
	if strings.Contains(page[:strings.Index(page, "<script>")], "{{") {
		t.Error("a place of the template is not filled")
	}
}

func hostile() []string {
	return []string{
		"", "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "<!--<script>", "-->", "</title><svg onload=alert(1)>", "]];alert(1)//",
		"\u2028\u2029", "{{title}}{{digest}}{{messages}}", `\u003c/script>`, `"`, `\`, "&lt;", "\x00", "\xff",
	}
}

// TestNothingOfASuiteIsMarkup: whatever a suite writes, the page has the same tags.
func TestNothingOfASuiteIsMarkup(t *testing.T) {
	plain := tags(write(t, "", named("")))
	for _, word := range hostile() {
		if diff := cmp.Diff(plain, tags(write(t, word, named(word)))); diff != "" {
			t.Errorf("%q: %s", word, diff)
		}
	}
}

// named is a stream in which a word stands.
func named(word string) string {
	text, err := json.Marshal(map[string]any{"pickle": map[string]any{"name": word, word: word}})
	if err != nil {
		panic(err)
	}
	return string(text)
}

// tags lists what opens a tag or a comment before the formatter's own script.
func tags(page string) []string {
	own, _, _ := strings.Cut(page, "/*! For license information")
	return regexp.MustCompile(`<[/!a-zA-Z][^\s>]*`).FindAllString(own, -1)
}

func FuzzWrite(f *testing.F) {
	for _, word := range hostile() {
		f.Add(word, named(word))
	}
	plain := tags(write(f, "", named("")))
	f.Fuzz(func(t *testing.T, title, messages string) {
		var out strings.Builder
		if err := official.Write(&out, title, strings.NewReader(messages)); err != nil {
			return // no messages
		}
		if diff := cmp.Diff(plain, tags(out.String())); diff != "" {
			t.Errorf("%q, %q: %s", title, messages, diff)
		}
		messagesOf(t, out.String())
	})
}

// TestBrokenMessages: what is no JSON never gets into a script.
func TestBrokenMessages(t *testing.T) {
	for _, messages := range []string{"alert(1)", `{"meta":{}}` + "\n];alert(1)//", `{"meta":`, "{}]"} {
		var out strings.Builder
		if err := official.Write(&out, "", strings.NewReader(messages)); err == nil || out.Len() > 0 {
			t.Errorf("%s: %v, and %d bytes are written", messages, err, out.Len())
		}
	}
}

// TestMemory: a stream of 40 MB needs no more memory than a short one.
func TestMemory(t *testing.T) {
	line := []byte(named(strings.Repeat("x", 64<<10)) + "\n")
	messages := &repeated{line: line, size: int64(len(line)) * 640}
	var most, writes uint64
	watch := func(p []byte) (int, error) {
		if writes++; writes%100 > 0 {
			return len(p), nil
		}
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		most = max(most, now.HeapAlloc)
		return len(p), nil
	}
	runtime.GC()
	if err := official.Write(writerFunc(watch), "", messages); err != nil {
		t.Fatal(err)
	}
	if most > 24<<20 {
		t.Errorf("%d MiB of memory", most>>20)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// repeated is a file in which a line is repeated.
type repeated struct {
	line     []byte
	at, size int64
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.at == r.size {
		return 0, io.EOF
	}
	n := copy(p, r.line[r.at%int64(len(r.line)):])
	r.at += int64(n)
	return n, nil
}

func (r *repeated) Seek(offset int64, _ int) (int64, error) {
	r.at = offset
	return offset, nil
}

package cucumber

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// collector is a place for attachments.
type collector struct{ found []string }

type collected struct {
	*bytes.Buffer
	close func(string)
}

func (c collected) Close() error { c.close(c.String()); return nil }

func (c *collector) attach(a *Attachment) (io.WriteCloser, error) {
	return collected{&bytes.Buffer{}, func(text string) {
		c.found = append(c.found, fmt.Sprintf("%s|%s|%s|%s|%s", a.Scenario, a.Step, a.Name, a.MediaType, text))
	}}, nil
}

// TestAttachments takes attachments out of both formats, decoded, and leaves logs to the scenario.
func TestAttachments(t *testing.T) {
	const pickle = `{"pickle":{"id":"p","uri":"a.feature","name":"A","astNodeIds":["s"],"steps":[{"id":"ps","text":"I look","astNodeIds":["t"]}]}}
{"testCase":{"id":"c","pickleId":"p","testSteps":[{"id":"ts","pickleStepId":"ps"}]}}
{"testCaseStarted":{"id":"cs","testCaseId":"c"}}
`
	for name, tc := range map[string]struct {
		report string
		want   []string
		log    string
	}{
		"messages": {
			pickle + `{"attachment":{"body":"aGVsbG8=","contentEncoding":"BASE64","mediaType":"image/png","fileName":"../x.png","testCaseStartedId":"cs","testStepId":"ts"}}
{"attachment":{"body":"line\nü \ud83c\udf4e \"q\" \/","contentEncoding":"IDENTITY","mediaType":"text/plain","testCaseStartedId":"cs"}}
{"attachment":{"body":"one","contentEncoding":"IDENTITY","mediaType":"text/x.cucumber.log+plain","testCaseStartedId":"cs"}}
{"attachment":{"body":"dHdv","contentEncoding":"BASE64","mediaType":"text/x.cucumber.log+plain","testCaseStartedId":"cs"}}
{"externalAttachment":{"url":"./beside.txt","mediaType":"text/html","testCaseStartedId":"cs"}}
{"externalAttachment":{"url":"../../etc/passwd","mediaType":"text/html","testCaseStartedId":"cs"}}
{"attachment":{"body":"all","contentEncoding":"IDENTITY","mediaType":"text/plain","testRunHookStartedId":"h"}}
`,
			[]string{
				"A|||text/html|beside",
				"A|I look|../x.png|image/png|hello",
				"A|||text/plain|line\nü 🍎 \"q\" /",
				"|||text/plain|all",
			}, "one\ntwo\n",
		},
		"JSON": {
			`[{"uri":"a.feature","elements":[{"type":"scenario","name":"A","line":3,"steps":[{"keyword":"When ","name":"I look","result":{"status":"passed"},
  "output":["one","two"],"embeddings":[{"data":"aGVsbG8=","mime_type":"image/png"},{"mime_type":"text/plain","data":"plain text"},{"mime_type":"text/plain","data":"dGV4dA=="},{"data":"","mime_type":"text/plain","name":"none"}]}]}]}]`,
			[]string{"A|When I look||image/png|hello", "A|When I look||text/plain|plain text", "A|When I look||text/plain|text", "A|When I look|none|text/plain|"}, "one\ntwo\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var c collector
			report, err := Reader{Attach: c.attach}.ReadDir(fstest.MapFS{
				"r/report":     {Data: []byte(tc.report)},
				"r/beside.txt": {Data: []byte("beside")},
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, c.found); diff != "" {
				t.Error(diff)
			}
			if got := report.Scenarios[0].Log; got != tc.log {
				t.Errorf("log %q", got)
			}
		})
	}
}

// TestFolder gives each attachment a file of its own, whatever a suite calls it.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	attach := Folder(dir+"/new", strings.NewReplacer("Hunter2-Hunter2", "***").Replace)
	var paths []string
	for _, a := range []*Attachment{
		{Name: "../../etc/passwd", MediaType: "text/plain"},
		{Name: "shot.PNG", MediaType: "image/png"},
		{Name: "shot.PNG", MediaType: "image/png"},
		{Scenario: "Über <n> & Ω", MediaType: "application/json; charset=utf-8"},
		{Scenario: strings.Repeat("long ", 40), MediaType: "nonsense"},
		{},
		{Name: "of Hunter2-Hunter2.png"},
		{Scenario: "of Hunter2-Hunter2 as well"},
		{Name: "a." + strings.Repeat("x", 300), MediaType: "image/png"},
	} {
		out, err := attach(a)
		if err != nil {
			t.Fatal(err)
		}
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, a.Path)
	}
	want := []string{"001-passwd.txt", "002-shot.png", "003-shot.png", "004-ber-n.json", "005-" + strings.Repeat("long-", 9) + "long.bin", "006-attachment.bin",
		"007-of.png", "008-of-as-well.bin", "009-a.png"}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Error(diff)
	}
	entries, err := os.ReadDir(dir + "/new")
	if err != nil || len(entries) != len(want) {
		t.Errorf("%v, %v", entries, err)
	}
}

// TestLargeAttachment: what a suite attaches is never held in memory, and a string that is too long is cut with a mark.
func TestLargeAttachment(t *testing.T) {
	const size = 3 << 20
	report := `[{"uri":"a.feature","elements":[{"name":"A","line":3,"steps":[{"name":"I look","result":{"status":"failed","error_message":"` +
		strings.Repeat(`\u00e9`, size/6) + `"},"embeddings":[{"mime_type":"image/png","data":"` + strings.Repeat("aGVsbG8h", size/8) + `"}]}]}]}]`
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/r.json", []byte(report), 0o600); err != nil {
		t.Fatal(err)
	}
	var c collector
	got, err := Reader{Attach: c.attach}.ReadDir(os.DirFS(dir))
	if err != nil || !got.Complete {
		t.Fatalf("%+v, %v", got, err)
	}
	if want := "A|I look||image/png|" + strings.Repeat("hello!", size/8); len(c.found) != 1 || c.found[0] != want {
		t.Errorf("%d attachments", len(c.found))
	}
	message := got.Scenarios[0].Failure.Message
	if len(message) > maxMessage+100 || !strings.HasSuffix(message, "bytes left out …]") {
		t.Errorf("%d bytes, ending in %q", len(message), message[len(message)-40:])
	}
}

// FuzzLiterals holds that bounding strings makes no JSON of what is none, and leaves JSON what it is.
func FuzzLiterals(f *testing.F) {
	f.Add([]byte(`{"body":"a\"b","x":"\u00e9\\"}`), 3)
	f.Add([]byte("{\"data\" : \"x\n\"y\"}"), 1)
	f.Fuzz(func(t *testing.T, data []byte, step int) {
		out, err := io.ReadAll(newLiterals(slow{bytes.NewReader(data), max(1, step%7)}))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte("body")) || bytes.Contains(data, []byte("data")) {
			return
		}
		if !bytes.Equal(out, data) {
			t.Errorf("%q became %q", data, out)
		}
	})
}

// slow reads a few bytes at a time.
type slow struct {
	in   io.Reader
	step int
}

func (s slow) Read(p []byte) (int, error) { return s.in.Read(p[:min(len(p), s.step)]) }

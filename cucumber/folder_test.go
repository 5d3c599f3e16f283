package cucumber

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestAttachmentsOfOneAttemptAreBounded: a report can name one large file many times. What fits is kept, and one note says
// that the rest is not.
func TestAttachmentsOfOneAttemptAreBounded(t *testing.T) {
	const wanted = 9
	var report strings.Builder
	report.WriteString(`{"pickle":{"id":"p","uri":"a.feature","name":"A","astNodeIds":["s"],"steps":[]}}
{"testCase":{"id":"c","pickleId":"p","testSteps":[]}}
{"testCaseStarted":{"id":"cs","testCaseId":"c"}}
`)
	for range wanted {
		report.WriteString(`{"externalAttachment":{"url":"large.bin","mediaType":"image/png","testCaseStartedId":"cs"}}` + "\n")
	}
	report.WriteString(`{"attachment":{"body":"log","contentEncoding":"IDENTITY","mediaType":"text/x.cucumber.log+plain","testCaseStartedId":"cs"}}
{"testCaseFinished":{"testCaseStartedId":"cs"}}
{"testRunFinished":{"success":true}}
`)
	from := t.TempDir()
	for name, text := range map[string]string{"r.ndjson": report.String(), "large.bin": "1234567890"} {
		if err := os.WriteFile(from+"/"+name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		left space
		kept int
		note string
	}{
		"all":     {space{files: wanted, bytes: 10 * wanted}, wanted, "[]"},
		"bytes":   {space{files: wanted, bytes: 35}, 3, "too large: the limit for attachments"},
		"files":   {space{files: 4, bytes: 1000}, 4, "number 5: the limit for attachments"},
		"nothing": {space{}, 0, "number 1: the limit for attachments"},
	} {
		to := t.TempDir()
		read, err := Reader{Attach: folder(to, func(s string) string { return s }, test.left)}.ReadDir(os.DirFS(from))
		if err != nil {
			t.Fatal(err)
		}
		kept, err := os.ReadDir(to)
		if err != nil || len(kept) != test.kept {
			t.Errorf("%s: %d files, not %d, %v", name, len(kept), test.kept, err)
		}
		named := 0
		for _, a := range read.Scenarios[0].Attachments {
			if a.Path != "" {
				named++
			}
		}
		if named != test.kept || read.Scenarios[0].Log != "log\n" {
			t.Errorf("%s: %d are named, log %q", name, named, read.Scenarios[0].Log)
		}
		if notes := fmt.Sprint(read.Notes); !strings.Contains(notes, test.note) || strings.Count(notes, "no more") > 1 {
			t.Errorf("%s: %s", name, notes)
		}
	}
}

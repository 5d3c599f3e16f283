package stream_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	messages "github.com/cucumber/messages/go/v34"

	"github.com/org/baleen-action/result"
)

// content is a large and a small attachment of bytes, and a large one of text.
func content() (large, small []byte, text string) {
	large = make([]byte, 20<<10)
	for i := range large {
		large[i] = byte(i * 7)
	}
	return large, []byte{0x89, 'P', 'N', 'G', 0, 1}, strings.Repeat("line with \"quotes\"\n", 2000)
}

// withAttachments is a run whose first scenario attached them.
func withAttachments(t *testing.T) *fixture {
	t.Helper()
	large, small, text := content()
	f := newFixture(t, "cucumber-js")
	source, report := jsFile(t, "passing")
	f.plan("features/passing.feature", source)
	binary := func(b []byte) string {
		return fmt.Sprintf(`"body":%q,"contentEncoding":"BASE64","mediaType":"image/png","fileName":"shot.png"`, base64.StdEncoding.EncodeToString(b))
	}
	a := container("passing", 1, "features/passing.feature")
	a.Class, a.Exit = result.Passed, 0
	f.record(a, map[string]string{"m.ndjson": attached(report, binary(small), binary(large),
		fmt.Sprintf(`"body":%q,"contentEncoding":"IDENTITY","mediaType":"text/plain"`, text),
		`"body":"said","contentEncoding":"IDENTITY","mediaType":"text/x.cucumber.log+plain"`,
		`"body":"","contentEncoding":"IDENTITY","mediaType":"video/mp4","url":"https://example.com/video.mp4"`)})
	return f
}

// attachments are those of a stream.
func attachments(t *testing.T, text string) []*messages.Attachment {
	t.Helper()
	check(t, text)
	var out []*messages.Attachment
	for _, e := range parse(t, text) {
		if e.Attachment != nil {
			out = append(out, e.Attachment)
		}
	}
	if len(out) != 5 {
		t.Fatalf("%d attachments, want 5", len(out))
	}
	return out
}

// TestAttachments: small ones stand in the stream, and large ones are the files that were made of them.
func TestAttachments(t *testing.T) {
	large, small, text := content()
	f := withAttachments(t)
	got := attachments(t, f.text())
	if decoded, err := base64.StdEncoding.DecodeString(got[0].Body); err != nil || string(decoded) != string(small) || got[0].Url != "" {
		t.Errorf("the small one is %+v", got[0])
	}
	for i, want := range map[int]string{1: string(large), 2: text} {
		file, err := os.ReadFile(filepath.Join(f.dir, filepath.FromSlash(got[i].Url)))
		if err != nil || string(file) != want || got[i].Body != "" {
			t.Errorf("attachment %d is %q: %v", i, got[i].Url, err)
		}
	}
	if got[3].Body != "said" || got[4].Url != "https://example.com/video.mp4" {
		t.Errorf("the log is %+v, the video %+v", got[3], got[4])
	}
}

// TestEmbed: all that the run has stands in the stream, but not what is elsewhere.
func TestEmbed(t *testing.T) {
	large, _, text := content()
	f := withAttachments(t)
	f.embed = true
	got := attachments(t, f.text())
	if decoded, err := base64.StdEncoding.DecodeString(got[1].Body); err != nil || string(decoded) != string(large) || got[1].Url != "" {
		t.Errorf("the large one is not embedded: %v, %q", err, got[1].Url)
	}
	if got[2].Body != text || got[2].ContentEncoding != messages.AttachmentContentEncoding_IDENTITY {
		t.Errorf("the text is not embedded: %q", got[2].Url)
	}
	if got[4].Url != "https://example.com/video.mp4" {
		t.Errorf("the video is %+v", got[4])
	}
}

// TestAttachmentsOfModel: a runner that writes no messages attaches, too.
func TestAttachmentsOfModel(t *testing.T) {
	f := ran(t, recorded{"behave", "behave", "behave", []string{"json"}})
	write(t, filepath.Join(f.dir, "artifacts/passing.1/001-shot.png"), "\x89PNG\x00")
	write(t, filepath.Join(f.dir, "artifacts/passing.1/002-page.html"), strings.Repeat("<p>", 10_000))
	if err := os.Symlink("/etc/passwd", filepath.Join(f.dir, "artifacts/passing.1/003-evil.txt")); err != nil {
		t.Fatal(err)
	}
	s := &f.run.File("features/passing.feature").Scenarios[0]
	s.Attachments = []string{"artifacts/passing.1/001-shot.png", "artifacts/passing.1/002-page.html", "artifacts/passing.1/003-evil.txt", "artifacts/gone.png"}
	var got []string
	for _, e := range parse(t, f.text()) {
		if e.Attachment != nil && e.Attachment.MediaType != "text/x.cucumber.log+plain" {
			got = append(got, e.Attachment.FileName+" "+e.Attachment.MediaType+" "+e.Attachment.Url)
		}
	}
	want := "[001-shot.png image/png  002-page.html text/html artifacts/passing.1/002-page.html]"
	if fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}

// TestTextOfPictures: readers show a picture from base64 only, and text that was base64 stays so, with its secrets masked.
func TestTextOfPictures(t *testing.T) {
	const secret = "hunter2-hunter2"
	svg := "<svg><!-- " + secret + " --></svg>"
	for _, one := range []struct{ media, encoding, body string }{
		{"image/svg+xml", "IDENTITY", svg},
		{"application/json", "BASE64", base64.StdEncoding.EncodeToString([]byte(svg))},
	} {
		f := newFixture(t, "cucumber-js")
		f.clean = result.NewCleaner([]string{secret})
		source, report := jsFile(t, "passing")
		f.plan("features/passing.feature", source)
		f.record(container("passing", 1, "features/passing.feature"), map[string]string{"m.ndjson": attached(report,
			fmt.Sprintf(`"body":%q,"contentEncoding":%q,"mediaType":%q`, one.body, one.encoding, one.media))})
		for _, e := range parse(t, f.text()) {
			if e.Attachment == nil {
				continue
			}
			decoded, err := base64.StdEncoding.DecodeString(e.Attachment.Body)
			if err != nil || string(decoded) != "<svg><!-- *** --></svg>" || e.Attachment.ContentEncoding != messages.AttachmentContentEncoding_BASE64 {
				t.Errorf("%s: %+v", one.media, e.Attachment)
			}
		}
	}
}

// TestLargeTextStaysAFile: text that is too large to be searched for secrets is not embedded, wherever its characters lie.
func TestLargeTextStaysAFile(t *testing.T) {
	const name = "artifacts/passing.1/001-log.txt"
	for _, start := range []string{"", "x", "xx"} {
		f := ran(t, recorded{"behave", "behave", "behave", []string{"json"}})
		f.embed = true
		write(t, filepath.Join(f.dir, name), start+strings.Repeat("鯨", 3<<20))
		f.run.File("features/passing.feature").Scenarios[0].Attachments = []string{name}
		for _, e := range parse(t, f.text()) {
			if e.Attachment != nil && e.Attachment.FileName == "001-log.txt" && (e.Attachment.Url != name || e.Attachment.Body != "") {
				t.Errorf("after %q: %d bytes are embedded", start, len(e.Attachment.Body))
			}
		}
	}
}

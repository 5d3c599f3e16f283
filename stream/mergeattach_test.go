package stream_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/stream"
)

// TestMergeAttachments: what a node attached is in the merged report, in the stream or beside it, as the node has it.
func TestMergeAttachments(t *testing.T) {
	large, small, _ := content()
	for _, embed := range []bool{false, true} {
		f := withAttachments(t)
		f.embed = embed
		f.run.Node = &result.Node{Index: 1, Total: 1, Plan: "p"}
		write(t, filepath.Join(f.dir, stream.FileName), f.text())
		text, run := joined(t, []*fixture{f})
		check(t, text).agrees(run)
		got := attachments(t, text)
		if decoded, err := base64.StdEncoding.DecodeString(got[0].Body); err != nil || string(decoded) != string(small) {
			t.Errorf("the small one is %+v: %v", got[0], err)
		}
		found, err := base64.StdEncoding.DecodeString(got[1].Body)
		if !embed {
			found, err = os.ReadFile(filepath.Join(f.dir, filepath.FromSlash(got[1].Url)))
		}
		if err != nil || string(found) != string(large) {
			t.Errorf("embed %v: the large one is %d bytes: %v", embed, len(found), err)
		}
		if got[3].Body != "said" || got[4].Url != "https://example.com/video.mp4" {
			t.Errorf("embed %v: the log is %+v, the video %+v", embed, got[3], got[4])
		}
	}
}

// TestMaskedFiles: with masked, secrets are covered in the files of runners as well, but not with the mask of the model.
func TestMaskedFiles(t *testing.T) {
	const secret = "hunter2-hunter2"
	f := newFixture(t, "cucumber-js")
	f.clean = result.NewCleaner([]string{secret})
	source, report := jsFile(t, "failing")
	path := "features/" + secret + ".feature"
	f.plan(path, strings.ReplaceAll(source, "apples", secret))
	report = strings.ReplaceAll(strings.ReplaceAll(report, "features/failing.feature", path), "apples", secret)
	a := f.record(container("failing", 1, path), map[string]string{"m.ndjson": report})
	write(t, filepath.Join(f.dir, "raw", a.ID(), "m.ndjson"), strings.ReplaceAll(report, secret, strings.Repeat("*", len(secret))))
	text := f.text()
	check(t, text).agrees(f.run)
	if !strings.Contains(text, `"stepDefinitionIds"`) {
		t.Error("the runner's messages do not count")
	}
}

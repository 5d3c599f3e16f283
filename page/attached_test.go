package page

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/org/baleen-action/result"
)

// TestAttached: what is small is shown in place, secrets masked, as long as there is room.
func TestAttached(t *testing.T) {
	folder := t.TempDir()
	for name, size := range map[string]int{"small.txt": 10, "large.txt": textSize + 1, "small.png": 10, "large.png": imageSize + 1, "trace.zip": 10} {
		if err := os.WriteFile(filepath.Join(folder, name), bytes.Repeat([]byte("x"), size), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "secret.log"), []byte("password=hunter2hunter2"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(folder, "link.txt")); err != nil {
		t.Fatal(err)
	}
	o := Options{Folder: folder, Texts: true, Clean: result.NewCleaner([]string{"hunter2hunter2"})}
	for name, want := range map[string]attachment{
		"small.txt":  {Kind: "text", Size: 10, Text: "xxxxxxxxxx"},
		"large.txt":  {Kind: "text", Size: textSize + 1},
		"secret.log": {Kind: "text", Size: 23, Text: "password=***"},
		"small.png":  {Kind: "image", Size: 10, Data: []byte("xxxxxxxxxx")},
		"large.png":  {Kind: "image", Size: imageSize + 1},
		"trace.zip":  {Kind: "file", Size: 10},
		"link.txt":   {Kind: "text", Gone: true},
		"gone.png":   {Kind: "image", Gone: true},
	} {
		d := newDetailing(&result.Run{}, times{}, o)
		got := d.attached(name, true)
		if got.Kind != want.Kind || got.Size != want.Size || got.Text != want.Text || !bytes.Equal(got.Data, want.Data) || got.Gone != want.Gone {
			t.Errorf("%s: %+v", name, got)
		}
		d.room = room{}
		if got := d.attached(name, true); got.Text != "" || got.Data != nil {
			t.Errorf("%s is shown without room", name)
		}
		if got := d.attached(name, false); strings.HasSuffix(name, ".png") && got.Data != nil {
			t.Errorf("%s is in the page of a run that passed", name)
		}
	}
	o.Texts = false
	if got := newDetailing(&result.Run{}, times{}, o).attached("small.txt", true); got.Text != "" || got.Size != 10 {
		t.Errorf("without texts: %+v", got)
	}
}

//go:build linux || darwin

package reportdir

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/result"
)

// TestOpenRefuses: a folder that Open refuses is left exactly as it was, and the error says what to do instead.
func TestOpenRefuses(t *testing.T) {
	const other = `{"schema": 1, "id": "x", "name": "other"}`
	for name, tt := range map[string]struct {
		files map[string]string
		dir   string
		want  string
	}{
		"a user's folder":            {map[string]string{"notes.txt": "mine"}, ".", "holds files that are not Baleen's"},
		"a user's subfolder":         {map[string]string{"src/main.go": "mine"}, ".", "holds files that are not Baleen's"},
		"another program's run.json": {map[string]string{"run.json": `{"id": 7}`}, ".", "holds files that are not Baleen's"},
		"a run.json of no schema":    {map[string]string{"run.json": `{"id": "x"}`}, ".", "holds files that are not Baleen's"},
		"a run.json without an ID":   {map[string]string{"run.json": `{"schema": 1}`}, ".", "holds files that are not Baleen's"},
		"a run.json cut short":       {map[string]string{"run.json": `{"schema": 1, "id": "x"`}, ".", "holds files that are not Baleen's"},
		"a file like a temporary":    {map[string]string{"run.json.12a": "mine"}, ".", "holds files that are not Baleen's"},
		"an output folder alone":     {map[string]string{"output/a.log": "mine"}, ".", "holds files that are not Baleen's"},
		"another suite's report":     {map[string]string{"run.json": other, "output/a.log": "theirs"}, ".", `holds the report of the suite "other"`},
		"a report and a user's file": {map[string]string{"other/run.json": other, "mine": "mine"}, ".", "holds files that are not Baleen's"},
		"a file in its place":        {map[string]string{"report": "mine"}, "report", "not a directory"},
		"a file on the way":          {map[string]string{"report": "mine"}, "report/sub", "not a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			top := t.TempDir()
			for file, text := range tt.files {
				write(t, filepath.Join(top, file), text)
			}
			folder, err := Open(filepath.Join(top, tt.dir), &result.Run{Schema: result.Schema, ID: "one"})
			if err == nil {
				folder.Close()
				t.Fatal("it was opened")
			}
			refused, is := errors.AsType[Refused](err)
			if !is || !strings.Contains(refused.Error(), tt.want) || refused.Hint() == "" {
				t.Errorf("%v (%q), want %q", err, refused.Hint(), tt.want)
			}
			if diff := cmp.Diff(tt.files, filesBelow(t, top)); diff != "" {
				t.Errorf("it was changed: %s", diff)
			}
			again, err := lockFolder(top) // a refused folder must not stay locked
			if err != nil {
				t.Fatalf("it is still locked: %v", err)
			}
			again.Close()
		})
	}
}

// TestOpenTakes: everything that Baleen itself leaves behind is taken over by the next run.
func TestOpenTakes(t *testing.T) {
	const earlier = `{"schema": 1, "id": "x"}`
	kept := map[string]string{"mine.txt": "mine", "named/run.json": `{"schema": 1, "id": "y", "name": "named"}`}
	for name, files := range map[string]map[string]string{
		"nothing":                    {},
		"ignore files":               {".gitignore": "*\n", ".dockerignore": "*\n"},
		"a run that was killed":      {"run.json.1": "{", "TEST-baleen.xml.22": "<"},
		"a run and a user's file":    {"run.json": earlier, "mine.txt": "mine", "TEST-baleen.xml": "<x/>", "artifacts/u/a.png": "old"},
		"reports of named suites":    {"named/run.json": kept["named/run.json"], ".gitignore": "*\n"},
		"a report of a later schema": {"run.json": `{"schema": 99, "id": "x"}`, "raw/u/report.json": "old"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, text := range files {
				write(t, filepath.Join(dir, file), text)
			}
			run := &result.Run{Schema: result.Schema, ID: "one"}
			folder, err := Open(dir, run)
			if err != nil {
				t.Fatal(err)
			}
			defer folder.Close()
			if suite, known := SuiteOf(dir); !known || suite != "" || run.Folder == "" {
				t.Errorf("it is not a report folder: %q, %t, %q", suite, known, run.Folder)
			}
			got := filesBelow(t, dir)
			want := map[string]string{".gitignore": got[".gitignore"], ".dockerignore": got[".dockerignore"], "run.json": got["run.json"]}
			for file := range files {
				if text, stays := kept[file]; stays {
					want[file] = text
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			for _, sub := range []string{Output, Raw} {
				if info, err := os.Stat(filepath.Join(dir, sub)); err != nil || !info.IsDir() {
					t.Errorf("%s is not there: %v", sub, err)
				}
			}
		})
	}
}

// TestSuiteOfLink: a run.json that is a link may lead to a report of another folder, so it marks nothing.
func TestSuiteOfLink(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "real", "run.json"), `{"schema": 1, "id": "x", "name": "shop"}`)
	if err := os.Mkdir(filepath.Join(dir, "linked"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../real/run.json", filepath.Join(dir, "linked", "run.json")); err != nil {
		t.Fatal(err)
	}
	if name, known := SuiteOf(filepath.Join(dir, "real")); !known || name != "shop" {
		t.Errorf("%q, %t", name, known)
	}
	for _, sub := range []string{"linked", "none"} {
		if name, known := SuiteOf(filepath.Join(dir, sub)); known || name != "" {
			t.Errorf("%s: %q, %t", sub, name, known)
		}
	}
}

// TestFreeSpace: the space of a folder is known, and that of a folder that does not exist is not.
func TestFreeSpace(t *testing.T) {
	dir := t.TempDir()
	if free, ok := freeSpace(dir); !ok || free == 0 {
		t.Errorf("%d, %t", free, ok)
	}
	if _, ok := freeSpace(filepath.Join(dir, "none")); ok {
		t.Error("a folder that does not exist has space")
	}
	if err := checkSpace(filepath.Join(dir, "none")); err != nil {
		t.Errorf("a disk of unknown size is refused: %v", err)
	}
}

package reportdir

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/org/baleen-action/result"
)

// TestIgnored: git sees nothing of a report folder, which is taken for Baleen's own also after its visible files are gone.
func TestIgnored(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "baleen-report")
	run := &result.Run{Schema: result.Schema, ID: "one"}
	for range 2 {
		folder, err := Open(dir, run)
		if err != nil {
			t.Fatal(err)
		}
		folder.Close()
		for _, args := range [][]string{{"init", "--quiet"}, {"status", "--porcelain"}} {
			out, err := exec.Command("git", append([]string{"-C", top}, args...)...).CombinedOutput()
			if err != nil || len(out) > 0 {
				t.Errorf("git %s: %s, %v", args, out, err)
			}
		}
		if out, err := exec.Command("sh", "-c", "rm -r "+dir+"/*").CombinedOutput(); err != nil {
			t.Fatalf("%s, %v", out, err)
		}
	}
	write(t, filepath.Join(dir, ".gitignore"), "mine")
	folder, err := Open(dir, run)
	if err != nil {
		t.Fatal(err)
	}
	folder.Close()
	if text := readText(t, filepath.Join(dir, ".gitignore")); text != "mine" {
		t.Errorf("the user's own file is %q now", text)
	}
}

// TestHalfWritten: Open removes the temporary files of a run that was killed, and no other files.
func TestHalfWritten(t *testing.T) {
	dir := t.TempDir()
	run := &result.Run{Schema: result.Schema, ID: "one"}
	left := []string{"run.json.123", "TEST-baleen.xml.456"}
	for _, known := range []bool{false, true} {
		for _, name := range left {
			write(t, filepath.Join(dir, name), "half")
		}
		if known {
			write(t, filepath.Join(dir, "run.json.old"), "mine")
		}
		folder, err := Open(dir, run)
		if err != nil {
			t.Fatal(err)
		}
		folder.Close()
		for _, name := range left {
			if _, err := os.Lstat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s is still there: %v", name, err)
			}
		}
	}
	if text := readText(t, filepath.Join(dir, "run.json.old")); text != "mine" {
		t.Errorf("%q", text)
	}
}

func TestInNextImage(t *testing.T) {
	for name, tt := range map[string]struct {
		files map[string]string
		want  string
	}{
		"no Dockerfile":                   {nil, ""},
		"copies all":                      {map[string]string{"Dockerfile": "FROM x\nCOPY . .\n"}, "Dockerfile"},
		"copies all, in its forms":        {map[string]string{"Dockerfile": "FROM x\n  copy --chown=1:1 --link ./ /suite\n"}, "Dockerfile"},
		"copies all, as a list":           {map[string]string{"Dockerfile": "FROM x\nADD [\".\", \"/suite\"]\n"}, "Dockerfile"},
		"another Dockerfile":              {map[string]string{"Dockerfile": "FROM x\nCOPY a b\n", "Dockerfile.suite": "FROM x\nCOPY . .\n"}, "Dockerfile.suite"},
		"copies some":                     {map[string]string{"Dockerfile": "FROM x\nCOPY package.json .\nCOPY ./features ./features\n# COPY . .\n"}, ""},
		"copies of another stage":         {map[string]string{"Dockerfile": "FROM x\nCOPY --from=build . .\n"}, ""},
		"left out":                        {map[string]string{"Dockerfile": "FROM x\nCOPY . .\n", ".dockerignore": "**/baleen-report*\n"}, ""},
		"left out by name":                {map[string]string{"Dockerfile": "FROM x\nCOPY . .\n", ".dockerignore": "# reports\nsub/baleen-report/\n"}, ""},
		"left out where it matters":       {map[string]string{"Dockerfile": "FROM x\nCOPY . .\n", ".dockerignore": "sub/*/output\nsub/*/raw\n"}, ""},
		"left out in part":                {map[string]string{"Dockerfile": "FROM x\nCOPY . .\n", ".dockerignore": "**/raw\n"}, "Dockerfile"},
		"brought back":                    {map[string]string{"Dockerfile": "FROM x\nCOPY . .\n", ".dockerignore": "*\n!sub\n"}, "Dockerfile"},
		"something else left out":         {map[string]string{"Dockerfile": "FROM x\nCOPY . .\n", ".dockerignore": "node_modules\n"}, "Dockerfile"},
		"its own ignore file":             {map[string]string{"Dockerfile": "FROM x\nCOPY . .\n", ".dockerignore": "x\n", "Dockerfile.dockerignore": "sub\n"}, ""},
		"above the repository":            {map[string]string{"Dockerfile": "FROM x\nCOPY . .\n", "sub/.git/HEAD": ""}, ""},
		"a folder of that name":           {map[string]string{"Dockerfile/x": "COPY . .\n"}, ""},
		"its own ignore file is not read": {map[string]string{"Dockerfile": "FROM x\nCOPY . .\n", "sub/baleen-report/.dockerignore": "*\n"}, "Dockerfile"},
	} {
		t.Run(name, func(t *testing.T) {
			top := t.TempDir()
			for file, text := range tt.files {
				write(t, filepath.Join(top, file), text)
			}
			got := strings.TrimPrefix(InNextImage(filepath.Join(top, "sub", "baleen-report")), top+"/")
			if got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

package checkout

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// git runs git in a folder, without any user's configuration.
func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "protocol.file.allow=always", "-c", "user.name=a", "-c", "user.email=a@b", "-C", dir}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "XDG_CONFIG_HOME=/nowhere")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git %q: %v", args, err)
	}
	return string(out)
}

// put writes files into a folder.
func put(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// names are what belongs to a checkout.
func names(t *testing.T, root string, skip ...string) []string {
	t.Helper()
	tree, err := Read(root, skip...)
	if err != nil {
		t.Fatal(err)
	}
	return tree.entries
}

// listed is what git itself says that it would carry.
func listed(t *testing.T, dir string) []string {
	t.Helper()
	out := git(t, dir, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
	all := strings.Split(strings.TrimSuffix(out, "\x00"), "\x00")
	all = slices.DeleteFunc(all, func(name string) bool {
		_, err := os.Lstat(filepath.Join(dir, name))
		return name == "" || err != nil
	})
	slices.Sort(all)
	return all
}

func TestTreeIsWhatGitCarries(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{
		".gitignore": "*.log\n!keep.log\n/build\ndist/\n# no rule\n\\#hash\n\\!bang\nspace\\ \ntail  \ndoc/**/x.txt\nabc/**\n**/deep\na{b,c}\nq?\n[a-c]z\ncr.txt\r\n",
		"a.log":      "", "keep.log": "", "build/x": "", "sub/build/x": "", "dist/x": "", "sub/dist/y": "", "dist.txt": "",
		"#hash": "", "!bang": "", "space ": "", "space": "", "tail": "", "doc/x.txt": "", "doc/a/b/x.txt": "", "doc/y.txt": "",
		"abc/x": "", "sub/abc/x": "", "deep": "", "sub/deep/z": "", "a{b,c}": "", "ab": "", "qq": "", "bz": "", "dz": "", "cr.txt": "",
		"sub/.gitignore": "!*.log\n*.tmp\n/only\n", "sub/b.log": "", "sub/c.tmp": "", "sub/only": "", "sub/sub/only": "",
		"forced/.gitignore": "*\n", "forced/in": "", "forced/out": "", "dist/forced": "", "dist/sub/forced": "", "dist/sub/not": "",
		"excluded": "", "é/ü.txt": "", "-dash": "", "new\nline": "", ".baleen-x": "", "gone": "",
	})
	git(t, dir, "init", "-q")
	put(t, dir, map[string]string{".git/info/exclude": "excluded\n"})
	git(t, dir, "add", "-f", "forced/in", "dist/forced", "dist/sub/forced", ".gitignore", "gone")
	if err := os.Remove(filepath.Join(dir, "gone")); err != nil {
		t.Fatal(err)
	}
	want := listed(t, dir)
	for _, version := range []string{"2", "3", "4"} {
		git(t, dir, "update-index", "--index-version", version)
		if version == "3" {
			git(t, dir, "add", "-N", "ab") // only then is there something that version 2 has no room for
		}
		if diff := cmp.Diff(want, names(t, dir)); diff != "" {
			t.Errorf("index version %s (git -, Baleen +):\n%s", version, diff)
		}
	}
	if diff := cmp.Diff(listed(t, filepath.Join(dir, "sub")), names(t, filepath.Join(dir, "sub"))); diff != "" {
		t.Errorf("a folder of it (git -, Baleen +):\n%s", diff)
	}
}

// TestTreeOfAnyRules compares with git over ignore files made of pieces that are easy to read wrongly.
func TestTreeOfAnyRules(t *testing.T) {
	pieces := []string{"a", "b", "ab", "*", "**", "?", "/", "/", "!", "a*", "*b", "[ab]", "[!a]", "\\a", "{a,b}", " ", "\\ ", "#", "a/**", "**/b", "/a/", "a/b", "\\"}
	random := rand.New(rand.NewPCG(1, 2))
	dir := t.TempDir()
	files := map[string]string{}
	for _, one := range []string{"a", "b", "ab", "c"} {
		for _, two := range []string{"a", "b", "ab", " ", "{a,b}"} {
			files[one+"/"+two+"x"] = ""
			files[one+"/"+two+"/b"] = ""
			files[one+"/"+two+"/a/b"] = ""
		}
		files["top"+one] = ""
	}
	put(t, dir, files)
	git(t, dir, "init", "-q")
	git(t, dir, "add", "a/ab/a/b", "b/b/b", "topa")
	for range 100 {
		ignore := map[string]string{}
		for _, at := range []string{".gitignore", "a/.gitignore"} {
			for range 1 + random.IntN(4) {
				line := ""
				for range 1 + random.IntN(4) {
					line += pieces[random.IntN(len(pieces))]
				}
				ignore[at] += line + "\n"
			}
		}
		put(t, dir, ignore)
		if diff := cmp.Diff(listed(t, dir), names(t, dir)); diff != "" {
			t.Errorf("%q (git -, Baleen +):\n%s", ignore, diff)
		}
	}
}

func TestTreeWithoutGit(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{
		".gitignore": "built\n", "built/x": "", "a.feature": "", "node_modules/x": "", "baleen-report/run.json": "", ".baleen/timings.json": "",
		"sub/.baleen/kept": "", ".baleenignore": "node_modules/\n",
	})
	if err := os.Mkdir(filepath.Join(dir, "empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	want := []string{".baleenignore", ".gitignore", "a.feature", "built", "built/x", "empty", "sub", "sub/.baleen", "sub/.baleen/kept"}
	if diff := cmp.Diff(want, names(t, dir, "baleen-report", ".baleen")); diff != "" {
		t.Error(diff)
	}
}

// TestIgnoreFile: it has the last word over what is tracked, and over what git ignores.
func TestIgnoreFile(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{
		".gitignore": "dist/\n*.tmp\n", ".baleenignore": "big\n!dist/\n", "big/tracked": "", "dist/built": "", "dist/x.tmp": "", "dist/sub/y": "", "x.tmp": "",
		"sub/.baleenignore": "!x.tmp\n", "sub/x.tmp": "",
	})
	git(t, dir, "init", "-q")
	git(t, dir, "add", "big")
	want := []string{".baleenignore", ".gitignore", "dist/built", "dist/sub/y", "sub/.baleenignore", "sub/x.tmp"}
	if diff := cmp.Diff(want, names(t, dir)); diff != "" {
		t.Error(diff)
	}
}

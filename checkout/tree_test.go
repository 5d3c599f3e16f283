package checkout

import (
	"archive/tar"
	"errors"
	"io"
	"io/fs"
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

// TestRepositoriesInside: submodules, worktrees and repositories that lie in the checkout bring what they themselves carry.
func TestRepositoriesInside(t *testing.T) {
	lib, dir := t.TempDir(), t.TempDir()
	put(t, lib, map[string]string{".gitignore": "*.o\n", "lib.c": "", "forced.o": ""})
	git(t, lib, "init", "-q")
	git(t, lib, "add", "-f", ".")
	git(t, lib, "commit", "-qm", "lib")
	git(t, dir, "init", "-q")
	git(t, dir, "submodule", "--quiet", "add", lib, "lib")
	put(t, dir, map[string]string{"lib/x.o": "", "lib/y.c": "", "x.o": "", ".git/info/exclude": "secret\n"})
	want := []string{".gitmodules", "lib/.gitignore", "lib/forced.o", "lib/lib.c", "lib/y.c", "x.o"}
	if diff := cmp.Diff(want, names(t, dir)); diff != "" {
		t.Errorf("submodule: %s", diff)
	}
	git(t, dir, "commit", "-qm", "all")
	tree := filepath.Join(t.TempDir(), "tree")
	git(t, dir, "worktree", "add", "-q", tree)
	put(t, tree, map[string]string{"secret": "", "new": ""})
	if diff := cmp.Diff([]string{".gitmodules", "new"}, names(t, tree)); diff != "" {
		t.Errorf("worktree: %s", diff)
	}
}

func TestAnIndexThatCannotBeReadIsAnError(t *testing.T) {
	for name, text := range map[string]string{"none": "x", "of version 9": "DIRC\x00\x00\x00\x09\x00\x00\x00\x00", "cut": "DIRC\x00\x00\x00\x02\x00\x00\x00\x01abc"} {
		dir := t.TempDir()
		put(t, dir, map[string]string{".git/index": text})
		if _, err := Read(dir); !errors.Is(err, errIndex) {
			t.Errorf("%s: %v", name, err)
		}
	}
	dir := t.TempDir()
	put(t, dir, map[string]string{"a": ""})
	git(t, dir, "init", "-q", "--object-format=sha256")
	git(t, dir, "add", "a")
	if diff := cmp.Diff([]string{"a"}, names(t, dir)); diff != "" {
		t.Errorf("sha256: %s", diff)
	}
	git(t, dir, "update-index", "--split-index")
	put(t, dir, map[string]string{"b": ""})
	git(t, dir, "add", "b")
	if _, err := Read(dir); !errors.Is(err, errIndex) {
		t.Errorf("split: %v", err)
	}
}

func TestLinks(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"a/x": "text"})
	for link, to := range map[string]string{"in": "a/x", "a/up": "../in", "top": ".", "dangling": "nowhere", "out": "../x", "a/out": "../../x", "abs": "/etc/passwd"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"a/out -> ../../x", "abs -> /etc/passwd", "out -> ../x"}
	slices.Sort(tree.Leaving)
	if diff := cmp.Diff(want, tree.Leaving); diff != "" {
		t.Error(diff)
	}
	for name, content := range map[string]string{"a/up": "text", "a/x": "text"} {
		file, err := tree.File(name)
		if err != nil {
			t.Fatal(err)
		}
		archive := tar.NewReader(file)
		if header, err := archive.Next(); err != nil || header.Name != filepath.Base(name) {
			t.Errorf("%s: %v, %v", name, header, err)
		}
		if text, err := io.ReadAll(archive); err != nil || string(text) != content {
			t.Errorf("%s: %q, %v", name, text, err)
		}
		file.Close()
	}
	if _, err := tree.File("none"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if _, err := tree.File("abs"); err == nil {
		t.Error("a link was followed out of the checkout")
	}
}

func TestStream(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"a/run": "#!", "b": strings.Repeat("x", 100_000)})
	if err := os.Chmod(filepath.Join(dir, "a/run"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("b", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	tree, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !tree.Has("a") || !tree.Has("a/run") || !tree.Has(".") || tree.Has("a/r") || tree.Has("c") {
		t.Error("it does not know what it has")
	}
	stream := tree.Stream()
	var got []string
	for archive := tar.NewReader(stream); ; {
		header, err := archive.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		size, err := io.Copy(io.Discard, archive)
		if err != nil || size != header.Size {
			t.Fatal(size, err)
		}
		got = append(got, header.FileInfo().Mode().String()+" "+header.Name+" "+header.Linkname)
	}
	stream.Close()
	want := []string{"drwxr-xr-x a/ ", "-rwxr-xr-x a/run ", "-rw-r--r-- b ", "Lrwxrwxrwx link b"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if err := os.Remove(filepath.Join(dir, "b")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, tree.Stream()); err == nil || !strings.Contains(err.Error(), `copy "b"`) {
		t.Errorf("a file that went away: %v", err)
	}
	tree.Stream().Close() // without having been read
}

func FuzzIndex(f *testing.F) {
	f.Add([]byte("DIRC\x00\x00\x00\x04\x00\x00\x00\x01" + strings.Repeat("x", 62) + "\x00name\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		names, err := readIndex(data)
		if err == nil && !slices.IsSorted(names) {
			t.Errorf("%q", names)
		}
	})
}

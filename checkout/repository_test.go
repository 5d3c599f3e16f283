package checkout

import (
	"encoding/binary"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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

// entryOf returns an index entry of version 2 without its padding: 40 bytes of stat data, a SHA-1, flags and the name.
func entryOf(flags uint16, name string) string {
	return strings.Repeat("s", 60) + string(binary.BigEndian.AppendUint16(nil, flags)) + name
}

// indexOf returns an index of the given version that announces a number of entries.
func indexOf(version, count uint32, entries string) []byte {
	head := binary.BigEndian.AppendUint32([]byte("DIRC"), version)
	return append(binary.BigEndian.AppendUint32(head, count), entries...)
}

// TestReadIndex covers entries that git writes rarely and that damage can produce.
func TestReadIndex(t *testing.T) {
	padded := func(entry string) string { return entry + strings.Repeat("\x00", 8-len(entry)%8) }
	a, b, up := padded(entryOf(1, "a")), padded(entryOf(1, "b")), padded(entryOf(5, "../up"))
	for name, tt := range map[string]struct {
		data []byte
		want []string
	}{
		"empty":                      {indexOf(2, 0, ""), []string{}},
		"two files":                  {indexOf(2, 2, a+b), []string{"a", "b"}},
		"a conflict":                 {indexOf(2, 3, a+a+b), []string{"a", "b"}},
		"a sparse folder":            {indexOf(3, 2, a+padded(entryOf(4, "dir/"))), []string{"a"}},
		"extended flags":             {indexOf(3, 1, padded(entryOf(0x4001, "\x00\x00a"))), []string{"a"}},
		"version 4":                  {indexOf(4, 2, entryOf(3, "\x00dir/a\x00")+entryOf(3, "\x01b\x00")), []string{"dir/a", "dir/b"}},
		"an extension behind":        {indexOf(2, 1, a+"TREE"), []string{"a"}},
		"no header":                  {[]byte("DIRC"), nil},
		"another file":               {[]byte("PACK\x00\x00\x00\x02\x00\x00\x00\x00"), nil},
		"version 1":                  {indexOf(1, 1, a), nil},
		"version 5":                  {indexOf(5, 0, ""), nil},
		"fewer entries than it says": {indexOf(2, 2, a), nil},
		"not sorted":                 {indexOf(2, 2, b+a), nil},
		"a path out of the folder":   {indexOf(2, 1, up), nil},
		"a name without an end":      {indexOf(4, 1, entryOf(1, "\x00a")), nil},
		"more dropped than there is": {indexOf(4, 2, entryOf(1, "\x00a\x00")+entryOf(1, "\x09b\x00")), nil},
		"no length":                  {indexOf(4, 1, entryOf(1, "")), nil},
		"a length without an end":    {indexOf(4, 1, entryOf(1, "\xff\xff\xff\xff\xff\xff")), nil},
		"a split index":              {indexOf(2, 1, a+"link"), nil},
	} {
		got, err := readIndex(tt.data)
		if diff := cmp.Diff(tt.want, got, cmpEmpty); diff != "" || (err != nil) != (tt.want == nil) {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

// cmpEmpty makes a nil list equal an empty one.
var cmpEmpty = cmp.Transformer("empty", func(names []string) string { return strings.Join(names, "\n") })

// TestOffset takes the values from git's own encoding: each further byte counts one more, so that no value has two forms.
func TestOffset(t *testing.T) {
	for data, want := range map[string][2]int{
		"\x00": {0, 1}, "\x7f": {127, 1}, "\x80\x00": {128, 2}, "\x80\x7f": {255, 2}, "\x81\x00": {256, 2},
		"\xff\x7f": {16511, 2}, "\x80\x80\x00": {16512, 3}, "": {0, 0}, "\x80": {0, 0}, "\x80\x80\x80\x80\x80\x00": {0, 0},
	} {
		if value, n := offset([]byte(data)); value != want[0] || n != want[1] {
			t.Errorf("%q: %d in %d bytes, want %v", data, value, n, want)
		}
	}
}

// TestGitFile covers the forms of the file that submodules and worktrees have instead of a .git folder.
func TestGitFile(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"real/.gitignore": "*.o\n", "real/a": "", "work/.gitignore": "*.o\n", "work/a": "", "work/b.o": ""})
	git(t, filepath.Join(dir, "real"), "init", "-q")
	elsewhere := filepath.Join(dir, "real", ".git")
	carried, whole := []string{".gitignore", "a"}, []string{".gitignore", "a", "b.o"}
	for text, want := range map[string][]string{
		"gitdir: " + elsewhere + "\n": carried,
		"gitdir: ../real/.git":        carried,
		"gitdir: ../real/.git\r\n":    carried,
		"not a pointer\n":             whole,
		"":                            whole,
		"gitdir: /nowhere/at/all\n":   carried, // git would fail: what its ignore files exclude is still excluded
	} {
		put(t, dir, map[string]string{"work/.git": text})
		if diff := cmp.Diff(want, names(t, filepath.Join(dir, "work"))); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// TestCommonFolder: a worktree finds the shared git folder by a relative and by an absolute path.
func TestCommonFolder(t *testing.T) {
	for text, want := range map[string]string{"../..\n": "/r/.git", "/elsewhere/.git\n": "/elsewhere/.git"} {
		dir := t.TempDir()
		put(t, dir, map[string]string{"r/.git/worktrees/w/commondir": text})
		got := strings.TrimPrefix(commonFolder(filepath.Join(dir, "r/.git/worktrees/w")), dir)
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if got := commonFolder("/none"); got != "/none" {
		t.Errorf("without commondir: %s", got)
	}
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

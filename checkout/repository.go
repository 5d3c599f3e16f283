package checkout

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// repository is the part of a git repository that lists tracked files. Baleen reads it itself, because git may be missing
// or may refuse a checkout that another user owns (safe.directory).
type repository struct {
	top     string   // absolute, slash-separated
	tracked []string // relative to top, sorted
	exclude string   // path of info/exclude
}

// openRepository opens the repository whose top is the folder dir. It returns nil if dir is not the top of one.
func openRepository(dir string) (*repository, error) {
	git := filepath.Join(dir, ".git")
	info, err := os.Stat(git)
	if err != nil {
		return nil, nil
	}
	if !info.IsDir() {
		if git, err = gitFolder(dir, git); git == "" || err != nil {
			return nil, err
		}
	}
	r := &repository{top: filepath.ToSlash(dir), exclude: filepath.Join(commonFolder(git), "info", "exclude")}
	index, err := readFile(filepath.Join(git, "index"))
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err == nil {
		r.tracked, err = readIndex(index)
	}
	if err != nil {
		return nil, fmt.Errorf("read what git tracks in %q: %w", dir, err)
	}
	return r, nil
}

// gitFolder follows the file that a submodule or a worktree has instead of a .git folder. It returns "" if the file names
// none.
func gitFolder(dir, file string) (string, error) {
	text, err := readFile(file)
	if err != nil {
		return "", fmt.Errorf("find git folder of %q: %w", dir, err)
	}
	git, ok := strings.CutPrefix(strings.TrimSpace(string(text)), "gitdir: ")
	if !ok {
		return "", nil
	}
	if !filepath.IsAbs(git) {
		git = filepath.Join(dir, git)
	}
	return git, nil
}

// commonFolder is the git folder that a worktree shares with the other worktrees.
func commonFolder(git string) string {
	text, err := readFile(filepath.Join(git, "commondir"))
	if err != nil {
		return git
	}
	shared := strings.TrimSpace(string(text))
	if filepath.IsAbs(shared) {
		return shared
	}
	return filepath.Join(git, shared)
}

// tracks reports whether git tracks the file, or anything below the folder. name is absolute and slash-separated.
func (r *repository) tracks(name string, folder bool) bool {
	if r == nil {
		return false
	}
	rel, ok := strings.CutPrefix(name, strings.TrimSuffix(r.top, "/")+"/")
	if !ok {
		return false
	}
	if _, exact := slices.BinarySearch(r.tracked, rel); exact || !folder {
		return exact
	}
	i, _ := slices.BinarySearch(r.tracked, rel+"/")
	return i < len(r.tracked) && strings.HasPrefix(r.tracked[i], rel+"/")
}

var errIndex = errors.New("its index has a format that Baleen does not read")

// readIndex reads the names in an index (gitformat-index(5), versions 2 to 4). The index does not give the length of an
// object name, so both lengths are tried; only the right one yields valid, sorted paths.
func readIndex(data []byte) ([]string, error) {
	if len(data) < 12 || string(data[:4]) != "DIRC" {
		return nil, errIndex
	}
	for _, hash := range []int{20, 32} {
		in := index{data: data[12:], version: binary.BigEndian.Uint32(data[4:]), hash: hash}
		if names, ok := in.names(binary.BigEndian.Uint32(data[8:])); ok {
			return names, nil
		}
	}
	return nil, errIndex
}

// index is the unread rest of an index.
type index struct {
	data    []byte
	version uint32
	hash    int
}

func (in *index) names(count uint32) ([]string, bool) {
	var names []string
	last := ""
	for range count {
		name, ok := in.entry(last)
		sparse := strings.HasSuffix(name, "/") // a folder outside a sparse checkout
		if !ok || !fs.ValidPath(strings.TrimSuffix(name, "/")) || name < last {
			return nil, false
		}
		if name != last && !sparse { // a conflict has one entry per side
			names = append(names, name)
		}
		last = name
	}
	split := len(in.data) >= 4 && string(in.data[:4]) == "link" // a split index keeps most names in another file
	return names, !split && in.version >= 2 && in.version <= 4
}

// entry reads one entry and returns its name.
func (in *index) entry(last string) (string, bool) {
	const stat, extended = 40, 0x4000
	start := stat + in.hash + 2
	if len(in.data) < start+2 {
		return "", false
	}
	if binary.BigEndian.Uint16(in.data[start-2:])&extended != 0 {
		start += 2
	}
	from, common := start, ""
	if in.version == 4 {
		dropped, n := offset(in.data[start:])
		if n == 0 || dropped > len(last) {
			return "", false
		}
		from, common = start+n, last[:len(last)-dropped]
	}
	length := slices.Index(in.data[min(from, len(in.data)):], 0)
	if length < 0 {
		return "", false
	}
	end := from + length + 1
	if in.version < 4 {
		end = (from + length + 8) / 8 * 8 // 1 to 8 zeros pad an entry to a multiple of 8 bytes
	}
	name := common + string(in.data[from:from+length])
	in.data = in.data[min(end, len(in.data)):]
	return name, true
}

// offset reads a variable-length number in git's encoding. n is the number of bytes read, 0 if there is none.
func offset(data []byte) (value, n int) {
	for n < len(data) && n < 5 {
		b := data[n]
		value = value<<7 | int(b&0x7f)
		n++
		if b&0x80 == 0 {
			return value, n
		}
		value++
	}
	return 0, 0
}

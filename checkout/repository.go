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

// repository is a git repository as far as it says what is tracked. It is read here, since where Baleen runs there may be
// no git, or one that refuses a checkout of somebody else's (safe.directory).
type repository struct {
	top     string   // absolute, slash-separated
	tracked []string // relative to top, sorted
	exclude string   // its own ignore file
}

// openRepository opens the repository whose top is the folder dir; nil if it is none.
func openRepository(dir string) (*repository, error) {
	git := filepath.Join(dir, ".git")
	info, err := os.Stat(git)
	if err != nil {
		return nil, nil
	}
	if !info.IsDir() {
		if git, err = linked(dir, git); git == "" || err != nil {
			return nil, err
		}
	}
	r := &repository{top: filepath.ToSlash(dir), exclude: filepath.Join(common(git), "info", "exclude")}
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

// linked follows the file that a submodule and a worktree have in the place of .git.
func linked(dir, file string) (string, error) {
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

// common is where a worktree keeps what it shares with the others.
func common(git string) string {
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

// tracks tells whether git has the file, or anything below the folder. name is absolute and slash-separated.
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

var errIndex = errors.New("its index is none that Baleen can read")

// readIndex reads the names in an index (gitformat-index(5), versions 2 to 4). How long an object's name is stands
// elsewhere, so both lengths are tried: names that come out right are proof enough.
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

// index is what is left to read of one.
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
		sparse := strings.HasSuffix(name, "/") // a folder of which nothing is checked out
		if !ok || !fs.ValidPath(strings.TrimSuffix(name, "/")) || name < last {
			return nil, false
		}
		if name != last && !sparse { // a conflict has an entry for each side
			names = append(names, name)
		}
		last = name
	}
	split := len(in.data) >= 4 && string(in.data[:4]) == "link" // most names are in another file
	return names, !split && in.version >= 2 && in.version <= 4
}

// entry reads one entry, of which only its name counts.
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
		end = (from + length + 8) / 8 * 8 // padded with 1 to 8 zeros, from the entry's first byte
	}
	name := common + string(in.data[from:from+length])
	in.data = in.data[min(end, len(in.data)):]
	return name, true
}

// offset reads git's number of variable length; n is how many bytes it takes, 0 for none.
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

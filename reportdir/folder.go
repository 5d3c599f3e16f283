// Package reportdir is the report folder of a run: it is made, locked against other runs, checked for space and filled.
package reportdir

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/docker/go-units"

	"github.com/org/baleen-action/result"
)

// What Baleen writes into a report folder, and all that it ever removes there.
const (
	// JUnit is the JUnit file.
	JUnit = "TEST-baleen.xml"
	// Output is the folder of what containers print.
	Output = "output"
	// Raw is the folder of the runners' own reports.
	Raw = "raw"
	// Artifacts is the folder of what suites attach and of what the input artifacts names.
	Artifacts = "artifacts"
)

// Folder is a run's report folder. No other run writes to it until it is closed.
type Folder struct {
	io.Closer
	Path string
}

// Refused is why a folder cannot be used for reports.
type Refused struct {
	Problem string
	Advice  string
}

// Error is the problem.
func (r Refused) Error() string { return r.Problem }

// Hint says what to do instead.
func (r Refused) Hint() string { return r.Advice }

// Open makes a run's report folder ready: it holds the run.json that tells that it is Baleen's, and nothing of an
// earlier run. A folder that holds somebody else's files is refused.
func Open(dir string, run *result.Run) (Folder, error) {
	if run.Name != "" {
		dir = filepath.Join(dir, folderName(run.Name))
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Folder{}, Refused{err.Error(), "name a folder that can be written to"}
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return Folder{}, Refused{fmt.Sprintf("%q is being written to by another run (%v)", dir, err),
			"name another folder for each run that goes on at the same time"}
	}
	err = claim(dir, run)
	if err == nil {
		err = roomy(dir)
	}
	if err != nil {
		lock.Close()
		return Folder{}, err
	}
	return Folder{lock, dir}, nil
}

// leastSpace is what has to be free for reports: with less, a run would only find out later, and lose what it measured.
const leastSpace = 16 << 20

func roomy(dir string) error {
	free, known := freeSpace(dir)
	if !known || free >= leastSpace {
		return nil
	}
	return Refused{fmt.Sprintf("its disk has only %s free, and reports need %s at least",
		units.BytesSize(float64(free)), units.BytesSize(leastSpace)), "free some, or name a folder on another disk"}
}

// claim empties a folder of what an earlier run of the same suite left, and of nothing else.
func claim(dir string, run *result.Run) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return Refused{err.Error(), "name a folder that can be read"}
	}
	owner, known := SuiteOf(dir)
	switch {
	case known && owner != run.Name:
		return Refused{fmt.Sprintf("%q holds the report of the suite %q", dir, owner), "give each suite a name or a folder of its own"}
	case !known && !ours(dir, entries):
		return Refused{fmt.Sprintf("%q holds files that are not Baleen's", dir), "name an empty or a new folder"}
	}
	for _, own := range append(halfWritten(entries), JUnit, Output, Raw, Artifacts) {
		if err := os.RemoveAll(filepath.Join(dir, own)); err != nil {
			return fmt.Errorf("empty report folder: %w", err)
		}
	}
	run.Folder = fromHere(dir)
	if err := run.Save(dir); err != nil {
		return err
	}
	for _, own := range []string{Output, Raw} {
		if err := os.Mkdir(filepath.Join(dir, own), 0o755); err != nil {
			return fmt.Errorf("make report folder: %w", err)
		}
	}
	return ignore(dir)
}

// halfWritten are files that a run was writing when it was killed.
func halfWritten(entries []fs.DirEntry) []string {
	var out []string
	for _, entry := range entries {
		if temporary.MatchString(entry.Name()) && entry.Type().IsRegular() {
			out = append(out, entry.Name())
		}
	}
	return out
}

// temporary is what result.Replace calls a file until it is whole.
var temporary = regexp.MustCompile(`^(?:` + regexp.QuoteMeta(result.FileName) + `|` + regexp.QuoteMeta(JUnit) + `)\.\d+$`)

// fromHere is a path relative to the current folder, which is the top of the workspace in CI, if it is below it.
func fromHere(dir string) string {
	here, err := os.Getwd()
	if err != nil || !filepath.IsAbs(dir) {
		return filepath.ToSlash(filepath.Clean(dir))
	}
	if rel, err := filepath.Rel(here, dir); err == nil && filepath.IsLocal(rel) {
		dir = rel
	}
	return filepath.ToSlash(dir)
}

// SuiteOf knows a report folder by its run.json, which is there from before the first container on, and names its suite.
func SuiteOf(dir string) (name string, known bool) {
	file := filepath.Join(dir, result.FileName)
	if info, err := os.Lstat(file); err != nil || !info.Mode().IsRegular() {
		return "", false
	}
	data, err := os.ReadFile(file)
	var head struct {
		Schema int    `json:"schema"`
		ID     string `json:"id"`
		Name   string `json:"name"`
	}
	known = err == nil && json.Unmarshal(data, &head) == nil && head.Schema > 0 && head.ID != ""
	return head.Name, known
}

// ours reports whether all that a folder holds is of Baleen's making: report folders of named suites, ignore files, what was
// being written as a run was killed.
func ours(dir string, entries []fs.DirEntry) bool {
	for _, entry := range entries {
		if name := entry.Name(); entry.Type().IsRegular() && (slices.Contains(ignores(), name) || temporary.MatchString(name)) {
			continue
		}
		if _, known := SuiteOf(filepath.Join(dir, entry.Name())); !entry.IsDir() || !known {
			return false
		}
	}
	return true
}

// folderName makes a folder's name of a suite's.
func folderName(name string) string {
	safe := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, name)
	switch strings.ToLower(safe) {
	case ".", "..", Output, Raw, Artifacts, result.FileName, strings.ToLower(JUnit):
		return "suite-" + strings.Trim(safe, ".") // a run without a name has its own files there
	}
	return safe
}

// Package reportdir makes the report folder of a run, locks it against other runs, checks its disk for space and fills it.
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

// These are the names that Baleen writes to a report folder. It removes nothing else from one.
const (
	// JUnit is the JUnit file.
	JUnit = "TEST-baleen.xml"
	// Page is the run to look at, one HTML file.
	Page = "index.html"
	// Cucumber is the run to look at as Cucumber's own reports look, one HTML file.
	Cucumber = "cucumber.html"
	// Classic is the run in Cucumber's older JSON.
	Classic = "cucumber.json"
	// Trace is the run as a trace that Perfetto and Chrome open.
	Trace = "trace.json"
	// Messages is the run as one stream of Cucumber messages.
	Messages = "messages.ndjson"
	// Failures holds the failures by cause, as JSON.
	Failures = "failures.json"
	// Live grows while the run goes on.
	Live = "live.ndjson"
	// Output is the folder of the containers' output.
	Output = "output"
	// Raw is the folder of the runners' own reports.
	Raw = "raw"
	// Artifacts is the folder of attachments and of the files that the input artifacts selects.
	Artifacts = "artifacts"
	// Services is the folder of what the services beside the tests wrote.
	Services = "services"
)

// files are the files that a run writes beside its run.json.
func files() []string {
	return []string{JUnit, Page, Cucumber, Classic, Messages, Trace, Failures, Live}
}

// Folder is a run's report folder. It is locked against other runs until it is closed.
type Folder struct {
	io.Closer
	Path string
}

// Refused reports why a folder cannot be used for reports.
type Refused struct {
	Problem string
	Advice  string
}

// Error returns the problem.
func (r Refused) Error() string { return r.Problem }

// Hint returns what to do instead.
func (r Refused) Hint() string { return r.Advice }

// Open prepares and locks a run's report folder. It removes what an earlier run left and writes run.json, which marks the
// folder as Baleen's. A folder with other files is Refused.
func Open(dir string, run *result.Run) (Folder, error) {
	dir = Of(dir, run.Name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Folder{}, Refused{err.Error(), "name a writable folder"}
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return Folder{}, Refused{fmt.Sprintf("%q is in use by another run (%v)", dir, err),
			"give runs that go on at the same time a folder each"}
	}
	err = claim(dir, run)
	if err == nil {
		err = checkSpace(dir)
	}
	if err != nil {
		lock.Close()
		return Folder{}, err
	}
	return Folder{lock, dir}, nil
}

// Of returns the report folder of a suite, given the folder for reports. A suite without a name has no folder of its own there.
func Of(dir, suite string) string {
	if suite == "" {
		return dir
	}
	return filepath.Join(dir, folderName(suite))
}

// MinSpace is the free space that a run needs for reports, in bytes. With less, the run would fail later and lose its results.
const MinSpace = 16 << 20

// Free returns the free space in bytes for a report folder that may not exist yet, and the folder that does exist.
func Free(dir string) (existing string, bytes uint64, known bool) {
	for existing = filepath.Clean(dir); ; existing = filepath.Dir(existing) {
		if _, err := os.Stat(existing); err == nil || existing == filepath.Dir(existing) {
			bytes, known = freeSpace(existing)
			return existing, bytes, known
		}
	}
}

func checkSpace(dir string) error {
	free, known := freeSpace(dir)
	if !known || free >= MinSpace {
		return nil
	}
	return Refused{fmt.Sprintf("its disk has only %s free, but reports need at least %s",
		units.BytesSize(float64(free)), units.BytesSize(MinSpace)), "free some space, or name a folder on another disk"}
}

// claim removes what an earlier run of the same suite left, and nothing else, and starts the report. A run that goes on with that
// report keeps its output.
func claim(dir string, run *result.Run) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return Refused{err.Error(), "name a readable folder"}
	}
	owner, known := SuiteOf(dir)
	switch {
	case known && owner != run.Name:
		return Refused{fmt.Sprintf("%q holds the report of the suite %q", dir, owner), "give each suite a name or a folder of its own"}
	case !known && !ownedByBaleen(dir, entries):
		return Refused{fmt.Sprintf("%q holds files that are not Baleen's", dir), "name a new or an empty folder"}
	}
	gone := slices.Concat(halfWritten(entries), files())
	if len(run.Continues) == 0 {
		gone = append(gone, Output, Raw, Artifacts, Services)
	}
	for _, name := range gone {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("empty report folder: %w", err)
		}
	}
	run.Folder = Shown(dir)
	if err := run.Save(dir); err != nil {
		return err
	}
	for _, name := range []string{Output, Raw} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			return fmt.Errorf("make report folder: %w", err)
		}
	}
	return writeIgnoreFiles(dir)
}

// halfWritten returns the temporary files of a run that was killed.
func halfWritten(entries []fs.DirEntry) []string {
	var out []string
	for _, entry := range entries {
		if temporary.MatchString(entry.Name()) && entry.Type().IsRegular() {
			out = append(out, entry.Name())
		}
	}
	return out
}

// temporary matches the name that result.Replace gives a file until it is complete.
var temporary = regexp.MustCompile(`^(?:` + strings.ReplaceAll(result.FileName+"|"+strings.Join(files(), "|"), ".", `\.`) + `)\.\d+$`)

// Shown returns a folder as run.json and messages name it: slash-separated, and relative to the current folder, which in CI is the
// top of the workspace. A folder outside stays absolute.
func Shown(dir string) string {
	here, err := os.Getwd()
	if err != nil || !filepath.IsAbs(dir) {
		return filepath.ToSlash(filepath.Clean(dir))
	}
	if rel, err := filepath.Rel(here, dir); err == nil && filepath.IsLocal(rel) {
		dir = rel
	}
	return filepath.ToSlash(dir)
}

// SuiteOf returns the suite of a report folder. known reports whether it is a report folder: it has a run.json, which is written
// before the first container starts.
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

// Holds returns the names of the suites whose report folders are in a folder, and whether it holds anything that Baleen did not
// make. A folder that is missing holds nothing.
func Holds(dir string) (suites []string, others bool) {
	entries, err := os.ReadDir(dir)
	for _, entry := range entries {
		if name, known := SuiteOf(filepath.Join(dir, entry.Name())); known && name != "" {
			suites = append(suites, name)
		}
	}
	return suites, err == nil && !ownedByBaleen(dir, entries)
}

// ownedByBaleen reports whether Baleen made everything in a folder: report folders of named suites, ignore files and the
// temporary files of a run that was killed.
func ownedByBaleen(dir string, entries []fs.DirEntry) bool {
	for _, entry := range entries {
		if name := entry.Name(); entry.Type().IsRegular() && (slices.Contains(ignoreFiles(), name) || temporary.MatchString(name)) {
			continue
		}
		if _, known := SuiteOf(filepath.Join(dir, entry.Name())); !entry.IsDir() || !known {
			return false
		}
	}
	return true
}

// folderName turns the name of a suite into the name of a folder.
func folderName(name string) string {
	safe := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, name)
	// A run without a name uses these names for its files.
	taken := append(files(), ".", "..", result.FileName, Output, Raw, Artifacts, Services)
	if slices.ContainsFunc(taken, func(name string) bool { return strings.EqualFold(name, safe) }) {
		return "suite-" + strings.Trim(safe, ".")
	}
	return safe
}

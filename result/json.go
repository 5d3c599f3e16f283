package result

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// FileName is the name of the run's own record in its report folder.
const FileName = "run.json"

// Save writes run.json into a report folder.
func (r *Run) Save(dir string) error {
	r.fillLists()
	return Replace(filepath.Join(dir, FileName), func(out io.Writer) error {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(r)
	})
}

// fillLists replaces nil by empty lists, so that a reader of run.json can iterate over each.
func (r *Run) fillLists() {
	r.Command, r.Files, r.Attempts = list(r.Command), list(r.Files), list(r.Attempts)
	fillScenarios(r.Files)
	for i := range r.Attempts {
		r.Attempts[i].Files = list(r.Attempts[i].Files)
	}
	if r.Node == nil {
		return
	}
	for i := range r.Node.Others {
		r.Node.Others[i].Files = list(r.Node.Others[i].Files)
		fillScenarios(r.Node.Others[i].Files)
	}
}

func fillScenarios(files []File) {
	for i := range files {
		files[i].Scenarios = list(files[i].Scenarios)
	}
}

func list[T any](of []T) []T {
	if of == nil {
		return []T{}
	}
	return of
}

// Replace writes a file atomically: a reader never sees half of it.
func Replace(name string, write func(io.Writer) error) error {
	temp, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("write %q: %w", name, err)
	}
	defer os.Remove(temp.Name()) // does nothing once it has been renamed
	buffered := bufio.NewWriter(temp)
	err = errors.Join(write(buffered), buffered.Flush(), temp.Chmod(0o644), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("write %q: %w", name, err)
	}
	return nil
}

// mostNodes limits the number of nodes of a split, because every missing node gets an entry.
const mostNodes = 100_000

// Load reads the run.json of a report folder. The folder is not trusted: Load cleans every text of the run and
// drops paths that lead out of the folder.
func Load(dir string) (*Run, error) {
	name := filepath.Join(dir, FileName)
	if info, err := os.Lstat(name); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("load run: %q is not a regular file", name)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("load run: %w", err)
	}
	var r Run
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, fmt.Errorf("load run: %w", err)
	}
	if r.Schema != Schema {
		return nil, fmt.Errorf("load run: schema is %d, this Baleen reads %d", r.Schema, Schema)
	}
	if n := r.Node; n != nil && (n.Total > mostNodes || n.Index > n.Total) {
		return nil, fmt.Errorf("load run: node %d of %d is out of range", n.Index, n.Total)
	}
	r.Clean(nil)
	sortFiles(r.Files)
	return &r, nil
}

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
	return Replace(filepath.Join(dir, FileName), func(out io.Writer) error {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(r)
	})
}

// Replace writes a file, whole or not at all: a reader never sees half of it.
func Replace(name string, write func(io.Writer) error) error {
	temp, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("write %q: %w", name, err)
	}
	defer os.Remove(temp.Name()) // does nothing once it has been renamed
	buffered := bufio.NewWriter(temp)
	err = errors.Join(write(buffered), buffered.Flush(), temp.Chmod(0o644), temp.Close())
	if err != nil {
		return fmt.Errorf("write %q: %w", name, err)
	}
	return os.Rename(temp.Name(), name)
}

// Load reads the run.json of a report folder.
func Load(dir string) (*Run, error) {
	data, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		return nil, fmt.Errorf("load run: %w", err)
	}
	var r Run
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, fmt.Errorf("load run: %w", err)
	}
	if r.Schema != Schema {
		return nil, fmt.Errorf("load run: schema %d, this Baleen knows %d", r.Schema, Schema)
	}
	return &r, nil
}

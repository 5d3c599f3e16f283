package result

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// FileName is the name of the run's own record in its report folder.
const FileName = "run.json"

// Save writes run.json into a report folder, whole or not at all: a reader never sees half a run.
func (r *Run) Save(dir string) error {
	temp, err := os.CreateTemp(dir, FileName+".*")
	if err != nil {
		return fmt.Errorf("save run: %w", err)
	}
	defer os.Remove(temp.Name()) // does nothing once it has been renamed
	encoder := json.NewEncoder(temp)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(r); err != nil {
		temp.Close()
		return fmt.Errorf("save run: %w", err)
	}
	if err := temp.Chmod(0o644); err != nil {
		temp.Close()
		return fmt.Errorf("save run: %w", err)
	}
	if err := temp.Close(); err != nil {
		return fmt.Errorf("save run: %w", err)
	}
	return os.Rename(temp.Name(), filepath.Join(dir, FileName))
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

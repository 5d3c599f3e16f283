package quarantine

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// YAML is the entry as it is written in a list.
func (e Entry) YAML() string {
	var out strings.Builder
	mark := "- "
	for _, field := range []struct{ key, value string }{
		{"file", e.File}, {"scenario", e.Scenario}, {"owner", e.Owner}, {"issue", e.Issue},
		{"expires", e.Expires.Format(Day)}, {"reason", e.Reason},
	} {
		if field.value != "" {
			fmt.Fprintf(&out, "%s%s: %s\n", mark, field.key, scalar(field.key, field.value))
			mark = "  "
		}
	}
	return out.String()
}

// scalar writes a text so that YAML reads the same text.
func scalar(key, text string) string {
	if key == "expires" {
		return text
	}
	encoded, err := yaml.Marshal(text)
	if plain := strings.TrimSuffix(string(encoded), "\n"); err == nil && !strings.Contains(plain, "\n") {
		return plain
	}
	return "'" + strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "'", "''") + "'"
}

// Add writes an entry to the end of a list, and makes the file if it is not there. Everything else in it stays as it is.
func Add(path string, e Entry) error {
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	out, err := added(text, e)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, out, 0o644)
}

// ErrFlow reports that a list is written in brackets, where an entry cannot be added at the end.
var ErrFlow = errors.New("the list is written in [brackets]: write each entry as - file: …")

func added(text []byte, e Entry) ([]byte, error) {
	before, err := Read(text)
	if err != nil {
		return nil, err
	}
	root, _ := parse(text)
	indent := ""
	switch {
	case root == nil && len(bytes.TrimSpace(text)) > 0 && !onlyComments(text), root != nil && root.Style&yaml.FlowStyle != 0:
		return nil, ErrFlow
	case root != nil && len(root.Content) > 0:
		indent = strings.Repeat(" ", max(0, root.Column-1))
	}
	if len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
		text = append(text, '\n')
	}
	for line := range strings.Lines(e.YAML()) {
		text = append(text, indent+line...)
	}
	after, err := Read(text)
	if err != nil || len(after) != len(before)+1 {
		return nil, fmt.Errorf("an entry cannot be added at the end of the list: %w", errors.Join(err))
	}
	return text, nil
}

// onlyComments reports whether no line of a text says anything.
func onlyComments(text []byte) bool {
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' && !bytes.Equal(line, []byte("---")) {
			return false
		}
	}
	return true
}

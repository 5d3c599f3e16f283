package compose

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"go.yaml.in/yaml/v3"
)

// files are Compose files as the user named them, and what they hold, for messages that name a line.
type files struct {
	paths []string
	roots []*yaml.Node // nil: it cannot be read
}

func newFiles(paths []string) files {
	f := files{paths: paths}
	for _, name := range paths {
		var root yaml.Node
		text, err := os.ReadFile(name)
		if err == nil {
			err = yaml.Unmarshal(text, &root)
		}
		if err != nil || len(root.Content) == 0 {
			f.roots = append(f.roots, nil)
			continue
		}
		f.roots = append(f.roots, root.Content[0])
	}
	return f
}

// names lists the files.
func (f files) names() string { return strings.Join(f.paths, ", ") }

// flags are the flags by which docker compose reads the same files.
func (f files) flags() string {
	var out strings.Builder
	for _, name := range f.paths {
		fmt.Fprintf(&out, "-f %s ", name)
	}
	return out.String()
}

// short takes the absolute form of the files' folders out of a message.
func (f files) short(text string) string {
	for _, name := range f.paths {
		if whole, err := filepath.Abs(name); err == nil {
			text = strings.ReplaceAll(text, whole, name)
		}
	}
	return text
}

// shown is a path as it is seen from the current folder, if it is below that.
func shown(name string) string {
	here, err := filepath.Abs(".")
	rel, outside := filepath.Rel(here, name)
	switch {
	case err != nil || outside != nil || !filepath.IsLocal(rel):
	case rel == ".":
		return rel
	default:
		return "./" + filepath.ToSlash(rel)
	}
	return name
}

// found are the Compose files by their usual names beside one that does not exist.
func (f files) found() []string {
	var out []string
	for _, name := range cli.DefaultFileNames {
		name = filepath.Join(filepath.Dir(f.paths[0]), name)
		if _, err := os.Stat(name); err == nil {
			out = append(out, name)
		}
	}
	return out
}

// where is the place of a key, as file:line: path. The last file that has it overrides the others. Without a line it is in a file
// that these include or extend.
func (f files) where(keys ...string) string {
	at := strings.Join(keys, ".")
	for i := len(f.paths) - 1; i >= 0; i-- {
		if line := lineOf(f.roots[i], keys); line > 0 {
			return fmt.Sprintf("%s:%d: %s", f.paths[i], line, at)
		}
	}
	return f.names() + ": " + at
}

// lineOf is the line of a key, 0 if the node does not have it.
func lineOf(node *yaml.Node, keys []string) int {
	if node != nil && node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if node == nil || node.Kind != yaml.MappingNode {
		return 0
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		switch {
		case node.Content[i].Value != keys[0]:
		case len(keys) == 1:
			return node.Content[i].Line
		default:
			return lineOf(node.Content[i+1], keys[1:])
		}
	}
	return 0
}

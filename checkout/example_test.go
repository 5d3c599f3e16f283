package checkout_test

import (
	"archive/tar"
	"fmt"
	"os"
	"path/filepath"

	"github.com/org/baleen-action/checkout"
)

func Example() {
	dir, err := os.MkdirTemp("", "checkout")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	for name, text := range map[string]string{checkout.IgnoreFile: "*.log\n", "a.feature": "Feature: a\n", "debug.log": "x"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			panic(err)
		}
	}
	tree, err := checkout.Read(dir)
	if err != nil {
		panic(err)
	}
	stream := tree.Stream()
	defer stream.Close()
	archive := tar.NewReader(stream)
	for header, err := archive.Next(); err == nil; header, err = archive.Next() {
		fmt.Println(header.Name)
	}
	// Output:
	// .baleenignore
	// a.feature
}

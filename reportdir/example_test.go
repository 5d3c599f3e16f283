package reportdir_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

func Example() {
	dir, err := os.MkdirTemp("", "report")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	folder, err := reportdir.Open(dir, &result.Run{Schema: result.Schema, ID: "20260301-120000-aa", Name: "web/shop"})
	if err != nil {
		panic(err)
	}
	defer folder.Close()
	fmt.Println(filepath.Base(folder.Path))
	name, known := reportdir.SuiteOf(folder.Path)
	fmt.Println(name, known)
	// Output:
	// web-shop
	// web/shop true
}

package globs_test

import (
	"fmt"

	"github.com/org/baleen-action/globs"
)

func ExampleNew() {
	chosen := globs.New([]string{"screenshots", "!**/*.tmp"})
	for _, file := range []string{"screenshots/login/1.png", "screenshots/1.tmp", "log.txt"} {
		fmt.Println(file, chosen.Match(file))
	}
	// Output:
	// screenshots/login/1.png true
	// screenshots/1.tmp false
	// log.txt false
}

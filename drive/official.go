package drive

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/official"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// pageOf is the page that shows a run, if it is not Baleen's.
func pageOf(r inputs.Reporting) string {
	if baleen, _ := r.Pages(); baleen {
		return ""
	}
	return reportdir.Cucumber
}

// writePages writes the pages that are wanted. That of Cucumber is made of the messages, which are there by then.
func writePages(run *result.Run, dir string, r inputs.Reporting, writePage func() error) error {
	baleen, cucumber := r.Pages()
	var err error
	if baleen {
		err = writePage()
	}
	if cucumber {
		err = errors.Join(err, writeOfficial(run, dir))
	}
	return err
}

func writeOfficial(run *result.Run, dir string) error {
	messages, err := os.Open(filepath.Join(dir, reportdir.Messages))
	if err != nil {
		return fmt.Errorf("read messages: %w", err)
	}
	defer messages.Close()
	return result.Replace(filepath.Join(dir, reportdir.Cucumber), func(out io.Writer) error {
		return official.Write(out, cmp.Or(run.Name, run.Image), messages)
	})
}

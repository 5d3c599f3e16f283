package cucumber

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash"
	"strings"

	messages "github.com/cucumber/messages/go/v34"
)

// ownTags begin the tags that are about how Baleen runs a scenario. They change nothing of what it does.
const ownTags = "@baleen:"

// digestBytes is the length of a digest: with 6 bytes, two texts of one scenario have the same one once in 10^14 changes.
const digestBytes = 6

// digest is the same as long as a scenario says the same, wherever it stands. Tags count, because hooks go by them.
func digest(p *messages.Pickle, tags []string) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%q\n", p.Name)
	for _, tag := range tags {
		if !strings.HasPrefix(tag, ownTags) {
			fmt.Fprintf(sum, "%q\n", tag)
		}
	}
	for _, step := range p.Steps {
		fmt.Fprintf(sum, "step %q\n", step.Text)
		digestArgument(sum, step.Argument)
	}
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:digestBytes])
}

func digestArgument(sum hash.Hash, argument *messages.PickleStepArgument) {
	if argument == nil {
		return
	}
	if text := argument.DocString; text != nil {
		fmt.Fprintf(sum, "text %q %q\n", text.MediaType, text.Content)
	}
	if argument.DataTable == nil {
		return
	}
	for _, row := range argument.DataTable.Rows {
		sum.Write([]byte("row"))
		for _, cell := range row.Cells {
			fmt.Fprintf(sum, " %q", cell.Value)
		}
		sum.Write([]byte("\n"))
	}
}

func lineOf(l *messages.Location) int {
	if l == nil {
		return 0
	}
	return int(l.Line)
}

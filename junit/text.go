package junit

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	format "github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/org/baleen-action/result"
)

const (
	maxName    = 240 // characters; ReportPortal cuts at 256, Codecov drops a case at 1,000 bytes
	maxMessage = 250 // characters
	maxFailing = 64 << 10
	maxPassing = 4 << 10 // bytes; what nobody reads should not make the report large
)

// inert keeps text from ending its CDATA section (a split section reaches some readers in pieces) and from attaching
// files or setting properties: Jenkins, GitLab and TestBeats look for these marks anywhere in the output of a case.
var inert = strings.NewReplacer("]]>", "]] >", "[[ATTACHMENT|", "[[ATTACHMENT |", "[[PROPERTY|", "[[PROPERTY |")

// text and line clean once more what was cleaned on its way into the model: run.json may come from elsewhere, and one
// character that XML does not allow makes most readers refuse the whole file. text is for the body of an element.
func text(s string, size int) string {
	return result.Cap(inert.Replace(readable(new(result.Cleaner).Text(s))), size)
}

// line is for an attribute.
func line(s string) string { return readable(new(result.Cleaner).Line(s)) }

// readable gives up the character that stands for invalid bytes: xunit-viewer takes a file that has it for Latin-1, or
// for a character set that it cannot read at all.
func readable(s string) string { return strings.ReplaceAll(s, "\uFFFD", "?") }

// shortName cuts a long name. A hash of the whole keeps it apart from others that begin alike, in every run the same.
func shortName(name string) string {
	if utf8.RuneCountInString(name) <= maxName {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return head(name, maxName-10) + "… " + hex.EncodeToString(sum[:4])
}

func shortMessage(message string) string {
	if utf8.RuneCountInString(message) <= maxMessage {
		return message
	}
	return head(message, maxMessage-1) + "…"
}

func head(s string, characters int) string {
	for i := range s {
		if characters == 0 {
			return s[:i]
		}
		characters--
	}
	return s
}

// names makes names unique in the order in which they are asked for.
type names map[string]bool

func (n names) unique(name string) string {
	free := name
	for i := 2; n[free]; i++ {
		free = fmt.Sprintf("%s [%d]", name, i)
	}
	n[free] = true
	return free
}

// seconds never writes a sign, a comma or more than three decimals: each makes some reader fail or miscount.
func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", max(d, 0).Seconds()) }

func output(s string) *format.Output {
	if s == "" {
		return nil
	}
	return &format.Output{Data: s}
}

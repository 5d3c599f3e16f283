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
	maxPassing = 4 << 10 // bytes; output of passed scenarios is rarely read and must not make the report large
)

// inert prevents text from ending its CDATA section, which some readers do not join again, and from attaching files or setting
// properties: Jenkins, GitLab and TestBeats look for these marks anywhere in the output of a case.
var inert = strings.NewReplacer("]]>", "]] >", "[[ATTACHMENT|", "[[ATTACHMENT |", "[[PROPERTY|", "[[PROPERTY |")

// text cleans the body of an element. The model is clean already, but run.json may come from elsewhere, and most readers reject
// a whole file because of one character that XML does not allow.
func text(s string, size int) string {
	return result.Cap(inert.Replace(readable(new(result.Cleaner).Text(s))), size)
}

// line cleans an attribute, for the same reason.
func line(s string) string { return readable(new(result.Cleaner).Line(s)) }

// readable replaces the character that stands for invalid bytes, because xunit-viewer takes a file that contains it for Latin-1
// or for a character set that it cannot read.
func readable(s string) string { return strings.ReplaceAll(s, "\uFFFD", "?") }

// shortName shortens a long name. A hash of the whole name keeps it distinct and stable from run to run.
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

// names makes names unique, in the order of the calls.
type names map[string]bool

func (n names) unique(name string) string {
	free := name
	for i := 2; n[free]; i++ {
		free = fmt.Sprintf("%s [%d]", name, i)
	}
	n[free] = true
	return free
}

// seconds formats a duration without sign or comma and with at most three decimals, because some readers fail otherwise.
func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", max(d, 0).Seconds()) }

func output(s string) *format.Output {
	if s == "" {
		return nil
	}
	return &format.Output{Data: s}
}

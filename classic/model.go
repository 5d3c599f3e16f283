package classic

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/org/baleen-action/cucumber"
)

// The fields are those of cucumber-jvm's and cucumber-ruby's JSON. What the model does not know is left out: the line of a
// feature and of a tag, and the code behind a step.
type (
	feature struct {
		URI         string `json:"uri"`
		ID          string `json:"id"`
		Keyword     string `json:"keyword"` // in English, whatever the file says: Allure ignores a feature of another word
		Name        string `json:"name"`
		Description string `json:"description"`
		Tags        []tag  `json:"tags"` // those of its elements include them
	}

	element struct {
		ID          string `json:"id"`
		Keyword     string `json:"keyword"`
		Name        string `json:"name"` // unique in its file: readers take scenarios of one name for one
		Description string `json:"description"`
		Line        int    `json:"line,omitempty"`
		Type        string `json:"type"`
		Began       string `json:"start_timestamp,omitempty"` // as cucumber-jvm writes it
		Tags        []tag  `json:"tags"`
		Before      []hook `json:"before,omitempty"`
		After       []hook `json:"after,omitempty"`
		steps       []step
		shows       int // index of the step that attachments belong to, as far as a reader can tell
	}

	tag struct {
		Name string `json:"name"`
	}

	hook struct {
		Match  match   `json:"match"`
		Result outcome `json:"result"`
	}

	step struct {
		Keyword string  `json:"keyword"` // with a space at its end
		Name    string  `json:"name"`
		Line    int     `json:"line,omitempty"`
		Match   match   `json:"match"`
		Result  outcome `json:"result"`
	}

	match struct {
		Location string `json:"location,omitempty"`
	}

	// outcome has one of the six statuses that every reader knows. Jenkins' rejects a file with another one.
	outcome struct {
		Status   cucumber.Status `json:"status"`
		Duration time.Duration   `json:"duration,omitempty"` // nanoseconds
		Message  string          `json:"error_message,omitempty"`
	}

	embedding struct {
		MimeType string `json:"mime_type"`
		Name     string `json:"name"`
		Data     []byte `json:"data"` // base64
	}
)

// ids makes identifiers unique, in the order of the calls.
type ids map[string]bool

// of returns the identifier that Cucumber derives from a name: lower case, with dashes.
func (i ids) of(prefix, name string) string {
	slug := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return '-'
	}, name)
	id := prefix + slug
	for n := 2; i[id]; n++ {
		id = fmt.Sprintf("%s%s-%d", prefix, slug, n)
	}
	i[id] = true
	return id
}

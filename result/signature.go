package result

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
)

// Signature is what failures of one cause have in common. What differs from one failure to the next (numbers, quoted values,
// addresses, times, identifiers, temporary paths) is replaced by marks.
type Signature struct {
	Hash    string          `json:"hash"`              // of the other fields; equal for one cause
	Status  cucumber.Status `json:"status"`            // failed, undefined, ambiguous, …
	Type    string          `json:"type,omitempty"`    // of the exception, and of what caused it: "A < B"; empty: the runner names none
	Message string          `json:"message,omitempty"` // empty if the step says everything
	Place   string          `json:"place,omitempty"`   // the first frame of the suite's own code; empty if it does not tell causes apart
	Step    string          `json:"step,omitempty"`    // empty if it does not tell causes apart
	// Outside is set if something outside the suite is missing: a host, a database, a browser, memory.
	Outside bool `json:"outside,omitempty"`
}

// SignatureOf returns the signature of a failure of the model, whose text is clean. It takes a bounded time, however long the message is.
//
// A step belongs to the signature of an assertion, and of a failure without a frame of the suite's own code. Of any other
// exception the place says enough: one bug may be met by many steps. If something outside the suite is not there (a database,
// a browser, a host), neither place nor step matters.
func SignatureOf(f cucumber.Failure) Signature {
	s := Signature{Status: cmp.Or(f.Status, cucumber.Failed)}
	f.Step = beginning(f.Step)
	switch {
	case s.Status == cucumber.Undefined:
		s.Step = template(f.Step, dropQuoted)
	case s.Status == cucumber.Ambiguous && strings.Contains(f.Message, "\n"):
		s.Message = strings.Join(boundedLines(f.Message)[1:], "\n") // the definitions that match
	default:
		s.describe(f, readTrace(f))
	}
	s.Hash = s.hash()
	return s
}

// String is the cause in one line: the exception and what it says, or the step if the message says nothing.
func (s Signature) String() string {
	said, _, _ := strings.Cut(s.Message, "\n")
	switch {
	case said == "" && s.Type == "":
		return strings.TrimSuffix(string(s.Status)+": "+s.Step, ": ")
	case said == "" || s.Type == "":
		return s.Type + said
	}
	return s.Type + ": " + said
}

func (s Signature) hash() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{string(s.Status), s.Type, s.Message, s.Place, s.Step}, "\x00")))
	return hex.EncodeToString(sum[:8])
}

var (
	assertion = regexp.MustCompile(`Assert|Expectation|ComparisonFailure|expect\(|testify|^Expected|^expected`)
	// lookup matches what says that an element or a named thing was not found: its name tells causes apart.
	lookup = regexp.MustCompile(`(?i)NoSuchElement|ElementNotFound|unable to (?:find|locate)|element .*not found|waiting for (?:locator|selector|get_?by)|^KeyError`)
)

// describe fills in type, message, place and step of a failure that has a message.
func (s *Signature) describe(f cucumber.Failure, told trace) {
	s.Type = told.types()
	all := told.whole()
	judged := strings.TrimPrefix(s.Type+": "+all, ": ")
	if what := outsideCause(judged); what != "" {
		s.Message, s.Outside = what, true
		return
	}
	asserts := assertion.MatchString(judged)
	keep := dropQuoted
	if lookup.MatchString(judged) && !asserts {
		keep = keepQuoted
	}
	if !keep { // quoted text is data
		told = told.without(literals(f.Step))
	}
	s.Message = told.template(keep, asserts)
	s.Place = cmp.Or(told.place(), f.Hook)
	if s.Place == "" || asserts {
		s.Step = withoutValues(template(f.Step, dropQuoted), all)
	}
}

// causes match, best first, what says that something outside the suite is missing, whatever the suite was doing.
var causes = []*regexp.Regexp{
	regexp.MustCompile(`(?i)ECONNREFUSED|connection[_ ](?:to \S+ )?refused`),
	regexp.MustCompile(`(?i)ECONNRESET|connection reset|EHOSTUNREACH|no route to host|network is unreachable`),
	regexp.MustCompile(`(?i)ENOTFOUND|EAI_AGAIN|no such host|UnknownHost|name or service not known|name resolution|ERR_NAME_NOT_RESOLVED|nodename nor servname`),
	regexp.MustCompile(`(?i)too many (?:clients|connections)|database "[^"]+" does not exist|the database system is \w+ ?\w*|access denied for user '[^']*'|password authentication failed`),
	regexp.MustCompile(`(?i)session not created|(?:chrome|firefox|browser) failed to start|chrome not reachable|invalid session id|(?:target|page|browser|context) has been closed|Target closed`),
	regexp.MustCompile(`(?i)no space left on device|ENOSPC|disk full`),
	regexp.MustCompile(`(?i)OutOfMemoryError|heap out of memory|cannot allocate memory`),
	regexp.MustCompile(`(?i)connection is not available, request timed out|ApplicationContext failure threshold|failed to load ApplicationContext`),
	regexp.MustCompile(`(?i)certificate (?:has expired|verify failed|is not trusted)|self[- ]signed certificate|unknown authority`),
	regexp.MustCompile(`(?i)context deadline exceeded|i/o timeout|read timed out|ETIMEDOUT|connect(?:ion)? timed out`),
}

// causeWords are in every text that one of causes matches.
var causeWords = []string{"refused", "reset", "ehostunreach", "no route", "unreachable", "notfound", "eai_again", "no such host", "unknownhost",
	"not known", "name resolution", "not_resolved", "too many", "does not exist", "database system", "access denied", "password authentication",
	"session", "failed to start", "not reachable", "closed", "no space left", "enospc", "disk full", "memory", "not available", "applicationcontext",
	"certificate", "unknown authority", "deadline", "timeout", "timed out", "etimedout"}

// waits is the place in causes of what takes too long, which is a cause of its own only beside an address.
var waits = len(causes) - 1

// alike are two spellings of one cause.
var alike = strings.NewReplacer("econnrefused", "connection refused", "connection_refused", "connection refused",
	"eai_again", "no such host", "enotfound", "no such host", "enospc", "no space left on device", "connection timed out", "connect timed out")

// outsideCause names what is missing outside the suite, with its ports or hosts; empty: the text does not say so.
func outsideCause(text string) string {
	lower := strings.ToLower(text)
	if !slices.ContainsFunc(causeWords, func(word string) bool { return strings.Contains(lower, word) }) {
		return "" // as with most failures, which this finds out faster than the expressions
	}
	for i, cause := range causes {
		found := cause.FindString(text)
		if found == "" {
			continue
		}
		if strings.HasPrefix(strings.ToLower(found), "connection to ") {
			found = "connection refused"
		}
		at := endpoints(text)
		if i == waits && at == "" {
			return ""
		}
		return strings.TrimSpace(alike.Replace(strings.ToLower(found)) + " " + at)
	}
	return ""
}

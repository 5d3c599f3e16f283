package shard

import (
	"strconv"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// A list of outcomes or times is written newest first. An outcome is a letter with numbers behind marks, each left out if it is
// usual: "ppf~1500#2p+3" passed in the two newest runs; failed in the third, with the second signature, and cost 1.5 s of retries;
// and passed in the run after the next three. A time is its milliseconds, behind @ the containers at a time if they are others
// than in the run before: "1200@4 1250+1 1190@2".
const (
	skipMark      = '+' // runs to skip, which do not have the scenario
	attemptMark   = 'x' // the attempt that decided; left out: the first
	retriedMark   = '~' // milliseconds
	signatureMark = '#' // place of the signature, from 1
	atMark        = '@'

	flakyLetter = 'k'
)

// letter is that of a status that a history keeps; 0: it keeps none. What did not run says nothing about its scenario.
func letter(s cucumber.Status) byte {
	switch s {
	case cucumber.Skipped:
		return 's'
	case cucumber.Passed:
		return 'p'
	case cucumber.Pending:
		return 'w'
	case cucumber.Undefined:
		return 'u'
	case cucumber.Ambiguous:
		return 'a'
	case cucumber.Unknown:
		return 'q'
	case result.Interrupted:
		return 'i'
	case cucumber.Failed:
		return 'f'
	}
	return 0
}

// statusOf is the status of a letter, empty if it has none.
func statusOf(of byte) cucumber.Status {
	for _, s := range []cucumber.Status{cucumber.Passed, cucumber.Failed, cucumber.Skipped, cucumber.Pending, cucumber.Undefined,
		cucumber.Ambiguous, cucumber.Unknown, result.Interrupted} {
		if letter(s) == of {
			return s
		}
	}
	return ""
}

// severity orders statuses from best to worst.
func severity(s cucumber.Status) int { return strings.IndexByte("spwuaqif", letter(s)) }

func (w *wirer) outcomes(all []Outcome) string {
	var out strings.Builder
	next := 0
	number := func(mark rune, n, usual int) {
		if n != usual {
			out.WriteString(string(mark) + strconv.Itoa(n))
		}
	}
	for _, o := range all {
		if o.Flaky {
			out.WriteByte(flakyLetter)
		} else {
			out.WriteByte(letter(o.Status))
		}
		at := w.runs[wireRun{o.Run, o.Commit}]
		number(skipMark, at-next, 0)
		next = at + 1
		number(attemptMark, o.Attempt, 1)
		number(retriedMark, int(o.Retried.Milliseconds()), 0)
		number(signatureMark, w.signatures[o.Signature], 0)
	}
	return out.String()
}

// outcomes reads what wirer.outcomes writes. It stops at what is damaged.
func (w *wirePast) outcomes(text string) []Outcome {
	var out []Outcome
	for next := 0; text != ""; next++ {
		o := Outcome{Status: statusOf(text[0])}
		if o.Flaky = text[0] == flakyLetter; o.Flaky {
			o.Status = cucumber.Passed
		}
		var numbers map[byte]int
		if numbers, text = marked(text[1:]); o.Status == "" {
			break
		}
		if next += numbers[skipMark]; next >= len(w.Runs) {
			break
		}
		o.Run, o.Commit, o.Attempt = w.Runs[next].ID, w.Runs[next].Commit, max(1, numbers[attemptMark])
		o.Retried = time.Duration(numbers[retriedMark]) * time.Millisecond
		if n := numbers[signatureMark]; n > 0 && n <= len(w.Signatures) {
			o.Signature = w.Signatures[n-1]
		}
		out = append(out, o)
	}
	return out
}

// maxNumber bounds the numbers of a history, so that no sum of them overflows.
const maxNumber = 1 << 40

// marked reads numbers behind marks, and returns the rest of the text.
func marked(text string) (map[byte]int, string) {
	var out map[byte]int
	for text != "" && strings.IndexByte("+x~#@", text[0]) >= 0 {
		mark := text[0]
		var n int
		if n, text = number(text[1:]); out == nil {
			out = map[byte]int{}
		}
		out[mark] = n
	}
	return out, text
}

// number reads a number at the beginning of a text, and returns the rest.
func number(text string) (n int, rest string) {
	for text != "" && text[0] >= '0' && text[0] <= '9' {
		n, text = min(maxNumber, n*10+int(text[0]-'0')), text[1:]
	}
	return n, text
}

func (w *wirer) times(seen []Observation) string {
	var out []string
	next, at := 0, 0
	for _, o := range seen {
		text := strconv.FormatInt(o.Millis, 10)
		if o.Concurrency != at {
			at = o.Concurrency
			text += string(atMark) + strconv.Itoa(at)
		}
		place := w.first[o.Run]
		if place != next {
			text += string(skipMark) + strconv.Itoa(place-next)
		}
		next = place + 1
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

// times reads what wirer.times writes. It stops at what is damaged.
func (w *wirePast) times(text string) []Observation {
	var out []Observation
	next, at := 0, 0
	for field := range strings.FieldsSeq(text) {
		millis, rest := number(field)
		numbers, rest := marked(rest)
		if next += numbers[skipMark]; next >= len(w.Runs) || rest != "" {
			break
		}
		if n, given := numbers[atMark]; given {
			at = n
		}
		out = append(out, Observation{Run: w.Runs[next].ID, Millis: int64(millis), Concurrency: at})
		next++
	}
	return out
}

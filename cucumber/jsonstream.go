package cucumber

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// readJSON reads the legacy Cucumber JSON scenario by scenario. If a report is truncated, the scenarios before that point count.
func readJSON(in *bufio.Reader) (*Report, error) { return readJSONWithin(in, maxToken) }

func readJSONWithin(in *bufio.Reader, limit int) (*Report, error) {
	if head, _ := in.Peek(len(byteOrderMark)); bytes.Equal(head, byteOrderMark) {
		if _, err := in.Discard(len(byteOrderMark)); err != nil {
			return nil, fmt.Errorf("read JSON report: %w", err)
		}
	}
	limited := newAllowance(newLiterals(in), limit)
	j := &jsonReader{report: &Report{Source: SourceJSON}, decoder: json.NewDecoder(limited), limited: limited}
	if _, err := j.decoder.Token(); err != nil {
		return nil, fmt.Errorf("read JSON report: %w", err)
	}
	err := j.features()
	for err == nil && j.another() {
		if err = j.feature(); err == nil {
			err = j.features()
		}
	}
	if errors.Is(err, errTooLong) {
		j.report.note("the report was read only up to a scenario larger than %d bytes", limit)
	}
	j.report.Complete = err == nil && !j.damaged
	return j.report, nil
}

// jsonReader keeps only one element of the report in memory at a time.
type jsonReader struct {
	report  *Report
	decoder *json.Decoder
	limited *allowance
	damaged bool // a value has an unexpected type
	// first is the index of the current feature's first scenario; before is the background of the next scenario.
	first  int
	before background
}

func (j *jsonReader) features() error {
	for j.decoder.More() {
		token, err := j.decoder.Token()
		if err != nil {
			return err
		}
		if token == json.Delim('{') {
			err = j.feature()
		} else {
			j.damaged = true
			err = j.skip(token)
		}
		if err != nil {
			return err
		}
	}
	_, err := j.decoder.Token()
	return err
}

// another reports whether a second report follows the first, and moves to its first feature. It ignores other text, such as a
// runner's summary in the same file.
func (j *jsonReader) another() bool {
	for _, want := range []json.Delim{'[', '{'} {
		j.limited.renew()
		if token, err := j.decoder.Token(); err != nil || token != want {
			return false
		}
	}
	return true
}

// object reads an object after its opening brace, up to and including the closing one.
func (j *jsonReader) object(value func(key string) error) error {
	for j.decoder.More() {
		key, err := j.decoder.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if err := value(name); err != nil {
			return err
		}
	}
	_, err := j.decoder.Token()
	return err
}

// decode reads one value. An unexpected type marks the report as damaged; the fields that can be read count.
func (j *jsonReader) decode(into any) error {
	j.limited.renew()
	err := j.decoder.Decode(into)
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		j.damaged = true
		return nil
	}
	return err
}

// skip reads to the end of the value that begins with token.
func (j *jsonReader) skip(token json.Token) error {
	depth := 0
	for {
		if delim, ok := token.(json.Delim); ok && (delim == '[' || delim == '{') {
			depth++
		} else if ok {
			depth--
		}
		if depth <= 0 {
			return nil
		}
		var err error
		j.limited.renew()
		if token, err = j.decoder.Token(); err != nil {
			return err
		}
	}
}

// errTooLong stops reading if one element of a report is too large for memory.
var errTooLong = errors.New("too long")

// allowance is a reader that fails after limit bytes unless its user renews it.
type allowance struct {
	in          io.Reader
	limit, left int
}

func newAllowance(in io.Reader, limit int) *allowance {
	return &allowance{in: in, limit: limit, left: limit}
}

func (a *allowance) renew() { a.left = a.limit }

// Read implements io.Reader.
func (a *allowance) Read(p []byte) (int, error) {
	if a.left <= 0 {
		return 0, errTooLong
	}
	n, err := a.in.Read(p[:min(len(p), a.left)])
	a.left -= n
	return n, err
}

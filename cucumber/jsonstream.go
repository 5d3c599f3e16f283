package cucumber

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// readJSON reads the legacy Cucumber JSON scenario by scenario. A report that breaks off keeps what came before.
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
		j.report.note("the report was read up to one scenario of more than %d bytes", limit)
	}
	j.report.Complete = err == nil && !j.damaged
	return j.report, nil
}

// jsonReader holds one element of the report at a time.
type jsonReader struct {
	report  *Report
	decoder *json.Decoder
	limited *allowance
	damaged bool // something is not of the shape that it should be
	// first is the first scenario of the feature that is being read, and before the background that came before the next.
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

// another tells that one more report was appended to the one that has ended, and that its first feature begins. Other text,
// such as a runner's summary on the same stream, is none.
func (j *jsonReader) another() bool {
	for _, want := range []json.Delim{'[', '{'} {
		j.limited.renew()
		if token, err := j.decoder.Token(); err != nil || token != want {
			return false
		}
	}
	return true
}

// object reads what follows a brace, up to the brace that closes it.
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

// decode reads one value. A value of another shape is damage, and what of it can be understood counts.
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

// errTooLong ends a report in which one thing is too large to be held in memory.
var errTooLong = errors.New("it is too long")

// allowance reads no more than limit bytes, until its user renews it.
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

// Package official writes Cucumber messages as one HTML page: that of Cucumber's own @cucumber/html-formatter, with its
// template, style and script.
package official

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"crypto/sha256"
	_ "embed" // for the page
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
)

// compressed is the page of the formatter. scripts/cucumber-page makes it, and a test of the consumers makes it again. It is
// bzip2 because that is the smallest that the standard library reads.
//
//go:embed assets/page.html.bz2
var compressed []byte

// Write writes the page of a stream of messages, one JSON value each, which it reads twice: the page has a policy of its own,
// which allows the script that holds the messages by its digest. Nothing that a suite wrote becomes markup or runs. One message
// is in memory at a time.
func Write(out io.Writer, title string, messages io.ReadSeeker) error {
	page, err := io.ReadAll(bzip2.NewReader(bytes.NewReader(compressed)))
	if err != nil {
		return fmt.Errorf("unpack page: %w", err)
	}
	sum := sha256.New()
	if err := script(sum, messages); err != nil {
		return err
	}
	if _, err := messages.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read messages again: %w", err)
	}
	digest := "sha256-" + base64.StdEncoding.EncodeToString(sum.Sum(nil))
	buffered := bufio.NewWriter(out) // keeps the first error
	beforeDigest, rest, _ := bytes.Cut(page, []byte("{{digest}}"))
	beforeTitle, rest, _ := bytes.Cut(rest, []byte("{{title}}"))
	beforeScript, rest, _ := bytes.Cut(rest, []byte(begin+"{{messages}}"+end))
	for _, part := range [][]byte{beforeDigest, []byte(digest), beforeTitle, []byte(html.EscapeString(title)), beforeScript} {
		buffered.Write(part)
	}
	err = script(buffered, messages)
	buffered.Write(rest)
	if err := errors.Join(err, buffered.Flush()); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// What stands around the messages in their script element. Its digest covers every byte.
const (
	begin = "\nwindow.CUCUMBER_MESSAGES = ["
	end   = "];\n"
)

// script writes the content of the script element with the messages. Each is checked to be JSON, and so escaped that neither an
// end tag nor a comment stands in it (https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements).
func script(out io.Writer, messages io.Reader) error {
	decoder := json.NewDecoder(messages)
	separator := begin
	var message json.RawMessage
	var safe bytes.Buffer
	for {
		if err := decoder.Decode(&message); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return fmt.Errorf("read messages: %w", err)
		}
		safe.Reset()
		safe.WriteString(separator)
		json.HTMLEscape(&safe, message)
		if _, err := out.Write(safe.Bytes()); err != nil {
			return fmt.Errorf("write messages: %w", err)
		}
		separator = ","
	}
	if separator == begin {
		separator += end
	} else {
		separator = end
	}
	_, err := io.WriteString(out, separator)
	return err
}

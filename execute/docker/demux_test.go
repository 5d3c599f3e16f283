package docker

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func TestDemux(t *testing.T) {
	garbled := frame(1, "x")
	garbled[2] = 1
	tests := []struct {
		name, stdout, stderr string
		stream               []byte
		err                  error
	}{
		{name: "nothing"},
		{name: "both", stream: slices.Concat(frame(1, "a"), frame(2, "b"), frame(1, ""), frame(1, "c")), stdout: "ac", stderr: "b"},
		{name: "cut in a header", stream: frame(1, "abc")[:5], err: errTruncated},
		{name: "cut in a payload", stream: frame(1, "abc")[:10], stdout: "ab", err: errTruncated},
		{name: "huge length, little there", stream: append([]byte{1, 0, 0, 0, 255, 255, 255, 255}, 'x'), stdout: "x", err: errTruncated},
		{name: "unknown stream", stream: frame(9, "x"), err: errGarbled},
		{name: "no frame at all", stream: []byte("plain text"), err: errGarbled},
		{name: "garbled header", stream: garbled, err: errGarbled},
	}
	for _, test := range tests {
		var stdout, stderr bytes.Buffer
		err := demux(iotest.OneByteReader(bytes.NewReader(test.stream)), &stdout, &stderr)
		if !errors.Is(err, test.err) || stdout.String() != test.stdout || stderr.String() != test.stderr {
			t.Errorf("%s: %q, %q, %v", test.name, stdout.String(), stderr.String(), err)
		}
	}
}

func TestDemuxReportsTheEnginesError(t *testing.T) {
	err := demux(bytes.NewReader(frame(3, "disk on fire\n"+strings.Repeat("x", 1000))), io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "disk on fire\nxxx") {
		t.Errorf("%v", err)
	}
	// Whoever masks secrets would not recognise a part of one.
	err = demux(bytes.NewReader(frame(3, strings.Repeat("x", 1<<20))), io.Discard, io.Discard)
	if err == nil || strings.Contains(err.Error(), "xx") {
		t.Errorf("%.100v", err)
	}
}

func FuzzDemux(f *testing.F) {
	f.Add(slices.Concat(frame(1, "a"), frame(2, "b")))
	f.Add([]byte{1, 0, 0, 0, 255, 255, 255, 255, 1})
	f.Fuzz(func(t *testing.T, stream []byte) {
		var stdout, stderr bytes.Buffer
		err := demux(bytes.NewReader(stream), &stdout, &stderr)
		if payload := stdout.Len() + stderr.Len(); payload > len(stream) {
			t.Errorf("%d bytes out of %d", payload, len(stream))
		} else if err == nil && (len(stream)-payload)%frameHeader != 0 {
			t.Errorf("%d bytes lost without an error", len(stream)-payload)
		}
	})
}

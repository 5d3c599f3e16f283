package stream

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	messages "github.com/cucumber/messages/go/v34"
)

// runID identifies the one run of a stream.
const runID = "run"

// digest makes an identifier of what a thing is, so that it is the same in every container and in every run.
func digest(parts ...any) string {
	text, err := json.Marshal(parts)
	if err != nil {
		panic(fmt.Sprintf("cannot happen: %v", err)) // parts are strings, numbers and messages
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// short is enough of a digest for one of few.
func short(digest string) string { return digest[:8] }

// stamp is a time as messages have it.
func stamp(t time.Time) *messages.Timestamp {
	return &messages.Timestamp{Seconds: t.Unix(), Nanos: int64(t.Nanosecond())}
}

// length is a duration as messages have it.
func length(d time.Duration) *messages.Duration {
	return &messages.Duration{Seconds: int64(d / time.Second), Nanos: int64(d % time.Second)}
}

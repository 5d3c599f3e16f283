package result

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
)

// labelled is a failure of the corpus, with the cause that a person gave it.
type labelled struct {
	runner  string
	label   string
	failure cucumber.Failure
}

// corpus reads testdata/failures: entries that begin with "=== label", then step, hook and status, then "---" and the message.
func corpus(t testing.TB) []labelled {
	t.Helper()
	names, err := filepath.Glob("testdata/failures/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no corpus: %v", err)
	}
	var out []labelled
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range strings.Split("\n"+string(data), "\n=== ")[1:] {
			one := entryOf(t, entry)
			one.runner = strings.TrimSuffix(filepath.Base(name), ".txt")
			out = append(out, one)
		}
	}
	return out
}

func entryOf(t testing.TB, entry string) labelled {
	t.Helper()
	head, message, found := strings.Cut(entry, "\n---\n")
	if !found {
		t.Fatalf("entry without a message: %q", entry)
	}
	fields := strings.Split(head, "\n")
	one := labelled{label: fields[0], failure: cucumber.Failure{Status: cucumber.Failed, Message: strings.TrimRight(message, "\n")}}
	for _, field := range fields[1:] {
		switch name, value, _ := strings.Cut(field, ": "); name {
		case "step":
			one.failure.Step = value
		case "hook":
			one.failure.Hook = value
		case "status":
			one.failure.Status = cucumber.Status(value)
		default:
			t.Fatalf("unknown field %q of %q", field, fields[0])
		}
	}
	return one
}

// One group holds failures of one cause only, and a cause has few groups.
func TestSignaturesTellCausesApart(t *testing.T) {
	entries := corpus(t)
	labels, groups := map[string]map[string]Signature{}, map[string]string{}
	for _, one := range entries {
		s := SignatureOf(one.failure)
		group := one.runner + " " + s.Hash // a run has one runner
		if known := groups[group]; known != "" && known != one.label {
			t.Errorf("%s and %s have the same signature: %+v", known, one.label, s)
		}
		groups[group] = one.label
		if labels[one.label] == nil {
			labels[one.label] = map[string]Signature{}
		}
		labels[one.label][s.Hash] = s
	}
	for label, all := range labels {
		for _, s := range all {
			if len(all) > 1 {
				t.Logf("%s has %d groups: %+v", label, len(all), s)
			}
		}
	}
	ratio := float64(len(groups)) / float64(len(labels))
	t.Logf("%d messages, %d labels, %d groups: %.2f groups per label", len(entries), len(labels), len(groups), ratio)
	if len(entries) < 200 || ratio > 1.3 {
		t.Errorf("got %d messages and %.2f groups per label, want at least 200 and at most 1.3", len(entries), ratio)
	}
}

// Failures with different types are never one group, whatever else they have in common.
func TestSignatureKeepsTypesApart(t *testing.T) {
	seen := map[string]string{}
	for _, kind := range []string{"Error", "TypeError", "AssertionError", "AssertionError [ERR_ASSERTION]", "java.io.IOException", "RuntimeError"} {
		s := SignatureOf(cucumber.Failure{Step: "When x", Message: kind + ": connect ECONNREFUSED 127.0.0.1:5432\n    at x (/app/a.js:1:2)"})
		if s.Type != kind || seen[s.Hash] != "" {
			t.Errorf("type %q: got %+v, the same as %q", kind, s, seen[s.Hash])
		}
		seen[s.Hash] = kind
	}
	for _, kind := range []string{"OutOfStock", "Mismatch", "Shop::Gone", "RuntimeError", "PG::Error"} {
		s := SignatureOf(cucumber.Failure{Step: "Then x", Message: "\nexpected: 7\n     got: 8\n (" + kind + ")\n./features/steps.rb:6:in `x'"})
		if s.Type != kind || seen[s.Hash] != "" {
			t.Errorf("type %q: got %+v, the same as %q", kind, s, seen[s.Hash])
		}
		seen[s.Hash] = kind
	}
	for _, kind := range []string{"OutOfStock", "DbDown", "TypeError"} {
		s := SignatureOf(cucumber.Failure{Step: "Then x", Message: kind + ": no lamp\n    at x (/app/b.js:1:2)"})
		if s.Type != kind || seen[s.Hash] != "" {
			t.Errorf("type %q: got %+v, the same as %q", kind, s, seen[s.Hash])
		}
		seen[s.Hash] = kind
	}
}

func TestSignatureOfALongMessageIsBounded(t *testing.T) {
	for _, part := range []string{"x", "a1 ", "'", "{[", "at x (", "E   ", "File \"", "expected a but got b ", "\n", "Caused by: a.b.C: d\n", "::1:", "\x1b[31m"} {
		start := time.Now()
		SignatureOf(cucumber.Failure{Step: strings.Repeat(part, 1000), Message: strings.Repeat(part, 1<<20/len(part))})
		if took := time.Since(start); took > time.Second {
			t.Errorf("%q took %s", part, took)
		}
	}
}

func FuzzSignature(f *testing.F) {
	for i, one := range corpus(f) {
		if i%10 == 0 {
			f.Add(one.failure.Step, one.failure.Message)
		}
	}
	f.Fuzz(func(t *testing.T, step, message string) {
		failure := cucumber.Failure{Step: step, Message: message}
		s := SignatureOf(failure)
		if again := SignatureOf(failure); again != s {
			t.Fatalf("got %+v, then %+v", s, again)
		}
		if len(s.Message) > 16*lineBytes || len(s.Place) > 4*lineBytes {
			t.Fatalf("the signature is %d bytes long", len(s.Message)+len(s.Place))
		}
	})
}

//go:build consumers

package official_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/org/baleen-action/official"
)

// TestConsumersSource: the page in the binary is what its source, the package at npm, gives.
func TestConsumersSource(t *testing.T) {
	made := filepath.Join(t.TempDir(), "page.html.bz2")
	if out, err := exec.Command("../scripts/cucumber-page", made).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	want, err := os.ReadFile(made)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("assets/page.html.bz2")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("assets/page.html.bz2 is not what scripts/cucumber-page makes: %d bytes, not %d", len(got), len(want))
	}
}

// TestConsumersHostile: nothing of a suite comes alive in Chromium, wherever it stands in the messages.
func TestConsumersHostile(t *testing.T) {
	script := `<script>alert(1)</script><img src=x onerror=alert(2)><img src="https://baleen.invalid/a.png"><iframe src="https://baleen.invalid/b"></iframe><svg onload=alert(3)></svg>[a](javascript:alert(4))<a href="javascript:alert(5)">b</a>`
	stream, err := os.ReadFile("../stream/testdata/cucumber-js.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if err := official.Write(&page, script, strings.NewReader(infected(t, string(stream), script))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "cucumber.html")
	if err := os.WriteFile(file, page.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	look := exec.Command("node", "../testdata/consumers/look-at-cucumber-page.js", file)
	look.Env = append(os.Environ(), "OPEN=1")
	out, err := look.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, err.(*exec.ExitError).Stderr)
	}
	var seen []struct {
		Complaints, Requests, Links []string
		Text                        string
	}
	if err := json.Unmarshal(out, &seen); err != nil {
		t.Fatal(err)
	}
	got := seen[0]
	if !strings.Contains(got.Text, "<script>alert(1)</script>") {
		t.Error("the text of the suite is not shown")
	}
	for _, said := range got.Complaints {
		if strings.HasPrefix(said, "dialog") || strings.Contains(said, "inline event handler") {
			t.Errorf("a script of the suite came alive: %s", said)
		}
	}
	for _, protocol := range got.Links {
		if strings.HasPrefix(protocol, "javascript") {
			t.Error("a link of the suite is a script")
		}
	}
	for _, url := range got.Requests {
		if !strings.HasPrefix(url, "file://") {
			t.Errorf("the page asks for %s", url)
		}
	}
}

// infected is a stream in which a text stands behind every text of the suite.
func infected(t *testing.T, stream, text string) string {
	t.Helper()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	decoder := json.NewDecoder(strings.NewReader(stream))
	for decoder.More() {
		var message any
		if err := decoder.Decode(&message); err != nil {
			t.Fatal(err)
		}
		if err := encoder.Encode(infect(message, text)); err != nil {
			t.Fatal(err)
		}
	}
	for _, kind := range []string{"text/html", "text/plain", "text/uri-list", "text/x.cucumber.log+plain", "text/markdown", "image/svg+xml", "application/json"} {
		for _, id := range started(t, stream)[:1] {
			attachment := map[string]any{"attachment": map[string]any{"testCaseStartedId": id, "mediaType": kind, "contentEncoding": "IDENTITY", "body": "javascript:alert(6)//" + text, "fileName": text}}
			if err := encoder.Encode(attachment); err != nil {
				t.Fatal(err)
			}
		}
	}
	return out.String()
}

// started are the identifiers of the attempts in a stream.
func started(t *testing.T, stream string) []string {
	t.Helper()
	var ids []string
	decoder := json.NewDecoder(strings.NewReader(stream))
	for decoder.More() {
		var message struct{ TestCaseStarted struct{ ID string } }
		if err := decoder.Decode(&message); err != nil {
			t.Fatal(err)
		}
		if message.TestCaseStarted.ID != "" {
			ids = append(ids, message.TestCaseStarted.ID)
		}
	}
	return ids
}

// infect adds a text to those that a suite writes.
func infect(value any, text string) any {
	switch value := value.(type) {
	case []any:
		for i := range value {
			value[i] = infect(value[i], text)
		}
	case map[string]any:
		for key, inner := range value {
			said, isText := inner.(string)
			switch key {
			case "name", "text", "description", "message", "data", "value", "stackTrace", "source", "code", "fileName":
				if isText {
					value[key] = said + text
					continue
				}
			}
			value[key] = infect(inner, text)
		}
	}
	return value
}

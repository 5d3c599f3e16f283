package cucumber

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestCutsAreMarked: whatever is too large to be kept whole ends with a mark, beside which parts of secrets are looked for.
func TestCutsAreMarked(t *testing.T) {
	long := strings.Repeat("0123456789abcde ", maxText/16+2)
	line := strconv.Quote(strings.Repeat("x", 1000))
	lines := strings.Repeat(line+",", 2*maxLog/1000) + line
	for name, report := range map[string]string{
		"message of JSON": `[{"uri":"a.feature","elements":[{"type":"scenario","name":"one","line":2,"steps":[
			{"keyword":"Given ","name":"x","line":3,"result":{"status":"failed","error_message":` + strconv.Quote(long[:maxMessage+1]) + `}}]}]}]`,
		"name in JSON": `[{"uri":"a.feature","elements":[{"type":"scenario","name":` + strconv.Quote(long) + `,"line":2,"steps":[
			{"keyword":"Given ","name":"x","line":3,"result":{"status":"passed"}}]}]}]`,
		"log of JSON": `[{"uri":"a.feature","elements":[{"type":"scenario","name":"one","line":2,"steps":[
			{"keyword":"Given ","name":"x","line":3,"output":[` + lines + `],"result":{"status":"passed"}},
			{"keyword":"Then ","name":"y","line":4,"output":[` + lines + `],"result":{"status":"passed"}}]}]}]`,
		"log of messages": logged(line, 2*maxLog/1000),
		"long log":        logged(strconv.Quote(long[:2*maxLog]), 1),
		"output of go test": strings.Repeat(`{"Action":"output","Package":"p","Test":"T/one","Output":`+line+"}\n", 2*maxMessage/1000) +
			`{"Action":"fail","Package":"p","Test":"T/one"}` + "\n" + `{"Action":"fail","Package":"p"}` + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			s := readReport(t, report).Scenarios[0]
			text := s.Log
			if s.Failure != nil && s.Failure.Message != "" {
				text = s.Failure.Message
			} else if text == "" {
				text = s.Name
			}
			text = strings.TrimSpace(text)
			if !strings.HasSuffix(text, " left out …]") || strings.Count(text, "left out") != 1 || len(text) > maxText+maxLog {
				t.Errorf("%d bytes, ending in %q", len(text), text[max(0, len(text)-100):])
			}
		})
	}
}

// logged are messages of a scenario that logs a JSON string so many times.
func logged(text string, times int) string {
	attachment := `{"attachment":{"testCaseStartedId":"r","body":` + text + `,"contentEncoding":"IDENTITY","mediaType":"text/x.cucumber.log+plain"}}` + "\n"
	return `{"pickle":{"id":"p","uri":"a.feature","name":"one","steps":[{"id":"ps","text":"x"}]}}
{"testCase":{"id":"c","pickleId":"p","testSteps":[{"id":"ts","pickleStepId":"ps"}]}}
{"testCaseStarted":{"id":"r","testCaseId":"c","attempt":0}}
{"testStepFinished":{"testCaseStartedId":"r","testStepId":"ts","testStepResult":{"status":"PASSED"}}}
` + strings.Repeat(attachment, times) + `{"testCaseFinished":{"testCaseStartedId":"r","timestamp":{"seconds":1,"nanos":0}}}
{"testRunFinished":{"success":true}}
`
}

func readReport(t *testing.T, text string) *Report {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "report"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := ReadDir(os.DirFS(dir))
	if err != nil || len(report.Scenarios) == 0 {
		t.Fatal(fmt.Errorf("%+v, %w", report, err))
	}
	return report
}

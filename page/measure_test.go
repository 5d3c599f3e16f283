//go:build consumers

package page

import (
	"os"
	"path/filepath"
	"testing"
)

// mostBytes is what the page of 10,000 scenarios with 100,000 steps may have, without attachments.
const mostBytes = 15_000_000

// measured is how long a large page takes, in milliseconds. Opening and Scrolled.Hundred, of a hundred rows, are processor time.
type measured struct {
	Opened, Opening, Searched, Detailed int
	Scrolled                            struct{ Rows, Frames, Longest, Usual, Hundred int }
	Long                                []int // tasks of more than 50 ms while scrolling
	Found                               string
	Complaints                          []string
}

// TestConsumersLargePage: the page of 10,000 scenarios with 100,000 steps opens in two seconds, and scrolls without a pause of more than
// 50 ms: rows come 25 at a time. Processor time counts: by the clock it depends on what else the machine does, which is only logged.
func TestConsumersLargePage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "index.html")
	page := write(t, large(), options("", ""))
	if err := os.WriteFile(file, page, 0o644); err != nil {
		t.Fatal(err)
	}
	var got measured
	ask(t, &got, "measure-page.js", file)
	t.Logf("%d bytes: %+v", len(page), got)
	if len(page) > mostBytes {
		t.Errorf("the page has %d bytes", len(page))
	}
	if got.Opening > 2000 || got.Scrolled.Hundred/4 > 50 || got.Scrolled.Rows < 1000 {
		t.Errorf("it is slow: %+v", got)
	}
	if got.Found != "20 of 10,000 scenarios" || len(got.Complaints) > 0 {
		t.Errorf("found %s, complaints %v", got.Found, got.Complaints)
	}
}

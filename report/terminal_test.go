package report

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// unit makes an attempt that ends now.
func unit(name string, number int, took time.Duration, statuses ...cucumber.Status) Ended {
	e := Ended{Attempt: result.Attempt{
		Unit: name, Number: number, Class: result.Passed, Source: "messages", Created: time.Now().Add(-took), Ended: time.Now(),
	}}
	f := &result.File{Path: "features/" + name + ".feature"}
	for i, s := range statuses {
		f.Scenarios = append(f.Scenarios, result.Scenario{Name: "S", Line: 3 + i, Status: s})
		if s != cucumber.Passed {
			e.Attempt.Class = result.Failed
		}
	}
	e.Files = []*result.File{f}
	return e
}

// visible shows each write on a line of its own, with its escape sequences spelled out.
func visible(all []string) string {
	spell := strings.NewReplacer("\x1b", "<ESC>", "\r", "<CR>", "\n", "<LF>\n        ")
	var b strings.Builder
	for _, text := range all {
		b.WriteString("write:  " + spell.Replace(text) + "\n")
	}
	return b.String()
}

func TestTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := new(writes)
		c := NewConsole(w, ConsoleOptions{Terminal: true, Color: true, Width: 100, Total: 4, Concurrency: 2})
		c.Notice("cucumber-js 12, because of package.json")
		c.Started("a.1")
		c.Started("b.1")
		time.Sleep(2500 * time.Millisecond)
		c.Ended(unit("a", 1, 2500*time.Millisecond, "passed", "passed"))
		c.Started("c.1")
		time.Sleep(time.Second)
		c.Ended(unit("b", 1, 3500*time.Millisecond, "passed", "failed"))
		c.Started("d.1")
		time.Sleep(2 * time.Second)
		c.Ended(unit("c", 1, 3*time.Second))
		c.Ended(unit("d", 1, 2*time.Second, "passed"))
		c.Started("b.2")
		time.Sleep(time.Second)
		c.Ended(unit("b", 2, time.Second, "passed", "passed"))
		c.Summary(&result.Run{Wall: 6 * time.Second, Verdict: result.Verdict{State: "passed"}})
		time.Sleep(time.Second)
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		golden(t, "terminal.golden", visible(w.all))
	})
}

func TestTerminalIsLeftWithoutProgressLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := new(writes)
		c := NewConsole(w, ConsoleOptions{Terminal: true, Total: 1})
		time.Sleep(150 * time.Millisecond)
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		want := []string{"\r\x1b[K0/1 files · 0:00 elapsed", "\r\x1b[K"}
		if diff := cmp.Diff(want, w.all); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestManyEventsAreDrawnAtMostTenTimesASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := new(writes)
		c := NewConsole(w, ConsoleOptions{Terminal: true, Total: 3000, Concurrency: 3000})
		for i := range 3000 {
			c.Started(strings.Repeat("u", i))
			time.Sleep(time.Millisecond)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		if n := len(w.all); n < 20 || n > 32 {
			t.Errorf("drawn %d times in 3 s, want about 30", n)
		}
	})
}

func TestProgressLineNeverWraps(t *testing.T) {
	for _, tt := range []struct {
		width int
		want  string
	}{
		{10, "12/24 · ü"},
		{11, "12/24 · üb"},
		{0, "12/24 · über"},
		{1, ""},
	} {
		if got := cut("12/24 · über", tt.width); got != tt.want {
			t.Errorf("cut to %d columns: %q, want %q", tt.width, got, tt.want)
		}
	}
}

func TestPartsOfFilesAreNamed(t *testing.T) {
	e := unit("a", 1, time.Second, "passed")
	e.Parts = map[string]string{"features/a.feature": "part 2 of 5"}
	if got := ended(ConsoleOptions{}, e).text; !strings.HasSuffix(got, "1 passed, part 2 of 5\n") {
		t.Errorf("%q", got)
	}
}

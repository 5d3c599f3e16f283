package report

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// tell replaces tokens by T1, T2, … in the order of their appearance, and spells out what cannot be seen.
func tell(text string) string {
	known := map[string]string{}
	text = regexp.MustCompile(`[A-Z2-7]{26}|baleen_[a-z2-7]{26}`).ReplaceAllStringFunc(text, func(token string) string {
		if known[token] == "" {
			known[token] = fmt.Sprintf("T%d", len(known)+1)
		}
		return known[token]
	})
	return strings.NewReplacer("\x1b", "<ESC>", "\r", "<CR>").Replace(text)
}

func noon() time.Time { return start }

func TestGitHubLog(t *testing.T) {
	for _, tt := range []struct {
		name string
		use  func(l *Log)
		want string
	}{
		{"nothing", func(*Log) {}, ""},
		{"text", func(l *Log) {
			fmt.Fprintln(l, "::error::a")
			fmt.Fprintln(l, "##[group]b")
		}, "::stop-commands::T1\n\\::error::a\n##\\[group]b\n::T1::\n"},
		{"text without a line end", func(l *Log) { fmt.Fprint(l, "a") }, "::stop-commands::T1\na\n::T1::\n"},
		{"escape sequences and carriage returns", func(l *Log) { fmt.Fprintln(l, "\x1b[31mred\x1b[0m\r::x::") },
			"::stop-commands::T1\nred\n\\::x::\n::T1::\n"},
		{"folded", func(l *Log) {
			fmt.Fprintln(l, "before")
			check(t, l.Fold("a\n::error::b", "::endgroup::\nc"))
			fmt.Fprintln(l, "after")
		}, "::stop-commands::T1\nbefore\n::T1::\n::group::a ::error::b\n::stop-commands::T2\n\\::endgroup::\nc\n::T2::\n::endgroup::\n" +
			"::stop-commands::T3\nafter\n::T3::\n"},
		{"annotated", func(l *Log) {
			fmt.Fprint(l, "before")
			check(t, l.Annotate([]Annotation{{File: "a,b:c.feature", Line: 3, Title: "x\ny", Message: "100 %\n##[error]"}, {Message: "m"}}))
		}, "::stop-commands::T1\nbefore\n::T1::\n::error file=a%2Cb%3Ac.feature,line=3,title=x y::100 %25%0A##\\[error]\n::error::m\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			l := NewLog(&out, GitHub, noon)
			tt.use(l)
			check(t, l.Close())
			if diff := cmp.Diff(tt.want, tell(out.String())); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

func TestGitLabLog(t *testing.T) {
	var out bytes.Buffer
	l := NewLog(&out, GitLab, noon)
	fmt.Fprint(l, "\x1b[0Ksection_end:1:x\r\x1b[0K")
	check(t, l.Fold("output", "\x1b[0Ksection_start:1:y[collapsed=true]\r\x1b[0Kevil\n"))
	check(t, l.Fold("more", "text"))
	check(t, l.Annotate([]Annotation{{Message: "GitLab has none"}}))
	check(t, l.Close())
	at := start.Unix()
	want := fmt.Sprintf(`section_end\:1:x
<ESC>[0Ksection_start:%d:T1_1[collapsed=true]<CR><ESC>[0Koutput
section_start\:1:y[collapsed=true]
evil
<ESC>[0Ksection_end:%d:T1_1<CR><ESC>[0K
<ESC>[0Ksection_start:%d:T1_2[collapsed=true]<CR><ESC>[0Kmore
text
<ESC>[0Ksection_end:%d:T1_2<CR><ESC>[0K
`, at, at, at, at)
	if diff := cmp.Diff(want, tell(out.String())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLogIsWrittenByMany(t *testing.T) {
	var out bytes.Buffer
	l := NewLog(&out, GitHub, noon)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 25 {
				fmt.Fprintln(l, "text")
				check(t, l.Fold("title", "folded"))
			}
		})
	}
	all.Wait()
	check(t, l.Close())
	group := regexp.MustCompile(`::group::title\n::stop-commands::(\w+)\nfolded\n::(\w+)::\n::endgroup::\n`)
	if n := len(group.FindAllString(out.String(), -1)); n != 200 {
		t.Errorf("%d whole groups, want 200", n)
	}
}

func TestLogReportsWhatCouldNotBeWritten(t *testing.T) {
	cause := errors.New("broken pipe")
	l := NewLog(broken{cause}, GitHub, noon)
	if _, err := fmt.Fprint(l, "x"); !errors.Is(err, cause) {
		t.Errorf("Write: %v, want %v", err, cause)
	}
	if err := l.Fold("x", "y"); !errors.Is(err, cause) {
		t.Errorf("Fold: %v, want %v", err, cause)
	}
	if err := l.Annotate([]Annotation{{Message: "x"}}); !errors.Is(err, cause) {
		t.Errorf("Annotate: %v, want %v", err, cause)
	}
}

// swamped makes a run of which everything failed, with 128 KiB of output for each container.
func swamped(t *testing.T, files int) (run *result.Run, dir string) {
	t.Helper()
	dir = t.TempDir()
	run = failing(10 * files)
	if err := os.WriteFile(filepath.Join(dir, "out.log"), bytes.Repeat([]byte("0123456789abcde\n"), 8<<10), 0o644); err != nil {
		t.Fatal(err)
	}
	message := strings.Repeat("expected\n", 1000)
	for i := range run.Files {
		run.Attempts[i].Stdout = "out.log"
		for j := range run.Files[i].Scenarios {
			run.Files[i].Scenarios[j].Failure = &cucumber.Failure{Message: message}
		}
	}
	return run, dir
}

func TestLogOfAHugeRunStaysBelowThePlatformsLimit(t *testing.T) {
	run, dir := swamped(t, 500)
	var out bytes.Buffer
	l := NewLog(&out, GitLab, noon)
	o := optionsFor(run)
	o.ReportDir = dir
	c := NewConsole(l, o)
	for _, e := range ends(run) {
		c.Ended(e)
	}
	c.Summary(run)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	if len(text) > 4<<20 {
		t.Errorf("%d bytes, and GitLab cuts at 4 MiB", len(text))
	}
	if !strings.Contains(text, "\nFAILED\n") {
		t.Error("the verdict is missing")
	}
	if n := strings.Count(text, "FAIL      apps/shop/features/f"); n != 500 {
		t.Errorf("%d files are named, want 500", n)
	}
	if n := strings.Count(text, "section_start"); n < 10 || n > 20 {
		t.Errorf("%d outputs are shown, want what 1 MiB holds", n)
	}
}

func TestOutputThatCannotBeReadIsSaid(t *testing.T) {
	run := failing(1)
	run.Attempts[0].Stdout = "gone.log"
	var out bytes.Buffer
	c := NewConsole(NewLog(&out, GitHub, noon), optionsFor(run))
	c.Ended(ends(run)[0])
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if want := "::group::output: baleen-report/gone.log\n"; !strings.Contains(out.String(), want) {
		t.Errorf("%q is missing in:\n%s", want, out.String())
	}
	if want := "cannot be read: open baleen-report/gone.log: no such file"; !strings.Contains(out.String(), want) {
		t.Errorf("%q is missing in:\n%s", want, out.String())
	}
}

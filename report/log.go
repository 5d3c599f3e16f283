package report

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/sethvargo/go-githubactions"

	"github.com/org/baleen-action/result"
)

// Platform is a CI system whose log executes commands that are printed to it.
type Platform int

// The platforms whose logs have commands; elsewhere text is just text.
const (
	GitHub Platform = iota + 1
	GitLab
	TeamCityLog
)

// Log is the one stream to a platform's log. Everything written to it stays text: it removes escape sequences,
// breaks markers, and stops GitHub's commands until a random token that a test cannot guess. The methods are the only commands. They may be called from any goroutine.
type Log struct {
	platform Platform
	clock    func() time.Time
	name     string // prefix of this log's sections; it is random

	mu       sync.Mutex
	w        io.Writer
	token    string // ends the present stop of GitHub's commands; empty: they are executed
	midline  bool   // the last line has no end yet
	sections int
}

// NewLog returns a Log that writes to w, which must be the only stream that is used: GitHub's runner reads stdout and
// stderr side by side and keeps one state for both. A nil clock is time.Now.
func NewLog(w io.Writer, p Platform, clock func() time.Time) *Log {
	if clock == nil {
		clock = time.Now
	}
	return &Log{platform: p, clock: clock, name: "baleen_" + strings.ToLower(rand.Text()), w: w}
}

// Write writes text.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.emit(l.silence() + inert(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Fold writes text that is folded below its title.
func (l *Log) Fold(title, text string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	title, text = inert(oneLine(title)), inert(text)
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	if l.platform == GitHub {
		begin := l.obey() + l.command(func(a *githubactions.Action) { a.Group(title) }) + l.silence()
		end := l.obey() + l.command((*githubactions.Action).EndGroup)
		return l.emit(begin + text + end)
	}
	if l.platform == TeamCityLog {
		begin := l.lineEnd() + string(serviceMessage("blockOpened", "name", title)) + "\n"
		return l.emit(begin + text + string(serviceMessage("blockClosed", "name", title)) + "\n")
	}
	l.sections++
	name := fmt.Sprintf("%s_%d", l.name, l.sections)
	begin := fmt.Sprintf("%s\x1b[0Ksection_start:%d:%s[collapsed=true]\r\x1b[0K%s\n", l.lineEnd(), l.clock().Unix(), name, title)
	return l.emit(begin + text + fmt.Sprintf("\x1b[0Ksection_end:%d:%s\r\x1b[0K\n", l.clock().Unix(), name))
}

// Commands are what a platform's log executes.
type Commands struct {
	Annotations []Annotation
	Services    []ServiceMessage
}

// Command sends commands.
func (l *Log) Command(all Commands) error {
	return errors.Join(l.Annotate(all.Annotations), l.Serve(all.Services))
}

// Annotate sends annotations to GitHub; other platforms have none.
func (l *Log) Annotate(all []Annotation) error {
	if l.platform != GitHub || len(all) == 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	text := l.obey()
	for _, a := range all {
		// One map for all fields: a second call of WithFieldsMap replaces what the first one set.
		text += l.command(func(action *githubactions.Action) { action.WithFieldsMap(a.fields()).Errorf("%s", a.text()) })
	}
	return l.emit(text)
}

// Serve sends service messages to TeamCity. On another platform they are text.
func (l *Log) Serve(all []ServiceMessage) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(all) == 0 {
		return nil
	}
	var text strings.Builder
	for _, m := range all {
		text.WriteString(string(m) + "\n")
	}
	return l.emit(l.silence() + l.lineEnd() + text.String())
}

// Close lets GitHub's runner execute commands again, for the next user of the stream.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.emit(l.obey())
}

// silence stops GitHub's commands.
func (l *Log) silence() string {
	if l.platform != GitHub || l.token != "" {
		return ""
	}
	l.token = rand.Text()
	return l.lineEnd() + "::stop-commands::" + l.token + "\n"
}

// obey resumes GitHub's commands.
func (l *Log) obey() string {
	if l.token == "" {
		return ""
	}
	text := l.lineEnd() + "::" + l.token + "::\n"
	l.token = ""
	return text
}

// lineEnd ends a line that foreign text left open: a command counts at the start of a line only.
func (l *Log) lineEnd() string {
	if !l.midline {
		return ""
	}
	l.midline = false
	return "\n"
}

func (l *Log) emit(text string) error {
	if text == "" {
		return nil
	}
	l.midline = !strings.HasSuffix(text, "\n")
	_, err := io.WriteString(l.w, text)
	return err
}

func (l *Log) command(issue func(*githubactions.Action)) string {
	var text bytes.Buffer
	issue(githubactions.New(githubactions.WithWriter(&text)))
	return text.String()
}

// inert is text without escape sequences and markers.
func inert(text string) string {
	var plain *result.Cleaner
	return defuse(plain.Text(text))
}

func oneLine(text string) string {
	var plain *result.Cleaner
	return plain.Line(text)
}

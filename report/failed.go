package report

import (
	"fmt"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// scenario writes a scenario that did not simply pass. One that did not run takes one line: many may share one reason.
func (b *block) scenario(f *result.File, s result.Scenario) {
	b.line(1, fmt.Sprintf("%-11s  %s", word(s), titled(b.place(f.Path, s.Line), s.Name)))
	for _, line := range earlier(s) {
		b.line(2, line)
	}
	if s.Status == result.NotRun || s.Flaky && !b.options.fails(s) {
		return
	}
	if b.known(f, s) {
		return
	}
	if s.Failure != nil {
		b.failure(f, s.Failure)
	}
	if s.Quarantined() {
		b.line(2, s.Quarantine.String())
	}
	for _, file := range attached(b.options.ReportDir, s.Attachments) {
		b.text(2, "attached: "+file)
	}
	if s.Status != result.Unexpected && s.Status != result.Duplicate { // its line is in another file, or says nothing
		b.rerun(2, f.Path, s.Line)
	}
}

// known writes what is particular to a failure whose cause was printed before, and reports whether it was.
func (b *block) known(f *result.File, s result.Scenario) bool {
	cause, found := s.Cause()
	if !found || b.asBefore == nil || s.Failure == nil {
		return false
	}
	first := b.asBefore(cause.Hash, b.place(f.Path, s.Line))
	if first == "" {
		return false
	}
	b.line(2, short(opening(s.Failure.Message, s.Failure.Step), wordBytes))
	b.line(2, "the same cause as "+first)
	for _, file := range attached(b.options.ReportDir, s.Attachments) {
		b.text(2, "attached: "+file)
	}
	return true
}

// reasons writes each reason why scenarios did not run once, unless the container's trouble says it.
func (b *block) reasons(f *result.File) {
	if _, trouble := b.Attempt.Trouble(); trouble {
		return
	}
	said := map[string]bool{"": true}
	for _, s := range f.Scenarios {
		if s.Status == result.NotRun && s.Failure != nil && !said[s.Failure.Message] {
			b.text(2, s.Failure.Message)
			said[s.Failure.Message] = true
		}
	}
}

func (b *block) failure(f *result.File, why *cucumber.Failure) {
	var places []string
	if why.Line > 0 {
		places = append(places, b.place(f.Path, why.Line))
	}
	if why.Hook != "" {
		places = append(places, why.Hook)
	}
	step := why.Step
	if len(places) > 0 {
		step = strings.TrimSpace(step + "  # " + strings.Join(places, "  "))
	}
	b.text(2, step)
	b.text(3, why.Message)
}

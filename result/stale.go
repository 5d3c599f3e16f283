package result

import (
	"fmt"
	"slices"
	"strings"
)

// Stale are files that differ between image and checkout; the image's version ran.
type Stale struct {
	Files []string `json:"files" foreign:"exact"` // the first ones, as Run.Location returns them
	Total int      `json:"total"`
}

const (
	keptStale  = 100 // in the model
	namedStale = 3   // in a sentence
)

// NewStale returns the model of stale files; nil if there are none.
func NewStale(files []string) *Stale {
	if len(files) == 0 {
		return nil
	}
	return &Stale{Files: slices.Clone(files[:min(len(files), keptStale)]), Total: len(files)}
}

// Note returns one sentence about the files; empty if there are none.
func (s *Stale) Note() string {
	if s == nil {
		return ""
	}
	named := s.Files[:min(len(s.Files), namedStale)]
	text := strings.Join(named, ", ")
	if more := s.Total - len(named); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return "stale: image and checkout differ in " + text + ", and the image is what runs: rebuild it, or use workspace: copy"
}

// join adds the files that another node reports of the same image.
func (s *Stale) join(other *Stale) *Stale {
	if s == nil || other == nil {
		if s == nil {
			return other
		}
		return s
	}
	files := slices.Compact(slices.Sorted(slices.Values(slices.Concat(s.Files, other.Files))))
	joined := NewStale(files)
	joined.Total = max(joined.Total, s.Total, other.Total)
	return joined
}

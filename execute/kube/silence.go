//go:build !nokube

package kube

import (
	"archive/tar"
	"io"
	"os"
	"strings"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/hold"
)

// listens is what the program in main is told about silence.
func listens(s execute.Silence) []string {
	if s.After <= 0 {
		return nil
	}
	words := []string{"-silence", s.After.String()}
	if s.Signal != "" {
		words = append(words, "-on-silence", s.Signal)
	}
	return words
}

func ofSilence(name string) bool {
	return name == hold.AtSilence || strings.HasPrefix(name, hold.AtSilence+"/")
}

// atSilence is the report as it was when the command had been silent for too long. It only explains, so what is missing of it is no error.
type atSilence struct {
	folder string // temporary; empty: there is none
	files  *extracting
}

func (a *attempt) extractAtSilence() (*atSilence, error) {
	if a.job.Silence.After <= 0 || a.job.Silence.Look == nil {
		return &atSilence{}, nil
	}
	folder, err := os.MkdirTemp("", "baleen-silent-")
	if err != nil {
		return nil, err
	}
	return &atSilence{folder, a.extract(folder, nil)}, nil
}

func (s *atSilence) take(header *tar.Header, content io.Reader) {
	if s.files != nil {
		_ = s.files.take(header, content)
	}
}

// seen returns the folder with all that came.
func (s *atSilence) seen() string {
	if s.files != nil {
		_ = s.files.close()
		s.files = nil
	}
	return s.folder
}

// forget removes the folder.
func (s *atSilence) forget() {
	if folder := s.seen(); folder != "" {
		os.RemoveAll(folder)
	}
}

// silent is why the command counts as silent, in the words that are used on Docker; empty: it was not.
func (a *attempt) silent(left *hold.Ending, then *atSilence) string {
	if left == nil || left.Silent == nil {
		return ""
	}
	running := ""
	if folder := then.seen(); folder != "" {
		running = a.job.Silence.Look(folder)
	}
	return a.job.Silence.Evidence(running, execute.Activity(*left.Silent))
}

package execute

import (
	"errors"
	"strings"
	"syscall"
)

// OneLine returns an error's text on one line.
func OneLine(err error) string {
	if err == nil {
		return ""
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}

// HintError is an error that the reader can fix; Hint says how in one sentence.
type HintError struct {
	Err  error
	Hint string
}

// Error returns the cause without the hint.
func (e *HintError) Error() string { return e.Err.Error() }

// Unwrap returns the error without its hint.
func (e *HintError) Unwrap() error { return e.Err }

// IsNoSpace reports whether a disk is full: ours, or the engine's, which says so in its text only.
func IsNoSpace(err error) bool {
	return err != nil && (errors.Is(err, syscall.ENOSPC) || strings.Contains(err.Error(), "no space left on device"))
}

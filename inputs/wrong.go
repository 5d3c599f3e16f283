package inputs

import (
	"errors"
	"slices"
	"strings"

	"github.com/org/baleen-action/execute"
)

// Wrong is one input that cannot be used.
type Wrong struct {
	Input   string
	Problem string
	Advice  string // what to type instead
	Place   string // in a baleen.yml, as file:line; empty: it is not from there
}

// Error names the place, the input and the problem.
func (w Wrong) Error() string {
	text := w.Problem
	for _, before := range []string{w.Input, w.Place} {
		if before != "" {
			text = before + ": " + text
		}
	}
	return text
}

// Hint says what to type instead.
func (w Wrong) Hint() string { return w.Advice }

// AllWrong are several wrong inputs at once.
type AllWrong []Wrong

// Error puts all of them on one line.
func (w AllWrong) Error() string {
	var out []string
	for _, one := range w {
		out = append(out, one.Error())
	}
	return strings.Join(out, "; ")
}

// Err is nil if nothing is wrong.
func (w AllWrong) Err() error {
	if len(w) == 0 {
		return nil
	}
	return w
}

// With adds the wrong inputs of an error, each once: a flag that is wrong is wrong for every suite. It ignores other errors.
func (w AllWrong) With(err error) AllWrong {
	for _, one := range Find(err) {
		if !slices.Contains(w, one) {
			w = append(w, one)
		}
	}
	return w
}

// Find returns the wrong inputs in an error, nil if it has none.
func Find(err error) AllWrong {
	var one Wrong
	var many AllWrong
	switch {
	case errors.As(err, &many):
		return many
	case errors.As(err, &one):
		return AllWrong{one}
	}
	return nil
}

// Join makes one error of all wrong inputs, so that all can be fixed at once. If there is an error of another kind, it returns that
// one.
func Join(errs ...error) error {
	var all AllWrong
	for _, err := range errs {
		wrong := Find(err)
		if err != nil && wrong == nil {
			return err
		}
		all = append(all, wrong...)
	}
	return all.Err()
}

// Hinted is an error with a hint.
type Hinted struct {
	error
	hint string
}

// Unwrap returns the error without its hint.
func (h Hinted) Unwrap() error { return h.error }

// Hint says what to do instead.
func (h Hinted) Hint() string { return h.hint }

// HintOf returns the hint that an error carries, empty if it has none.
func HintOf(err error) string {
	var own interface{ Hint() string }
	var engine *execute.HintError
	switch {
	case errors.As(err, &own):
		return own.Hint()
	case errors.As(err, &engine):
		return engine.Hint
	}
	return ""
}

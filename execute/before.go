package execute

import (
	"errors"
	"time"
)

// Before is a script that runs once, in a container of the specification's image and in the world of the first slot. What
// it leaves in the container's file system is the image that the jobs' containers start from. Volumes and tmpfs are not
// part of it, nor are processes.
type Before struct {
	Name     string   // of the job: part of the container's name
	Shell    []string // the words before a script; the image's entrypoint is not used
	Script   string
	Checkout *Checkout // copied into the container first; nil: none
	Stdout   string    // as in Job
	Stderr   string
	Limit    int64
	Timeout  time.Duration
	Done     func(Outcome) // receives its outcome before the first job starts, and none if Run fails earlier
	Made     func(Image)   // receives the image; not called if the script failed
}

// ErrBefore is the error of a run whose script Spec.Before did not pass; Before.Done knows more.
var ErrBefore = errors.New("what runs before the tests did not pass")

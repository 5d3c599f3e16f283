// Package execute runs one command in one container, many at once. It knows Docker and nothing about Cucumber.
package execute

import (
	"context"
	"io"
	"time"
)

// Class is what happened to a container.
type Class string

// Only Passed and Failed are about what ran in the container; the others are infrastructure.
const (
	Passed           Class = "passed"            // exit status 0
	Failed           Class = "failed"            // any other exit status of its own
	Timeout          Class = "timeout"           // ended by us, its time was up
	OOM              Class = "oom"               // 137 and the engine says out of memory
	Killed           Class = "killed"            // 137 or 143 that is not ours
	StartFailed      Class = "start-failed"      // the engine could not start it, or 125, 126, 127
	BadImage         Class = "image"             // pull or create found no usable image
	Removed          Class = "removed"           // by somebody else, while it ran
	Lost             Class = "lost"              // the daemon was gone too long
	OutputIncomplete Class = "output-incomplete" // it ended, but part of its output is gone
	NoSpace          Class = "no-space"          // a disk is full
	Cancelled        Class = "cancelled"         // by our caller
)

// Spec is what all containers of a run share, as in docker run. The zero value of a field is docker run's default.
type Spec struct {
	Image Image // from Resolve: every container is created from the same one
	// Restore resolves the image again where it was pruned during the run; nil: that is the end of the run's containers.
	Restore    func(context.Context) (Image, error)
	Hurry      <-chan struct{} // closed: after cancellation nothing is brought out any more, only removed; may be nil
	RunID      string
	Scratch    string    // the jobs' scratch folder: an image that is made for the run holds it; empty: none has one
	Ordered    bool      // a slot always gives its outcome before it asks for its next job
	Deadline   time.Time // by when the whole run is over: label baleen.deadline, a sweep may remove what is older
	WorkDir    string
	Env        []string // NAME=VALUE
	Entrypoint []string // nil: the image's; empty, not nil: none
	Init       string   // "auto", "true", "false"
	User       string
	Network    string // "" is the default bridge
	// Sandbox names a program that calls Hold if its argument is HoldCommand. It runs in one small container for each
	// slot, whose network the slot's containers join one after another, and is loaded into the engine for that. Where it
	// cannot run there, Notice says so, and every container has a network of its own, as it has with an empty Sandbox.
	Sandbox     string
	Notice      func(string) // what a person should know, one line; may be nil
	IPC         string
	Memory      int64 // bytes
	CPUs        float64
	ShmSize     int64 // bytes
	PidsLimit   int64
	Ulimits     []string // name=soft[:hard]
	AddHosts    []string // host:ip
	Volumes     []string // as docker run -v
	Tmpfs       []string // path[:options]
	Mounts      []Mount  // from Share
	CapAdd      []string
	SecurityOpt []string
	Privileged  bool
}

// Job is one command in one container.
type Job struct {
	Name    string   // unique in the run, of letters, digits, "-", "_" and "."; part of the container's name
	Command []string // given to the image as docker run IMAGE … would give it
	Env     []string // NAME=VALUE, over Spec.Env; the slot's own variables are added by Slot below
	// SlotEnv gives the variables that depend on the slot (from 1 to the concurrency).
	SlotEnv func(slot int) []string
	Stdout  string        // file that gets the stream byte for byte
	Stderr  string        // the same
	Limit   int64         // bytes of output in all; what is over is cut and marked; 0: no limit
	Timeout time.Duration // 0: none
	// Scratch is a folder that is made in the container before it starts, empty and writable for any user, and brought
	// out to Into after the container ended, whatever ended it. Empty: none.
	Scratch string
	Into    string
	// Artifacts are what else is brought out; nil: nothing.
	Artifacts *Artifacts
}

// Outcome is what became of a job. It is a value whatever happened: a container that could not be run is an Outcome of
// an infrastructure class, never an error.
type Outcome struct {
	Job       Job
	Slot      int
	Container string // ID; empty if none was created
	Class     Class
	ExitCode  int       // -1 where there is none
	Created   time.Time // when the slot took the job, our clock
	Started   time.Time // engine's clock; zero if it never started
	Finished  time.Time // engine's clock
	Ended     time.Time // when the slot was given back, our clock
	Evidence  string    // what shows the class, one line
	Advice    string    // what to do about it, one sentence; empty for Passed and Failed
	Cut       bool      // output went over Limit
	Fetched   bool      // Scratch was brought out
	Artifacts []string  // files that were brought out, sorted, relative to Artifacts.Into
	Missed    string    // why artifacts could not be brought out, one line; empty where they were
}

// Image is an image that is on the engine.
type Image struct {
	Ref        string // as asked for
	ID         string // what containers are created from
	Entrypoint []string
	Cmd        []string
	WorkDir    string
	User       string
	Volumes    []string // declared: paths that every container has a volume of its own at
	Baked      bool     // made from another image, whose command and entrypoint have to be given to every container
	Scratch    string   // a folder that it was made with: empty, and writable for any user
	Platform   string   // os/arch asked for, empty: the engine's
	Created    time.Time
}

// Files reads from an image through the archive API of a container that is created and never started, so the image
// needs no shell.
type Files interface {
	// Exists tells whether there is something at an absolute path.
	Exists(path string) (bool, error)
	// Tar returns what is at an absolute path (a file, or a folder and all below it) as a tar stream whose names begin
	// with the last element of the path. fs.ErrNotExist is wrapped where there is nothing.
	Tar(path string) (io.ReadCloser, error)
	// Close removes the container.
	Close() error
}

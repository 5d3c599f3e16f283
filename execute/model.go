// Package execute runs one command in one container, many at once: what is run and what came of it, in which order and how many at
// a time. What talks to an engine is in a package below it. It knows nothing about Cucumber.
package execute

import (
	"context"
	"io"
	"slices"
	"time"
)

// Class is what happened to a container.
type Class string

// Only Passed and Failed are about what ran in the container; the others are infrastructure.
const (
	Passed           Class = "passed"            // exit status 0
	Failed           Class = "failed"            // any other exit status of its own
	Timeout          Class = "timeout"           // we stopped it: its time was up
	Silent           Class = "silent"            // we stopped it: it wrote and reported nothing for too long
	OOM              Class = "oom"               // 137, and the engine reports out of memory
	Killed           Class = "killed"            // 137 or 143, and we did not send the signal
	StartFailed      Class = "start-failed"      // the engine could not start it, or status 125, 126 or 127
	BadImage         Class = "image"             // pull or create found no usable image
	Removed          Class = "removed"           // somebody else removed it while it ran
	Lost             Class = "lost"              // the daemon did not answer for too long
	OutputIncomplete Class = "output-incomplete" // it ended, but part of its output is missing
	NoSpace          Class = "no-space"          // a disk is full
	Unplaced         Class = "unplaced"          // no node of the cluster took it in time
	ServiceFault     Class = "service"           // a service of its slot was not ready in time, or ended
	BeforeFailed     Class = "before-failed"     // World.Before did not succeed
	Cancelled        Class = "cancelled"         // the caller cancelled
)

// Spec describes what all containers of a run share, as docker run does. The zero value of a field is docker run's
// default.
type Spec struct {
	Image Image // from Resolve; every container is created from this one image
	// Restore resolves the image again if it was pruned during the run. nil: no more containers can be created then.
	Restore    func(context.Context) (Image, error)
	Abort      <-chan struct{} // closed: after cancellation, remove containers at once and copy nothing out; may be nil
	RunID      string
	Scratch    string    // the jobs' scratch folder, which images made for the run hold; empty: jobs have none
	Ordered    bool      // every slot reports its outcome before it asks for its next job
	Deadline   time.Time // when the whole run must be over, by the daemon's clock (label baleen.deadline); a sweep may remove its objects afterwards
	WorkDir    string
	Env        []string // NAME=VALUE
	Entrypoint []string // nil: the image's; empty, not nil: none
	Init       string   // "auto", "true", "false"
	User       string
	Network    string // empty: the default bridge
	// Sandbox is the path of a program that calls Hold if its argument is HoldCommand. It is imported into the engine
	// as an image and runs in one small container for each slot, whose network the slot's containers join one after
	// another. If it cannot run there, Notice says so and every container has a network of its own, as with an empty
	// Sandbox.
	Sandbox string
	// SandboxIfPossible uses no sandboxes, and does not say so, if the engine cannot run the program or the containers may
	// change their network.
	SandboxIfPossible bool
	Mask              Mask
	Notice            func(string) // receives one line that a person should read; may be nil
	IPC               string
	Memory            int64 // bytes
	CPUs              float64
	ShmSize           int64 // bytes
	PidsLimit         int64
	Ulimits           []string // name=soft[:hard]
	AddHosts          []string // host:ip
	Volumes           []string // as docker run -v
	Tmpfs             []string // path[:options]
	Mounts            []Mount  // from Share
	CapAdd            []string
	SecurityOpt       []string
	Privileged        bool
	Before            *Before // what runs before all jobs; nil: nothing does
	World             World   // what stands beside the tests of each slot
	// Checkout is brought into every container by an engine that does so for each; others make an image with it. nil: there is none,
	// or the image has it.
	Checkout *Checkout
	Extra
}

// NetworkRights returns the inputs by which containers of the specification may change their network for good.
func (s Spec) NetworkRights() []string {
	var rights []string
	if s.Privileged {
		rights = append(rights, "privileged")
	}
	if len(s.CapAdd) > 0 {
		rights = append(rights, "cap-add")
	}
	if slices.Contains(s.SecurityOpt, "systempaths=unconfined") {
		rights = append(rights, "security-opt systempaths=unconfined")
	}
	return rights
}

// Job is one command in one container.
type Job struct {
	Name    string   // unique in the run; letters, digits, "-", "_" and "."; part of the container's name
	Command []string // passed to the image as docker run IMAGE … passes it
	Env     []string // NAME=VALUE; overrides Spec.Env, and SlotEnv overrides both
	// SlotEnv returns the variables that depend on the slot (1 to the concurrency); may be nil.
	SlotEnv func(slot int) []string
	Stdout  string        // file for the stream, byte for byte; empty: it is dropped
	Stderr  string        // the same
	Limit   int64         // bytes of both streams together; output above it is cut and the cut is marked; 0: no limit
	Timeout time.Duration // 0: none
	Silence Silence
	Locks   []string // no other job with one of them runs at the same time
	Places  int      // how many slots it takes, at most all; 0: one
	// Scratch is a folder that is created in the container before it starts, empty and writable for any user, and
	// copied to Into after the container has ended for whatever reason. Empty: none.
	Scratch string
	Into    string
	// Artifacts are other files to copy out; nil: none.
	Artifacts *Artifacts
	// Read is called with the outcome before it is reported, outside any lock: the jobs of several slots are read at once;
	// nil: nothing is read.
	Read func(Outcome)
}

// Outcome is the result of a job. It is a value whatever happened: a container that could not run has an infrastructure
// class, and is never an error.
type Outcome struct {
	Job              Job
	Slot             int
	Container        string // ID; empty if none was created
	Class            Class
	ExitCode         int           // -1 if there is none
	Created          time.Time     // when the slot took the job, by our clock
	Started          time.Time     // by the engine's clock; zero if it never started
	Finished         time.Time     // by the engine's clock
	Ended            time.Time     // when the slot was free again, by our clock
	NotRun           bool          // what was to start the command said that it could not
	Evidence         string        // why it has this class, one line
	Advice           string        // what to do about it, one sentence; empty for Passed and Failed
	Cut              bool          // the output exceeded Limit
	Fetched          bool          // Scratch was copied out
	ScratchCut       string        // why a limit kept some of Scratch from being copied, one line; empty if all of it was
	Artifacts        []string      // files that were copied out, sorted, relative to Artifacts.Into
	ArtifactsMissing string        // why artifacts could not be copied out, one line; empty if they were
	Waited           time.Duration // for the services of the slot
	Service          string        // that was of no use; "before-slot" for World.Before
	ServiceLogs      []ServiceLog  // what these wrote since the slot's last container
}

// Image is an image that the engine has.
type Image struct {
	Ref        string   // as the caller named it
	ID         string   // containers are created from it
	Digests    []string // name@digest, by which registries know it; none if it was built here
	Entrypoint []string
	Cmd        []string
	Env        []string // NAME=VALUE
	WorkDir    string
	User       string
	Volumes    []string // paths of the volumes that the image declares
	Committed  bool     // made from a container of another image, so containers need that image's command and entrypoint
	Bare       bool     // ENTRYPOINT and CMD could not be seen
	Scratch    string   // folder that the image holds: empty, and writable for any user
	Platform   string   // os/arch[/variant] asked for; empty: the engine's
	Created    time.Time
}

// Files reads from an image, which needs no shell for that.
type Files interface {
	// Exists reports whether there is anything at an absolute path.
	Exists(path string) (bool, error)
	// Real returns what an absolute path means with the links of the image followed. What is not there is itself.
	Real(path string) (string, error)
	// Tar returns a file, or a folder with all that is below it, as a tar stream. Names in it begin with the last
	// element of the path. If there is nothing at the path, the error wraps fs.ErrNotExist.
	Tar(path string) (io.ReadCloser, error)
	// Close removes what the engine made for reading.
	Close() error
}

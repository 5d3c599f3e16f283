package docker

import (
	"slices"
	"sync"
	"time"

	"github.com/org/baleen-action/execute"
)

// Call is a call to a daemon that has ended.
type Call struct {
	Method string // of the client, such as ContainerStart
	Of     string // ID or name of what it is about; empty: of nothing in particular
	As     string // the name that it gave a container
	Began  time.Time
	Took   time.Duration // until the daemon answered, or until the answer was read where it is a stream
	Error  string        // one line; empty: there was none
}

// mostCalls is how many calls Calls keeps: about 10 MB. A container takes a dozen.
const mostCalls = 100_000

// Calls are the calls of a run, up to a limit. Its zero value is ready; it may be used by several goroutines at once.
type Calls struct {
	mutex sync.Mutex
	kept  []Call
	more  int
}

// All returns the calls that have ended, in the order in which they began, and how many more there were than are kept; none of
// a nil Calls.
func (c *Calls) All() (kept []Call, more int) {
	if c == nil {
		return nil, 0
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	kept = slices.Clone(c.kept)
	slices.SortStableFunc(kept, func(a, b Call) int { return a.Began.Compare(b.Began) })
	return kept, c.more
}

func (c *Calls) add(call Call) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if len(c.kept) < mostCalls {
		c.kept = append(c.kept, call)
	} else {
		c.more++
	}
}

// begin returns a function that records the end of a call, the first time that it is called, and returns the error as it is.
func (c *Calls) begin(method, of string) func(error) error {
	began, once := time.Now(), sync.Once{}
	return func(err error) error {
		once.Do(func() { c.add(Call{Method: method, Of: of, Began: began, Took: time.Since(began), Error: textOf(err)}) })
		return err
	}
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return execute.OneLine(err)
}

// ServiceLife is when the container of a service ran.
type ServiceLife struct {
	Slot    int
	Service string
	ID      string
	Began   time.Time // when the daemon was asked to start it
	Ended   time.Time // when it was removed; zero: that is not known
}

// ServiceLives finds the containers of services among calls, which are in the order in which they began.
func ServiceLives(calls []Call) []ServiceLife {
	var out []ServiceLife
	at := map[string]int{} // in out, by ID
	for _, c := range calls {
		i, known := at[c.Of]
		slot, service, is := memberOf(c.As)
		switch {
		case c.Error != "":
		case c.Method == "ContainerCreate" && is:
			at[c.Of] = len(out)
			out = append(out, ServiceLife{Slot: slot, Service: service, ID: c.Of})
		case known && c.Method == "ContainerStart" && out[i].Began.IsZero():
			out[i].Began = c.Began
		case known && c.Method == "ContainerRemove":
			out[i].Ended = c.Began.Add(c.Took)
		}
	}
	return slices.DeleteFunc(out, func(s ServiceLife) bool { return s.Began.IsZero() })
}

package execute

import (
	"slices"
	"sync"
	"time"
)

// Call is a call to an engine that has ended.
type Call struct {
	Method string // in the engine's words, such as ContainerStart
	Of     string // ID or name of what it is about; empty: of nothing in particular
	As     string // the name that it gave a container
	Began  time.Time
	Took   time.Duration // until the engine answered, or until the answer was read where it is a stream
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

// Add records a call.
func (c *Calls) Add(call Call) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if len(c.kept) < mostCalls {
		c.kept = append(c.kept, call)
	} else {
		c.more++
	}
}

// Begin returns a function that records the end of a call, the first time that it is called, and returns the error as it is.
func (c *Calls) Begin(method, of string) func(error) error {
	began, once := time.Now(), sync.Once{}
	return func(err error) error {
		once.Do(func() {
			c.Add(Call{Method: method, Of: of, Began: began, Took: time.Since(began), Error: OneLine(err)})
		})
		return err
	}
}

package trace

import (
	"bufio"
	"bytes"
	"encoding/json"
	"iter"
	"os"
	"time"

	"github.com/org/baleen-action/result"
)

// Kept is the trace of a node. Its calls and services are in no run.json. It is not trusted.
type Kept struct {
	Name string      // of the file
	Run  *result.Run // the node's
}

// longest limits a line of a trace that is read, in bytes. Those of calls and services are shorter by far.
const longest = 1 << 20

// kept is an event of a trace with the arguments of calls and services.
type kept struct {
	Name string  `json:"name"`
	Cat  string  `json:"cat"`
	Time float64 `json:"ts"`
	Dur  float64 `json:"dur"`
	Args struct {
		callArgs
		serviceArgs
	} `json:"args"`
	began time.Time
}

// took is the duration of the event.
func (k kept) took() time.Duration { return time.Duration(k.Dur * float64(time.Microsecond)) }

// Calls returns the calls of the node. A file that cannot be read has none.
func (f Kept) Calls() iter.Seq[Call] {
	return func(yield func(Call) bool) {
		for k := range f.events(catCall, nil) {
			c := Call{Node: f.node(), Method: k.Name, Of: k.Args.Of, As: k.Args.As, Began: k.began, Took: k.took(), Error: k.Args.Error}
			if !yield(c) {
				return
			}
		}
	}
}

// Services returns the services of the node, and how many of its calls were left out.
func (f Kept) Services() (all []Service, callsLeftOut int) {
	var h head
	for k := range f.events(catService, &h) {
		all = append(all, Service{Node: f.node(), Slot: k.Args.Slot, Name: k.Name, ID: k.Args.Container, Began: k.began, Ended: k.began.Add(k.took())})
	}
	return all, max(0, h.CallsLeftOut)
}

func (f Kept) node() int {
	if f.Run.Node == nil {
		return 0
	}
	return f.Run.Node.Index
}

// around is how far outside its run an event may lie: what is further away would hide the run in a long trace.
const around = time.Hour

// events returns the events of a category, a line each as Write writes them, and what the trace says about its run.
func (f Kept) events(category string, about *head) iter.Seq[kept] {
	return func(yield func(kept) bool) {
		if info, err := os.Lstat(f.Name); err != nil || !info.Mode().IsRegular() {
			return
		}
		file, err := os.Open(f.Name)
		if err != nil {
			return
		}
		defer file.Close()
		lines := bufio.NewScanner(file)
		lines.Buffer(nil, longest)
		base := f.base(lines, about)
		mark := []byte(`"cat":"` + category + `"`)
		for lines.Scan() {
			var k kept
			if !bytes.Contains(lines.Bytes(), mark) || json.Unmarshal(bytes.TrimPrefix(lines.Bytes(), []byte(",")), &k) != nil {
				continue
			}
			k.began = base.Add(time.Duration(k.Time * float64(time.Microsecond)))
			if k.Cat == category && f.holds(k) && !yield(k) {
				return
			}
		}
	}
}

// base reads the first line of a trace, and returns where its time is 0.
func (f Kept) base(lines *bufio.Scanner, about *head) time.Time {
	lines.Scan()
	var first struct {
		About head `json:"otherData"`
	}
	if json.Unmarshal(append(bytes.Clone(lines.Bytes()), '}'), &first) != nil {
		return time.Time{}
	}
	if about != nil {
		*about = first.About
	}
	base, err := time.Parse(time.RFC3339Nano, first.About.Started)
	if err != nil {
		return time.Time{}
	}
	return base
}

// holds reports whether an event lies in the node's run.
func (f Kept) holds(k kept) bool {
	from, to := f.Run.Started.Add(-around), f.Run.Started.Add(f.Run.Wall+around)
	return k.Dur >= 0 && k.Dur < 1e15 && !k.began.Before(from) && !k.began.Add(k.took()).After(to)
}

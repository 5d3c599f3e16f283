package docker

import (
	"slices"
	"time"

	"github.com/org/baleen-action/execute"
)

// ServiceLife is when the container of a service ran.
type ServiceLife struct {
	Slot    int
	Service string
	ID      string
	Began   time.Time // when the daemon was asked to start it
	Ended   time.Time // when it was removed; zero: that is not known
}

// ServiceLives finds the containers of services among calls, which are in the order in which they began.
func ServiceLives(calls []execute.Call) []ServiceLife {
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

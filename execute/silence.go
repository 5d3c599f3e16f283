package execute

import (
	"time"
)

// Silence is what happens to a container that writes nothing and reports nothing. The zero value is nothing.
type Silence struct {
	After  time.Duration // 0: however long it is silent, it goes on
	Signal string        // sent before it is ended, so that it says what it waits for; empty: none
	// Look is called with the scratch folder as it is at that moment, and returns what was running by it, one line; may be nil.
	Look func(folder string) string
}

// Activity is what a silent container was doing. What is not known is empty.
type Activity struct {
	Processes   string // with their states and CPU times
	CPU         string // how much of it they use
	Connections string // the other ends of the open ones
}

// Evidence says why a container counts as silent; running is what Look returned.
func (s Silence) Evidence(running string, a Activity) string {
	text := "it wrote and reported nothing for " + s.After.String()
	if a.Connections != "" {
		a.Connections = "connected to " + a.Connections
	}
	for _, found := range []string{running, a.CPU, a.Connections} {
		if found != "" {
			text += ", " + found
		}
	}
	if a.Processes != "" {
		text += WhileRan + a.Processes
	}
	return text
}

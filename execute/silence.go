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

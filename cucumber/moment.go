package cucumber

import (
	"time"

	messages "github.com/cucumber/messages/go/v34"
)

// Moment is when something began, in nanoseconds since the Unix epoch; 0: the report does not say. It comes from the clock inside
// the container, which is that of the daemon's host unless a suite sets its own. A time.Time would take three times the memory.
type Moment int64

// MomentOf returns the moment of a time. Of one outside 1970 to 2262, the zero time included, it is 0.
func MomentOf(t time.Time) Moment {
	if t.Year() < 1970 || t.Year() > 2261 {
		return 0
	}
	return Moment(t.UnixNano())
}

// Time returns the time in UTC; the zero time if it is not known.
func (m Moment) Time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.Unix(0, int64(m)).UTC()
}

// momentIn reads a time as RFC 3339 writes it. One without a zone is not known: nothing says which it is.
func momentIn(text string) Moment {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return 0
	}
	return MomentOf(t)
}

func momentAt(t *messages.Timestamp) Moment {
	if t == nil {
		return 0
	}
	return MomentOf(time.Unix(t.Seconds, t.Nanos))
}

// takeTimes takes the times of a scenario in another report of the same run, if this one has none.
func (s *Scenario) takeTimes(other Scenario) {
	if s.Began != 0 || s.Attempts > 1 {
		return
	}
	s.Began = other.Began
	at := 0
	for _, step := range other.Steps {
		for at < len(s.Steps) && (s.Steps[at].Hook || s.Steps[at].Line != step.Line) {
			at++
		}
		if at < len(s.Steps) {
			s.Steps[at].Began = step.Began
			at++
		}
	}
}

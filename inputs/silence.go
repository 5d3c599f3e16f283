package inputs

import "fmt"

// Words of the inputs about silence.
const (
	silenceOff  = "off"
	silenceAuto = "auto"
	noSignal    = "none"
)

// silence checks how long a container may be silent, and the signal that it gets then.
func (c *checker) silence(in Run, l *Limits) {
	switch in.Silence {
	case silenceOff:
	case silenceAuto:
		l.AutoSilence = true
	default:
		l.Silence = c.duration("silence", in.Silence)
	}
	if l.File > 0 && l.Silence >= l.File {
		c.notice("silence: %s has no effect, because timeout is %s", l.Silence, l.File)
	}
	c.oneOf("on-silence", in.OnSilence, noSignal, "QUIT", "USR1", "USR2", "ABRT", "HUP", "TERM")
	if l.OnSilence = signalOf(in.OnSilence); l.OnSilence != "" && in.Silence == silenceOff {
		c.say("on-silence", fmt.Sprintf("%s is never sent without silence", in.OnSilence), "--silence 3m")
	}
}

// signalOf is the signal that the input on-silence names; empty: none.
func signalOf(word string) string {
	if word == noSignal {
		return ""
	}
	return word
}

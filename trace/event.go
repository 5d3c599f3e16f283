package trace

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"
)

// event is one of the trace. Its fields are those of the format.
type event struct {
	Name  string      `json:"name"`
	Cat   string      `json:"cat,omitempty"`
	Phase string      `json:"ph"`
	Time  json.Number `json:"ts,omitempty"`  // microseconds
	Dur   json.Number `json:"dur,omitempty"` // microseconds
	PID   int         `json:"pid"`
	TID   int         `json:"tid,omitempty"`
	Color string      `json:"cname,omitempty"` // Chrome's name for it
	Args  any         `json:"args,omitempty"`
}

// The phases that are used.
const (
	complete = "X"
	counter  = "C"
	metadata = "M"
)

// tick is the unit of times. Readers add times up as floating-point numbers, so fractions of it would let what ends together end
// one after the other.
const tick = time.Microsecond

// micros writes a duration in microseconds.
func micros(d time.Duration) json.Number {
	return json.Number(strconv.FormatInt(int64(max(0, d)/tick), 10))
}

// head is what the trace says about the run as a whole.
type head struct {
	Version string `json:"baleen,omitempty"`
	Run     string `json:"run,omitempty"`
	Name    string `json:"name,omitempty"`
	Image   string `json:"image,omitempty"`
	Started string `json:"started"` // where the time is 0
	Verdict string `json:"verdict,omitempty"`
	LeftOut int    `json:"attempts_left_out,omitempty"` // those of earlier runs
	// CallsLeftOut are calls to engines above the limit.
	CallsLeftOut int `json:"calls_left_out,omitempty"`
}

// writer writes events one by one, a line each.
type writer struct {
	out     *bufio.Writer
	encoder *json.Encoder
	err     error
	some    bool // an event was written
}

func open(out io.Writer, h head) *writer {
	w := &writer{out: bufio.NewWriter(out)}
	w.encoder = json.NewEncoder(w.out)
	w.encoder.SetEscapeHTML(false)
	w.text(`{"displayTimeUnit":"ms","otherData":`)
	w.value(h)
	w.text(`,"traceEvents":[` + "\n")
	return w
}

// event writes an event. Errors are kept for close.
func (w *writer) event(e event) {
	if w.some {
		w.text(",")
	}
	w.some = true
	w.value(e)
}

func (w *writer) value(v any) {
	if w.err == nil {
		w.err = w.encoder.Encode(v)
	}
}

func (w *writer) text(s string) {
	if w.err == nil {
		_, w.err = w.out.WriteString(s)
	}
}

func (w *writer) close() error {
	w.text("]}\n")
	if w.err == nil {
		w.err = w.out.Flush()
	}
	if w.err != nil {
		return fmt.Errorf("write trace: %w", w.err)
	}
	return nil
}

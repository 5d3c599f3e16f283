package report

import (
	"io"
	"time"
)

const (
	redrawEvery = 100 * time.Millisecond
	eraseLine   = "\r\x1b[K"
)

// message is a text that is ready to be written, a change of the progress, or both.
type message struct {
	text    string
	brief   string   // replaces text if there is no room; empty: text is always printed
	outputs []output // shown after text, where a log can fold them
	update  func(*progress)
	// commands are sent after text, if there is a log.
	commands Commands
}

// relay queues messages for the printer, so that a slow or stopped terminal never blocks a container. A send to in returns
// when the message is in the queue, so every message sent before closing is printed.
func relay(in <-chan message, out chan<- message, closing <-chan struct{}) {
	defer close(out)
	var queue []message
	for {
		var ready chan<- message // nil, which is never chosen, while there is nothing to pass on
		var first message
		if len(queue) > 0 {
			ready, first = out, queue[0]
		}
		select {
		case m := <-in:
			queue = append(queue, m)
		case ready <- first:
			queue = queue[1:]
		case <-closing:
			for _, m := range queue {
				out <- m
			}
			return
		}
	}
}

// printer owns the writer and the progress line, which is the last line of a terminal.
type printer struct {
	w        io.Writer
	log      *Log // w, if that is one
	room     room // left in the log
	options  ConsoleOptions
	progress *progress
	line     string    // the progress line on the screen, empty if there is none
	drawn    time.Time // when it was last written
	err      error     // the first one; nothing is written after it
}

// run writes messages until there are no more.
func (p *printer) run(messages <-chan message) error {
	var ticks <-chan time.Time
	if p.options.Terminal {
		ticker := time.NewTicker(redrawEvery)
		defer ticker.Stop()
		ticks = ticker.C
	}
	for {
		select {
		case m, more := <-messages:
			if !more {
				p.write(p.erased())
				return p.err
			}
			p.print(m)
			p.command(m)
		case <-ticks:
			p.redraw()
		}
	}
}

// print writes a text and the progress line below it in one go, so that the screen never shows half of it.
func (p *printer) print(m message) {
	if m.update != nil {
		m.update(p.progress)
	}
	if m.text == "" {
		p.redraw()
		return
	}
	p.write(p.erased() + p.fitting(m) + p.fresh(p.options.Clock()))
	for _, o := range m.outputs {
		p.fold(o)
	}
}

// command sends the commands of a message, if the log has them.
func (p *printer) command(m message) {
	if p.log != nil && p.err == nil {
		p.err = p.log.Command(m.commands)
	}
}

// redraw shows the progress as it is now, unless it looks the same or was drawn a moment ago: the next tick will do.
func (p *printer) redraw() {
	now := p.options.Clock()
	if !p.options.Terminal || now.Sub(p.drawn) < redrawEvery {
		return
	}
	if shown := p.line; p.fresh(now) != shown {
		p.write(eraseLine + p.line)
	}
}

// erased returns what removes the progress line from the screen.
func (p *printer) erased() string {
	if p.line == "" {
		return ""
	}
	p.line = ""
	return eraseLine
}

// fresh returns the progress line to write now.
func (p *printer) fresh(now time.Time) string {
	if !p.options.Terminal {
		return ""
	}
	p.line = cut(p.progress.line(now), p.options.Width)
	p.drawn = now
	return p.line
}

func (p *printer) write(text string) {
	if p.err == nil && text != "" {
		_, p.err = p.w.Write([]byte(text))
	}
}

// cut keeps a line one column short of the terminal: a line that wraps cannot be erased.
func cut(line string, width int) string {
	if width <= 0 {
		width = 80
	}
	runes := []rune(line)
	return string(runes[:min(len(runes), width-1)])
}

package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cucumber/godog"
)

// world is the state of one scenario.
type world struct {
	harbour
	cranes, moves, ready int
	class                int
	set, now             int // degrees of a cooled container
	tonnes, days, call   int
}

func initialize(sc *godog.ScenarioContext) {
	w := &world{}
	sc.Step(`^.+ for ([\d.]+) seconds$`, pass)
	w.berthSteps(sc)
	w.dutchSteps(sc)
	w.cargoSteps(sc)
	w.sailingSteps(sc)
	w.feeSteps(sc)
}

// pass lets time pass, so that some files take longer than others.
func pass(ctx context.Context, seconds float64) error {
	select {
	case <-time.After(time.Duration(seconds * float64(time.Second))):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w *world) berthSteps(sc *godog.ScenarioContext) {
	sc.Step(`^a harbour with berths of ([\d, ]+) metres$`, w.build)
	sc.Step(`^the "([^"]*)" of (\d+) metres arrives$`, w.arrives)
	sc.Step(`^the "([^"]*)" leaves$`, func(name string) { w.leave(name) })
	sc.Step(`^the "([^"]*)" lies at berth (\d+)$`, w.liesAt)
	sc.Step(`^the "([^"]*)" waits outside$`, func(name string) error { return equal(w.waits(name), true) })
}

func (w *world) dutchSteps(sc *godog.ScenarioContext) {
	sc.Step(`^een haven met ligplaatsen van ([\d, ]+) meter$`, w.build)
	sc.Step(`^de "([^"]*)" van (\d+) meter aankomt$`, w.arrives)
	sc.Step(`^ligt de "([^"]*)" op ligplaats (\d+)$`, w.liesAt)
	sc.Step(`^.+ gedurende ([\d.]+) seconden$`, pass)
}

func (w *world) cargoSteps(sc *godog.ScenarioContext) {
	sc.Step(`^(\d+) cranes of (\d+) moves an hour$`, func(n, moves int) { w.cranes, w.moves = n, moves })
	sc.Step(`^(\d+) containers are unloaded$`, func(n int) { w.ready = hours(n, w.cranes, w.moves) })
	sc.Step(`^the ship is ready after (\d+) hours$`, func(n int) error { return equal(w.ready, n) })
	sc.Step(`^containers of class (\d) are declared$`, func(class int) { w.class = class })
	sc.Step(`^they (may|may not) be stored$`, func(may string) error {
		return equal(w.class != 1 && w.class != 7, may == "may")
	})
	sc.Step(`^a reefer set to (-?\d+) degrees$`, func(n int) { w.set = n })
	sc.Step(`^it warms up to (-?\d+) degrees$`, func(n int) { w.now = n })
	sc.Step(`^(an|no) alarm is raised$`, func(which string) error { return equal(w.now-w.set > 3, which == "an") })
}

func (w *world) sailingSteps(sc *godog.ScenarioContext) {
	sc.Step(`^the wind reaches force (\d+)$`, func(n int) { w.wind = n })
	sc.Step(`^the harbour is (open|closed)$`, func(is string) error { return equal(w.closed(), is == "closed") })
	sc.Step(`^a channel of ([\d.]+) metres at low water$`, func(m float64) { w.channel = m })
	sc.Step(`^the tide adds ([\d.]+) metres$`, func(m float64) { w.channel += m })
	sc.Step(`^a ship that draws ([\d.]+) metres (may|may not) enter$`, func(m float64, may string) error {
		return equal(w.mayEnter(m), may == "may")
	})
}

func (w *world) feeSteps(sc *godog.ScenarioContext) {
	sc.Step(`^a ship of (\d+) tonnes that stays (\d+) days$`, func(t, d int) { w.tonnes, w.days = t, d })
	sc.Step(`^it is her call number (\d+) this year$`, func(n int) { w.call = n })
	sc.Step(`^the fee is (\d+) euros$`, func(n int) error { return equal(fee(w.tonnes, w.days, w.call), n) })
}

func (w *world) build(lengths string) error {
	for text := range strings.SplitSeq(lengths, ", ") {
		length, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("read berth length %q: %w", text, err)
		}
		w.berths = append(w.berths, berth{length: length})
	}
	return nil
}

func (w *world) arrives(name string, length int) { w.arrive(ship{name, length}) }

func (w *world) liesAt(name string, number int) error { return equal(w.berthOf(name), number) }

func equal[T comparable](got, want T) error {
	if got != want {
		return fmt.Errorf("got %v, want %v", got, want)
	}
	return nil
}

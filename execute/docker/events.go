package docker

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/filters"
)

// fetchEvents asks the engine for the events of a container that somebody else ended. They are evidence, and may be
// missing.
func (a *attempt) fetchEvents() {
	e := &a.ending
	if e.Cancelled || e.TimedOut || e.Silent != "" || e.service != nil || e.lost != nil {
		return
	}
	if !e.removed && (e.Exit == nil || !e.Exit.BySignal()) {
		return
	}
	const patience = 2 * time.Second
	_ = bounded(a.salvage, patience, func(ctx context.Context) error {
		e.Events = a.listEvents(ctx, a.id)
		return nil
	})
}

// endEvents are the events about a container's end, each with the attribute to show.
var endEvents = map[events.Action]string{
	events.ActionKill: "signal", events.ActionOOM: "", events.ActionDie: "exitCode", events.ActionStop: "", events.ActionDestroy: "",
}

// listEvents lists the container's events so far in the engine's words: "kill 9, die 137, destroy".
func (s *session) listEvents(ctx context.Context, id string) string {
	const moment = 200 * time.Millisecond // an event can arrive a little after the fact
	until := time.Now().Add(moment)
	messages, ends := s.server.Events(ctx, events.ListOptions{
		Since:   "1", // as far back as the engine remembers
		Until:   fmt.Sprintf("%d.%09d", until.Unix(), until.Nanosecond()),
		Filters: filters.NewArgs(filters.Arg("type", "container"), filters.Arg("container", id)),
	})
	var all []string
	for {
		select {
		case m := <-messages:
			if attribute, ok := endEvents[m.Action]; ok && m.Actor.ID == id {
				all = append(all, strings.TrimSpace(string(m.Action)+" "+m.Actor.Attributes[attribute]))
			}
		case <-ends:
			return strings.Join(all, ", ")
		}
	}
}

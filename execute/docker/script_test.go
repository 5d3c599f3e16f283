package docker

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
)

// first is a script that goes wrong at the first n calls.
func first(n int, err error) func(int) error {
	return func(call int) error {
		if call <= n {
			return err
		}
		return nil
	}
}

// always is a script that goes wrong at every call.
func always(err error) func(int) error { return func(int) error { return err } }

// frame is one frame of the engine's stream.
func frame(kind byte, payload string) []byte {
	header := []byte{kind, 0, 0, 0, 0, 0, 0, 0}
	binary.BigEndian.PutUint32(header[4:], uint32(len(payload)))
	return append(header, payload...)
}

var errDenied = errors.New("denied by the script")

func (f *fake) Ping(context.Context) (types.Ping, error) { return types.Ping{}, nil }

func (f *fake) ContainerTop(context.Context, string, []string) (container.TopResponse, error) {
	_, _, err := f.call("top")
	return container.TopResponse{Titles: []string{"PID", "CMD"}, Processes: [][]string{{"1", "/sbin/docker-init -- sleep 9"}, {"2", "sleep  9"}, {"3"}}}, err
}

func (f *fake) ContainerList(context.Context, container.ListOptions) ([]container.Summary, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.state == nil {
		return nil, nil
	}
	return []container.Summary{{ID: fakeID, Names: []string{"/" + f.name}, Labels: f.labels}}, nil
}

// called are the calls so far without the looks, whose number depends on time.
func (f *fake) called() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.calls), func(name string) bool { return name == "inspect" })
}

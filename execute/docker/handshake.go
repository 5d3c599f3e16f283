package docker

import (
	"context"
	"fmt"
	"strings"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/versions"
	"github.com/docker/docker/client"

	"github.com/org/baleen-action/execute"
)

// oldestAPI is the first version whose wait can be registered before the start.
const oldestAPI = "1.30"

func (o ConnectOptions) notify(line string) {
	if o.Progress != nil {
		o.Progress(line)
	}
}

// waitForDaemon connects to a daemon that may not be there yet.
func (o ConnectOptions) waitForDaemon(ctx context.Context, c *client.Client, address string) (Server, error) {
	wait, said := o.Wait, false
	if wait == 0 {
		wait = pingTime
	}
	for until := time.Now().Add(wait); ; {
		server, err := handshake(ctx, c)
		if !strings.HasPrefix(c.DaemonHost(), "tcp://") || !noDaemon(address, err) || time.Now().After(until) {
			return server, err
		}
		if !said {
			o.notify(fmt.Sprintf("waiting up to %s for the docker daemon at %s", wait, c.DaemonHost()))
			said = true
		}
		if !execute.Pause(ctx, min(time.Second, wait/10)) {
			return server, ctx.Err()
		}
	}
}

// noDaemon reports whether no daemon listens at the address, or the address does not exist.
func noDaemon(address string, err error) bool {
	if _, wrong := misconnected(address, err); wrong {
		return false
	}
	return noConnection(err)
}

// handshake pings once itself: the client's own negotiation hides a failed ping and continues with the newest version.
func handshake(ctx context.Context, c *client.Client) (Server, error) {
	ctx, cancel := context.WithTimeout(ctx, pingTime)
	defer cancel()
	ping, err := c.Ping(ctx)
	if err != nil {
		return Server{}, err
	}
	c.NegotiateAPIVersionPing(ping)
	if versions.LessThan(c.ClientVersion(), oldestAPI) {
		return Server{}, &execute.HintError{
			Err:  fmt.Errorf("use docker daemon: its API version %s is older than %s", c.ClientVersion(), oldestAPI),
			Hint: "Update the daemon, or unset DOCKER_API_VERSION.",
		}
	}
	asked := time.Now()
	info, err := c.Info(ctx)
	if cerrdefs.IsInvalidArgument(err) && strings.Contains(err.Error(), "client version") {
		return Server{}, &execute.HintError{Err: fmt.Errorf("use docker daemon: %w", err), Hint: "The daemon is newer than this Baleen knows: update Baleen."}
	}
	if err != nil {
		return Server{}, fmt.Errorf("read daemon's properties: %w", err)
	}
	server := newServer(info)
	server.API = c.ClientVersion()
	server.setClock(info.SystemTime, asked, time.Now())
	return server, nil
}

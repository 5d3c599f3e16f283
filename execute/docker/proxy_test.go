package docker

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/docker/docker/client"
)

// proxy stands between a client and the daemon's socket, passes every call on over a connection of its own, and goes
// wrong where its rules say so.
type proxy struct {
	t       *testing.T
	socket  string // ours
	daemon  string // the daemon's
	rules   []rule
	stopped chan struct{}
	joined  sync.WaitGroup

	mu       sync.Mutex
	listener net.Listener // nil while the daemon is away
	conns    map[net.Conn]bool
	calls    map[string]int
}

// rule makes some calls of a route go wrong.
type rule struct {
	route string // a name of routes; "any" for all
	first int    // call of that route, from 1
	every bool   // and all after it
	act   action
}

// action is what becomes of one call.
type action func(p *proxy, c *call)

// call is one call on its way through the proxy.
type call struct {
	client  net.Conn
	in      *bufio.Reader // what the client sends
	request *http.Request
}

func newProxy(t *testing.T, daemon string, rules ...rule) *proxy {
	t.Helper()
	p := &proxy{
		t: t, socket: filepath.Join(t.TempDir(), "s"), daemon: daemon, rules: rules, stopped: make(chan struct{}),
		conns: map[net.Conn]bool{}, calls: map[string]int{},
	}
	p.appear()
	return p
}

// connect is a client that knows the daemon only through the proxy.
func (p *proxy) connect() *client.Client {
	env := environment(map[string]string{"DOCKER_HOST": "unix://" + p.socket, "HOME": p.t.TempDir()})
	config, err := loadConfig(env)
	if err != nil {
		p.t.Fatal(err)
	}
	end, err := resolve(ConnectOptions{Getenv: env}, config)
	if err != nil {
		p.t.Fatal(err)
	}
	c, err := newClient(context.Background(), end, env, config)
	if err != nil {
		p.t.Fatal(err)
	}
	bounded(context.Background(), pingTime, func(ctx context.Context) error { c.NegotiateAPIVersion(ctx); return nil })
	return c
}

// close lets hung calls go and joins what still runs.
func (p *proxy) close() {
	close(p.stopped)
	p.vanish()
	p.joined.Wait()
}

// appear opens the socket.
func (p *proxy) appear() {
	listener, err := net.Listen("unix", p.socket)
	if err != nil {
		p.t.Error(err)
		return
	}
	p.mu.Lock()
	p.listener = listener
	p.mu.Unlock()
	p.joined.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			p.joined.Go(func() { p.serve(conn) })
		}
	})
}

// vanish closes the socket and cuts every connection, as a daemon does that is killed.
func (p *proxy) vanish() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != nil {
		_ = p.listener.Close()
		p.listener = nil
	}
	for conn := range p.conns {
		_ = conn.Close()
	}
}

// hold keeps a connection among those that vanish.
func (p *proxy) hold(conn net.Conn) (release func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.conns[conn] = true
	return func() {
		_ = conn.Close()
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.conns, conn)
	}
}

func (p *proxy) serve(conn net.Conn) {
	defer p.hold(conn)()
	in := bufio.NewReader(conn)
	request, err := http.ReadRequest(in)
	if err != nil {
		return // the client went away
	}
	c := &call{client: conn, in: in, request: request}
	p.rule(routeOf(request))(p, c)
}

// rule counts the call and finds what becomes of it.
func (p *proxy) rule(route string) action {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls[route]++
	p.calls["any"]++
	for _, r := range p.rules {
		n := p.calls[r.route]
		if (r.route == route || r.route == "any") && (n == r.first || r.every && n > r.first) {
			return r.act
		}
	}
	return pass
}

// forward sends the call to the daemon and hands its raw answer to take. Only a connection that is to be upgraded lives
// longer than one call.
func (p *proxy) forward(c *call, take func(daemon *bufio.Reader)) {
	daemon, err := net.Dial("unix", p.daemon)
	if err != nil {
		return
	}
	defer p.hold(daemon)()
	c.request.Close = c.request.Header.Get("Upgrade") == ""
	if c.request.Write(daemon) != nil {
		return
	}
	p.joined.Go(func() {
		_, _ = io.Copy(daemon, c.in)
		_ = daemon.Close() // the client went away
	})
	take(bufio.NewReader(daemon))
	_ = c.client.Close()
}

// pass lets the call be.
func pass(p *proxy, c *call) {
	p.forward(c, func(daemon *bufio.Reader) { _, _ = io.Copy(c.client, daemon) })
}

// refuse closes the connection before the daemon hears of the call.
func refuse(*proxy, *call) {}

// hang accepts the call and never answers.
func hang(p *proxy, _ *call) { <-p.stopped }

// delay passes the call on later.
func delay(p *proxy, c *call) {
	select {
	case <-time.After(300 * time.Millisecond):
	case <-p.stopped:
	}
	pass(p, c)
}

// answer gives a status in the daemon's place.
func answer(status int) action {
	return func(_ *proxy, c *call) {
		_, _ = io.Copy(io.Discard, c.request.Body)
		const body = `{"message":"made up by the test"}`
		fmt.Fprintf(c.client, "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
			status, http.StatusText(status), len(body), body)
	}
}

// drop lets the daemon act, and loses its answer. A wait and an attach are lost once the daemon has taken them up.
func drop(p *proxy, c *call) {
	p.forward(c, func(daemon *bufio.Reader) {
		answer, err := http.ReadResponse(daemon, c.request)
		if route := routeOf(c.request); err == nil && route != "attach" && route != "wait" {
			_, _ = io.Copy(io.Discard, answer.Body)
		}
	})
}

// cut passes the answer's head and so many bytes of its body on.
func cut(bytes int64) action {
	return func(p *proxy, c *call) {
		p.forward(c, func(daemon *bufio.Reader) {
			passHead(c.client, daemon)
			_, _ = io.CopyN(c.client, daemon, bytes)
		})
	}
}

// cutAtEnd withholds what follows so many frames, and closes the connection when the daemon does.
func cutAtEnd(frames int) action {
	return func(p *proxy, c *call) {
		p.forward(c, func(daemon *bufio.Reader) {
			passHead(c.client, daemon)
			passFrames(c.client, daemon, frames)
			_, _ = io.Copy(io.Discard, daemon)
		})
	}
}

// cutFrames passes so many frames on, and so many bytes of the next.
func cutFrames(frames int, bytes int64) action {
	return func(p *proxy, c *call) {
		p.forward(c, func(daemon *bufio.Reader) {
			passHead(c.client, daemon)
			passFrames(c.client, daemon, frames)
			_, _ = io.CopyN(c.client, daemon, bytes)
		})
	}
}

// garble makes nonsense of a frame's header.
func garble(frames int) action {
	return func(p *proxy, c *call) {
		p.forward(c, func(daemon *bufio.Reader) {
			passHead(c.client, daemon)
			passFrames(c.client, daemon, frames)
			_, _ = io.CopyN(io.Discard, daemon, frameHeader)
			_, _ = c.client.Write([]byte("no frame"))
			_, _ = io.Copy(c.client, daemon)
		})
	}
}

// away makes the daemon vanish, and appear again after a while; a negative one is for good.
func away(while time.Duration) action {
	return func(p *proxy, _ *call) {
		p.vanish()
		if while < 0 {
			return
		}
		select {
		case <-time.After(while):
			p.appear()
		case <-p.stopped:
		}
	}
}

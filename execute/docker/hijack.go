package docker

import (
	"context"
	"net"
)

type hijackKey struct{}

// withHijack marks a call whose connection must be closed when its context ends. The client ignores the context of an
// attach once it is connected, so a hung daemon would block the call forever.
func withHijack(ctx context.Context) context.Context {
	return context.WithValue(ctx, hijackKey{}, true)
}

type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// bindToContext closes the connection of a marked call when its context ends. Other connections are shared by many
// calls and stay open.
func (dial dialer) bindToContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := dial(ctx, network, address)
	if err != nil || ctx.Value(hijackKey{}) == nil {
		return conn, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	return &boundConn{Conn: conn, stop: stop}, nil
}

// boundConn stops watching its context when it is closed.
type boundConn struct {
	net.Conn
	stop func() bool
}

// Close implements net.Conn.
func (c *boundConn) Close() error {
	c.stop()
	return c.Conn.Close()
}

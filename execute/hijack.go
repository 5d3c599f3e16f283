package execute

import (
	"context"
	"net"
)

type hijackKey struct{}

// withHijack marks a call whose connection ends with its context. The client itself forgets the context of an attach
// once it is dialled, and a hung daemon would hold the call for ever.
func withHijack(ctx context.Context) context.Context {
	return context.WithValue(ctx, hijackKey{}, true)
}

type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// bindToContext closes a marked call's connection when its context ends. Others are shared by many calls, and stay.
func (dial dialer) bindToContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := dial(ctx, network, address)
	if err != nil || ctx.Value(hijackKey{}) == nil {
		return conn, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	return &boundConn{Conn: conn, stop: stop}, nil
}

// boundConn forgets its context when it is closed first.
type boundConn struct {
	net.Conn
	stop func() bool
}

// Close implements net.Conn.
func (c *boundConn) Close() error {
	c.stop()
	return c.Conn.Close()
}

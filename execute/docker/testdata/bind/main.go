// Command bind serves one connection on a port that it binds without SO_REUSEADDR, as Go's own net package never does,
// and closes it before the client does, so that the port's side of it is what waits for late packets.
package main

import (
	"fmt"
	"os"
	"syscall"
)

func main() {
	if err := serve(&syscall.SockaddrInet4{Port: 8080, Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(at *syscall.SockaddrInet4) error {
	server, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		return err
	}
	if err := syscall.Bind(server, at); err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	if err := syscall.Listen(server, 1); err != nil {
		return err
	}
	client, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		return err
	}
	if err := syscall.Connect(client, at); err != nil {
		return err
	}
	served, _, err := syscall.Accept(server)
	if err != nil {
		return err
	}
	if err := syscall.Close(served); err != nil {
		return err
	}
	if _, err := syscall.Read(client, make([]byte, 1)); err != nil {
		return err
	}
	return syscall.Close(client)
}

// Package activity says what the processes of a container are doing, by what the kernel says of them.
package activity

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
)

// maxConnections is how many connections are named.
const maxConnections = 8

// connectionStates are the states of open connections by their numbers in the kernel (net/tcp_states.h).
var connectionStates = map[string]string{"01": "", "02": " (no answer)", "08": " (closed by the other side)"}

// openConnections names the other ends of open connections that are listed in texts of the kernel.
func openConnections(texts ...io.Reader) string {
	var out []string
	for _, text := range texts {
		content, err := io.ReadAll(text)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(content)) {
			fields := strings.Fields(line)
			const remote, state = 2, 3
			if len(fields) <= state {
				continue
			}
			words, open := connectionStates[fields[state]]
			other, err := kernelAddress(fields[remote])
			if open && err == nil {
				out = append(out, other.String()+words)
			}
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if more := len(out) - maxConnections; more > 0 {
		out = append(out[:maxConnections], fmt.Sprintf("%d more", more))
	}
	return strings.Join(out, ", ")
}

// Connections names the other ends of the open connections in the network that this process is in.
func Connections() string {
	var texts []io.Reader
	for _, name := range []string{"/proc/net/tcp", "/proc/net/tcp6"} { // proc_pid_net(5)
		if content, err := os.ReadFile(name); err == nil {
			texts = append(texts, bytes.NewReader(content))
		}
	}
	return openConnections(texts...)
}

// kernelAddress reads an address such as 0100007F:1F90: words of 32 bits in the order of a little-endian machine, and the port.
func kernelAddress(text string) (netip.AddrPort, error) {
	address, port, _ := strings.Cut(text, ":")
	raw, err := hex.DecodeString(address)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("read address: %w", err)
	}
	const word = 4
	for at := 0; at+word <= len(raw); at += word {
		binary.BigEndian.PutUint32(raw[at:], binary.LittleEndian.Uint32(raw[at:]))
	}
	ip, ok := netip.AddrFromSlice(raw)
	number, err := strconv.ParseUint(port, 16, 16)
	if !ok || err != nil {
		return netip.AddrPort{}, fmt.Errorf("read address %q: it is none", text)
	}
	return netip.AddrPortFrom(ip.Unmap(), uint16(number)), nil
}

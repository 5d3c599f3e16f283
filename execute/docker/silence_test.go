package docker

import (
	"io"
	"strings"
	"testing"
	"time"
)

// TestOpenConnections reads what the kernel lists, and leaves out what listens or is over.
func TestOpenConnections(t *testing.T) {
	four := `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100A8C0:9C40 0500000A:1538 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   2: 0100A8C0:9C41 0500000A:1538 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   3: 0100A8C0:9C42 01020304:01BB 02 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   4: 0100A8C0:9C43 0100007F:0050 06 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
`
	six := "  sl  local_address remote_address st\n   0: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:C350 08 0:0\n   1: x B80D0120000000000000000001000000:01BB 01 0:0\n   2: x nonsense 01\n"
	want := "10.0.0.5:5432, 127.0.0.1:50000 (closed by the other side), 4.3.2.1:443 (no answer), [2001:db8::1]:443"
	if got := openConnections(strings.NewReader(four), strings.NewReader(six)); got != want {
		t.Error(got)
	}
	many := ""
	for i := range 20 {
		many += "0: x 0500000A:" + strings.ToUpper(string(rune('A'+i%6))) + string(rune('0'+i/2)) + "00 01\n"
	}
	if got := openConnections(strings.NewReader(many)); strings.Count(got, ",") != maxConnections || !strings.Contains(got, " more") {
		t.Error(got)
	}
}

// TestASandboxNamesConnections: it answers that question, and goes on to answer the usual one.
func TestASandboxNamesConnections(t *testing.T) {
	box := connected(t, func(in io.Reader, out io.Writer) { _ = hold(in, out, held{}) })
	if answer, err := box.line(t.Context(), time.Second, askConnections); err != nil || len(answer) == 65 {
		t.Errorf("%q, %v", answer, err)
	}
	if answer, err := box.ask(t.Context(), time.Second); err != nil || len(answer) != 65 {
		t.Errorf("%q, %v", answer, err)
	}
}

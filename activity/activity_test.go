package activity

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

// TestProcesses: a process is listed with its words, its state and its CPU time, and this program is not.
func TestProcesses(t *testing.T) {
	cmd := exec.Command("sleep", "61.5")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = cmd.Process.Kill(), cmd.Wait() }()
	found := Processes("/proc")
	if !regexp.MustCompile(`(^|; )sleep 61\.5 \([SRD], CPU 00:00:00\)`).MatchString(found.List) || strings.Contains(found.List, os.Args[0]) {
		t.Error(found.List)
	}
}

// TestProcessesOf reads what the kernel writes of the processes below one, also of those whose names look like more.
func TestProcessesOf(t *testing.T) {
	proc := t.TempDir()
	for pid, files := range map[string][2]string{
		"7":  {"7 (a) R (b) T 6 7 7 0 -1 4194560 1 2 3 4 360000 6100 0 100 20 0 1 0 5 6 7", "node\x00step one\n.js\x00"},
		"5":  {"5 (other) R 1 5 5 0 -1 4194560 1 2 3 4 90000 0 0 0 20 0 1 0 5 6 7", "beside\x00"},
		"6":  {"6 (top) S 1 6 6 0 -1 4194560 1 2 3 4 500 0 0 0 20 0 1 0 5 6 7", "top\x00"},
		"8":  {"8 (gone) Z 7 8 8 0 -1 4194560 1 2 3 4 0 0 0 0 20 0 1 0 5 6 7", ""},
		"9":  {"9 (cut", "cut"},
		"no": {"10 (x) S 1 8 8 0 -1 4194560 1 2 3 4 0 0 0 0 20", "x"},
	} {
		if err := os.Mkdir(filepath.Join(proc, pid), 0o755); err != nil {
			t.Fatal(err)
		}
		for i, name := range []string{"stat", "cmdline"} {
			if err := os.WriteFile(filepath.Join(proc, pid, name), []byte(files[i]), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	found := below(proc, "6")
	if found.List != "node step one .js (T, CPU 01:01:01); [gone] (Z, CPU 00:00:00)" || found.CPU != time.Hour+62*time.Second {
		t.Errorf("%+v", found)
	}
}

func TestShare(t *testing.T) {
	for used, want := range map[time.Duration]string{0: "using 0 % of a CPU", time.Second: "using 50 % of a CPU", -1: ""} {
		if got := Share(used, 2*time.Second); got != want {
			t.Errorf("%s: %q", used, got)
		}
	}
}

package execute

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestCheckProgram(t *testing.T) {
	program := static(t, "./testdata/bind")
	here := Server{OS: "linux", Arch: map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]}
	for name, test := range map[string]struct {
		program string
		server  Server
		want    string
	}{
		"it does":         {program, here, ""},
		"another machine": {program, Server{OS: "linux", Arch: "s390x"}, "linux/s390x"},
		"another system":  {program, Server{OS: "windows", Arch: here.Arch}, "windows"},
		"no program":      {"sandbox_test.go", here, "not built for Linux"},
		"not there":       {"/no/such/program", here, "read program: "},
	} {
		err := checkProgram(test.program, test.server)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHoldTellsEveryChange(t *testing.T) {
	file := filepath.Join(t.TempDir(), "hosts")
	write := func(text string) func() error { return func() error { return os.WriteFile(file, []byte(text), 0o644) } }
	nothing := func() error { return nil }
	steps := []struct {
		name   string
		do     func() error
		change bool
	}{
		{"nothing there", nothing, false},
		{"made", write("one"), true},
		{"read again", nothing, false},
		{"written with the same", write("one"), false},
		{"written with another", write("two"), true},
		{"another mode", func() error { return os.Chmod(file, 0o600) }, true},
		{"another owner", func() error { return os.Chown(file, 4711, 4711) }, os.Getuid() == 0},
		{"gone", func() error { return os.Remove(file) }, true},
	}
	ask, in := io.Pipe()
	out, answer := io.Pipe()
	ended := make(chan error)
	go func() { ended <- hold(ask, answer, []string{file}) }()
	before := ""
	for i, step := range steps {
		if err := step.do(); err != nil && os.Getuid() == 0 {
			t.Fatal(err)
		}
		if _, err := in.Write([]byte("\n")); err != nil {
			t.Fatal(err)
		}
		now := make([]byte, 65)
		if _, err := io.ReadFull(out, now); err != nil {
			t.Fatal(err)
		}
		if i > 0 && (before != string(now)) != step.change {
			t.Errorf("%s: %s, then %s", step.name, before, now)
		}
		before = string(now)
	}
	_ = in.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestImportedID(t *testing.T) {
	for answer, want := range map[string]string{
		`{"status":"Importing"}{"status":"sha256:abc"}`:                "sha256:abc",
		`{"status":"sha256:abc"}{"error":"no space","errorDetail":{}}`: "error: no space",
		`{"status":"done"}`:      "error: daemon's answer has no image ID",
		``:                       "error: daemon's answer has no image ID",
		`{"status":"sha256:abc"`: "error: read answer: unexpected EOF",
	} {
		got, err := importedID(strings.NewReader(answer))
		if err != nil {
			got = "error: " + err.Error()
		}
		if got != want {
			t.Errorf("%s: %q", answer, got)
		}
	}
}

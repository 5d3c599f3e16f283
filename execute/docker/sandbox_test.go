package docker

import (
	"archive/tar"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

func TestFindProgram(t *testing.T) {
	alone, link := static(t, "./testdata/bind"), filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(alone, link); err != nil {
		t.Fatal(err)
	}
	here := Server{OS: "linux", Arch: map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]}
	for name, test := range map[string]struct {
		program string
		server  Server
		want    string
	}{
		"linked statically": {alone, here, ""},
		"a link":            {link, here, ""},
		"another machine":   {alone, Server{OS: "linux", Arch: "s390x"}, "linux/s390x"},
		"another system":    {alone, Server{OS: "windows", Arch: here.Arch}, "windows"},
		"no program":        {"sandbox_test.go", here, "not built for Linux"},
		"not there":         {"/no/such/program", here, "find program: "},
	} {
		found, err := findProgram(t.Context(), test.program, test.server)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
		want := sandboxProgram{entrypoint: []string{"/baleen", HoldCommand}, files: map[string]string{"/baleen": alone}}
		if err == nil && !reflect.DeepEqual(found, want) {
			t.Errorf("%s: %+v", name, found)
		}
	}
}

// TestFindProgramWithItsLibraries: one that is linked dynamically gets its loader, under the names that the loader wants.
func TestFindProgramWithItsLibraries(t *testing.T) {
	here := Server{OS: "linux", Arch: map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]}
	found, err := findProgram(t.Context(), "/bin/ls", here)
	if err != nil || len(found.entrypoint) != 5 || found.files[found.entrypoint[0]] == "" || found.files["/lib/libc.so.6"] == "" {
		t.Fatalf("%+v, %v", found, err)
	}
	var image bytes.Buffer
	if err := found.pack(&image); err != nil {
		t.Fatal(err)
	}
	packed := map[string]bool{}
	for archive := tar.NewReader(&image); ; {
		header, err := archive.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		packed["/"+header.Name] = header.Typeflag == tar.TypeReg && header.Size > 0 && header.Mode == 0o755
	}
	for name := range found.files {
		if !packed[name] {
			t.Errorf("%s is not in the image", name)
		}
	}
}

func TestParseLibraries(t *testing.T) {
	for text, want := range map[string]map[string]string{
		"\tlinux-vdso.so.1 (0x00007ffc)\n\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x7f00)\n\t/lib64/ld-linux-x86-64.so.2 (0x7f01)\n": {"libc.so.6": "/lib/x86_64-linux-gnu/libc.so.6"},
		"\t/lib/ld-musl-x86_64.so.1 (0x7f2a)\n\tlibc.musl-x86_64.so.1 => /lib/ld-musl-x86_64.so.1 (0x7f2a)\n":                               {"libc.musl-x86_64.so.1": "/lib/ld-musl-x86_64.so.1"},
		"\tlibx.so => not found\n\t../liby.so => /lib/liby.so (0x1)\n":                                                                      {"liby.so": "/lib/liby.so"},
		"": {},
	} {
		if got := parseLibraries(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v", text, got)
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
	go func() { ended <- hold(ask, answer, held{[]string{file}, ""}) }()
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

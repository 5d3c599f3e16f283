package docker

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// machines maps a program's machine to the names that engines use for it.
var machines = map[elf.Machine][]string{
	elf.EM_X86_64:  {"x86_64", "amd64"},
	elf.EM_AARCH64: {"aarch64", "arm64"},
}

// sandboxProgram is what the image of a sandbox holds.
type sandboxProgram struct {
	entrypoint []string
	files      map[string]string // paths on this machine by their paths in the image
}

const (
	programPath  = "/baleen"
	libraryPath  = "/lib"
	maxLibraries = 64
)

// findProgram finds what a program needs to run on the server in an image that holds nothing else.
func findProgram(ctx context.Context, file string, server Server) (sandboxProgram, error) {
	file, err := filepath.EvalSymlinks(file) // /proc/self/exe is another program for the loader
	if err != nil {
		return sandboxProgram{}, fmt.Errorf("find program: %w", err)
	}
	loader, err := loaderOf(file, server)
	if err != nil {
		return sandboxProgram{}, err
	}
	p := sandboxProgram{entrypoint: []string{programPath}, files: map[string]string{programPath: file}}
	if loader != "" {
		err = p.addLibraries(ctx, loader)
	}
	p.entrypoint = append(p.entrypoint, HoldCommand)
	return p, err
}

// loaderOf returns the path of a program's dynamic loader; empty if it is linked statically. It fails if the server cannot
// run the program.
func loaderOf(file string, server Server) (string, error) {
	content, err := elf.Open(file)
	var other *elf.FormatError
	if err != nil && !errors.As(err, &other) {
		return "", fmt.Errorf("read program: %w", err)
	}
	if err != nil {
		return "", fmt.Errorf("program is not built for Linux: %w", err)
	}
	defer content.Close()
	if server.OS != "linux" || !slices.Contains(machines[content.Machine], server.Arch) {
		return "", fmt.Errorf("program is for %s, and the engine runs on %s/%s", content.Machine, server.OS, server.Arch)
	}
	for _, part := range content.Progs {
		if part.Type == elf.PT_INTERP {
			loader, err := io.ReadAll(part.Open())
			return string(bytes.TrimRight(loader, "\x00")), err
		}
	}
	return "", nil
}

// addLibraries adds the loader and what it would load for the program on this machine. The entrypoint names the loader and
// the folder, so that the loader needs no configuration.
func (p *sandboxProgram) addLibraries(ctx context.Context, loader string) error {
	file := p.files[programPath]
	list := exec.CommandContext(ctx, loader, "--list", file)
	list.Env = []string{} // no LD_PRELOAD
	out, err := list.Output()
	if err != nil {
		return fmt.Errorf("list libraries of %q: %w", file, err)
	}
	for name, found := range parseLibraries(string(out)) {
		p.files[path.Join(libraryPath, name)] = found
	}
	if len(p.files) > maxLibraries {
		return fmt.Errorf("list libraries of %q: %d are too many", file, len(p.files))
	}
	inImage := path.Join(libraryPath, filepath.Base(loader))
	p.files[inImage] = loader
	p.entrypoint = []string{inImage, "--library-path", libraryPath, programPath}
	return nil
}

// parseLibraries reads the paths of libraries by their names from lines such as "libc.so.6 => /lib/libc.so.6 (0x7f00)", as
// the loaders of glibc and musl print them.
func parseLibraries(text string) map[string]string {
	found := map[string]string{}
	for lines := bufio.NewScanner(strings.NewReader(text)); lines.Scan(); {
		words := strings.Fields(lines.Text())
		if len(words) >= 3 && words[1] == "=>" && path.IsAbs(words[2]) {
			found[path.Base(words[0])] = words[2]
		}
	}
	return found
}

// pack writes the image's files as a tar.
func (p sandboxProgram) pack(to io.Writer) error {
	out := tar.NewWriter(to)
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		if err := packProgram(out, name, p.files[name]); err != nil {
			return err
		}
	}
	return out.Close()
}

func packProgram(to *tar.Writer, name, from string) error {
	file, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("open program: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("open program: %w", err)
	}
	header := tar.Header{Typeflag: tar.TypeReg, Name: strings.TrimPrefix(name, "/"), Size: info.Size(), Mode: 0o755}
	return writeFile(to, &header, file)
}

package execute

import (
	"archive/tar"
	"context"
	"debug/elf"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/image"
)

// machines maps a program's machine to the names that engines use for it.
var machines = map[elf.Machine][]string{
	elf.EM_X86_64:  {"x86_64", "amd64"},
	elf.EM_AARCH64: {"aarch64", "arm64"},
}

// checkProgram returns an error unless the program can run on the server in an image that holds nothing else.
func checkProgram(program string, server Server) error {
	file, err := elf.Open(program)
	var other *elf.FormatError
	if err != nil && !errors.As(err, &other) {
		return fmt.Errorf("read program: %w", err)
	}
	if err != nil {
		return fmt.Errorf("program is not built for Linux: %w", err)
	}
	defer file.Close()
	if server.OS != "linux" || !slices.Contains(machines[file.Machine], server.Arch) {
		return fmt.Errorf("program is for %s, and the engine runs on %s/%s", file.Machine, server.OS, server.Arch)
	}
	for _, part := range file.Progs {
		if part.Type == elf.PT_INTERP {
			return errors.New("program is not linked statically")
		}
	}
	return nil
}

const sandboxProgram = "/baleen"

// importProgram creates an image that holds only the program.
func importProgram(ctx context.Context, d ServerAPI, program string, labels map[string]string) (string, error) {
	out, in := io.Pipe()
	packed := make(chan struct{})
	go func() {
		defer close(packed)
		in.CloseWithError(packProgram(in, program))
	}()
	changes := []string{fmt.Sprintf("ENTRYPOINT [%q, %q]", sandboxProgram, HoldCommand)}
	for name, value := range labels {
		changes = append(changes, fmt.Sprintf("LABEL %s=%q", name, value))
	}
	answer, err := d.ImageImport(ctx, image.ImportSource{Source: out, SourceName: "-"}, "", image.ImportOptions{Changes: changes})
	_ = out.CloseWithError(errors.New("daemon takes no more"))
	<-packed
	if err != nil {
		return "", err
	}
	defer answer.Close()
	return importedID(answer)
}

func packProgram(to io.Writer, program string) error {
	file, err := os.Open(program)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	out := tar.NewWriter(to)
	header := tar.Header{Typeflag: tar.TypeReg, Name: strings.TrimPrefix(sandboxProgram, "/"), Size: info.Size(), Mode: 0o755}
	return errors.Join(writeFile(out, &header, file), out.Close())
}

// importedID reads the image's ID from the answer of an import, which may hold an error instead.
func importedID(answer io.Reader) (string, error) {
	id := ""
	for lines := json.NewDecoder(answer); ; {
		var line struct{ Status, Error string }
		err := lines.Decode(&line)
		switch {
		case err == io.EOF && id != "":
			return id, nil
		case err == io.EOF:
			return "", errors.New("daemon's answer has no image ID")
		case err != nil:
			return "", fmt.Errorf("read answer: %w", err)
		case line.Error != "":
			return "", errors.New(line.Error)
		case strings.HasPrefix(line.Status, "sha256:"):
			id = line.Status
		}
	}
}

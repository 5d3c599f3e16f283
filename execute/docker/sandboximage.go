package docker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/docker/docker/api/types/image"
)

// importProgram creates an image that holds only the program and what it needs.
func importProgram(ctx context.Context, d ServerAPI, p sandboxProgram, labels map[string]string) (string, error) {
	entrypoint, err := json.Marshal(p.entrypoint)
	if err != nil {
		return "", err
	}
	out, in := io.Pipe()
	packed := make(chan struct{})
	go func() {
		defer close(packed)
		in.CloseWithError(p.pack(in))
	}()
	tag := newTag(imageSandbox, labels[labelRun]) // a prune takes what has none, and a sweep goes by it
	changes := []string{"ENTRYPOINT " + string(entrypoint)}
	for name, value := range labels {
		changes = append(changes, fmt.Sprintf("LABEL %s=%q", name, value))
	}
	answer, err := d.ImageImport(ctx, image.ImportSource{Source: out, SourceName: "-"}, tag, image.ImportOptions{Changes: changes})
	_ = out.CloseWithError(errors.New("daemon takes no more"))
	<-packed
	if err != nil {
		return "", err
	}
	defer answer.Close()
	return importedID(answer)
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

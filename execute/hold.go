package execute

import (
	"bufio"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
)

// HoldCommand is the argument that makes the program call Hold.
const HoldCommand = "hold-network"

// sharedFiles are the files that containers in one network namespace share.
var sharedFiles = []string{"/etc/hosts", "/etc/resolv.conf", "/etc/hostname"}

// Hold is the program of a sandbox, see Spec.Sandbox. For each line that it reads it prints a fingerprint of the files
// that containers of one network share. It does not return at the end of its input, because a container may still use
// the network; it returns when ctx ends.
func Hold(ctx context.Context, in io.Reader, out io.Writer) error {
	err := hold(in, out, sharedFiles)
	<-ctx.Done()
	return err
}

func hold(in io.Reader, out io.Writer, files []string) error {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		if _, err := fmt.Fprintln(out, fingerprint(files)); err != nil {
			return fmt.Errorf("answer: %w", err)
		}
	}
	return lines.Err()
}

// fingerprint changes when the content, owner or mode of a file changes.
func fingerprint(files []string) string {
	sum := sha256.New()
	for _, name := range files {
		file, err := os.Open(name)
		fmt.Fprintln(sum, name, err)
		if err != nil {
			continue
		}
		if info, err := file.Stat(); err == nil {
			fmt.Fprintln(sum, info.Size(), info.Mode(), ownerOf(info))
		}
		_, err = io.Copy(sum, file)
		fmt.Fprintln(sum, err, file.Close())
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}

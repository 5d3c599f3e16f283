package docker

import (
	"bufio"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"

	"github.com/org/baleen-action/activity"
)

// HoldCommand is the argument that makes the program call Hold.
const HoldCommand = "hold-network"

// sharedFiles are the files that containers in one network namespace share.
var sharedFiles = []string{"/etc/hosts", "/etc/resolv.conf", "/etc/hostname"}

// Hold is the program of a sandbox, see Spec.Sandbox. For each empty line that it reads it prints a fingerprint of the files
// that containers of one network share, and of the folder for their reports; it also sends and clears that folder. It does
// not return at the end of its input, because a container may still use the network; it returns when ctx ends.
func Hold(ctx context.Context, in io.Reader, out io.Writer) error {
	err := hold(in, out, held{sharedFiles, reportFolder})
	<-ctx.Done()
	return err
}

// held is what containers of one network share.
type held struct {
	files  []string
	report string // folder for their reports; there may be none
}

func hold(in io.Reader, out io.Writer, what held) error {
	if err := openReport(what.report); err != nil {
		return fmt.Errorf("open folder for reports: %w", err)
	}
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		if err := what.answer(out, lines.Text()); err != nil {
			return fmt.Errorf("answer: %w", err)
		}
	}
	return lines.Err()
}

func (h held) answer(out io.Writer, request string) error {
	switch request {
	case askConnections:
		_, err := fmt.Fprintln(out, activity.Connections())
		return err
	case askReport:
		return sendReport(out, h.report)
	case clearReport:
		emptyReport(h.report)
		return nil
	}
	_, err := fmt.Fprintln(out, h.fingerprint())
	return err
}

// fingerprint changes when the content, owner or mode of a file changes, or when something is in the folder for reports.
func (h held) fingerprint() string {
	return fingerprint(h.files, reportState(h.report))
}

func fingerprint(files []string, more string) string {
	sum := sha256.New()
	fmt.Fprintln(sum, more)
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

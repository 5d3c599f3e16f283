package drive

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/setup"
)

// initialize is "baleen init": it shows the first files for this checkout, and writes those that are missing.
func (s session) initialize(in inputs.Init) int {
	yes, err := in.Check()
	if err == nil {
		err = s.atTop()
	}
	if err != nil {
		return s.complain(err, result.ExitInputs)
	}
	checkout, err := setup.Look(os.DirFS("."))
	if errors.Is(err, setup.ErrNoFeatures) {
		return s.complain(inputs.Wrong{Input: "init", Problem: err.Error(), Advice: "run it at the top of the checkout of the suite"}, result.ExitInputs)
	}
	var files []setup.File
	if err == nil {
		files, err = checkout.Files()
	}
	if err != nil {
		return s.complain(err, result.ExitIncomplete)
	}
	if missing := s.showFiles(files); missing > 0 && (yes || s.agreed(missing)) {
		err = s.writeFiles(files)
	}
	if err != nil {
		return s.complain(err, result.ExitIncomplete)
	}
	s.showNotes(files)
	return result.ExitPassed
}

// atTop refuses a folder of a checkout that is not its top: there the files would not be found.
func (s session) atTop() error {
	if _, err := os.Stat(".git"); err == nil {
		return nil
	}
	for at := ".."; ; at = filepath.Join(at, "..") {
		if _, err := os.Stat(filepath.Join(at, ".git")); err == nil {
			return inputs.Wrong{Input: "init", Problem: "this is not the top of the checkout", Advice: "cd " + at}
		}
		if whole, err := filepath.Abs(at); err != nil || whole == filepath.Dir(whole) {
			return nil // no checkout of Git's
		}
	}
}

// showFiles prints the files that are to be written, and what those that exist lack. It returns how many are missing.
func (s session) showFiles(files []setup.File) int {
	missing := 0
	for _, file := range files {
		name := s.clean.Path(file.Path)
		switch {
		case !file.Exists:
			missing++
			fmt.Fprintf(s.Stdout, "%s:\n\n%s\n", name, s.indented(file.Text))
		case len(file.Lacks) > 0:
			fmt.Fprintf(s.Stdout, "%s is there already. It lacks:\n\n%s\n", name, s.indented(strings.Join(file.Lacks, "\n")))
		case filepath.Base(file.Path) == ".dockerignore":
			fmt.Fprintf(s.Stdout, "%s is there already and lacks nothing.\n\n", name)
		default:
			fmt.Fprintf(s.Stdout, "%s is there already and stays. A new one would be:\n\n%s\n", name, s.indented(file.Text))
		}
	}
	return missing
}

// indented is a text with four blanks before each line, as a block that can be told from what Baleen says.
func (s session) indented(text string) string {
	var out strings.Builder
	for line := range strings.Lines(s.clean.Text(text)) {
		if line = strings.TrimRight(line, "\n"); line != "" {
			line = "    " + line
		}
		out.WriteString(line + "\n")
	}
	return out.String()
}

// agreed asks on a terminal whether to write the files. Anywhere else it says how to.
func (s session) agreed(missing int) bool {
	if !s.Terminal {
		fmt.Fprintln(s.Stdout, "Nothing is written. To write what is missing: baleen init --yes")
		return false
	}
	fmt.Fprintf(s.Stdout, "Write %s? [y/N] ", counted(missing, "file"))
	answer, _ := bufio.NewReader(s.Stdin).ReadString('\n') // the end of the input is a no
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return true
	}
	fmt.Fprintln(s.Stdout, "Nothing is written.")
	return false
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// writeFiles writes the files that are missing, and overwrites none that has come into being since.
func (s session) writeFiles(files []setup.File) error {
	for _, file := range files {
		if file.Exists {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(file.Path), 0o755); err != nil {
			return fmt.Errorf("write %s: %w", file.Path, err)
		}
		out, err := os.OpenFile(file.Path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if err == nil {
			_, err = out.WriteString(file.Text)
			err = errors.Join(err, out.Close())
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", file.Path, err)
		}
		fmt.Fprintln(s.Stdout, "wrote", s.clean.Path(file.Path))
	}
	return nil
}

// showNotes prints what is left to do by hand.
func (s session) showNotes(files []setup.File) {
	for _, file := range files {
		if file.Note != "" && !file.Exists {
			fmt.Fprintln(s.Stdout, "By hand:", file.Note)
		}
	}
}

package hold

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Arrival is the checkout that a command waits for before it starts.
type Arrival struct {
	Into   string // where the command finds it; empty: there is none
	Copied bool   // over a copy of what the image has there
}

// errStopped is why a command that was stopped while it waited did not start.
var errStopped = errors.New("it was stopped while it waited for the checkout")

// unpack waits for the checkout, and writes it over what there is. The command may start only if there is no error: then all of it is there.
func (c Command) unpack(stopped func() bool) error {
	if c.Arrival.Into == "" {
		return nil
	}
	if c.Arrival.Copied {
		if err := appears(filepath.Join(c.Dir, Copied), stopped); err != nil {
			return err
		}
		if problem, err := os.ReadFile(filepath.Join(c.Dir, Copied)); err != nil || len(problem) > 0 {
			return fmt.Errorf("copy folder of image: %w", errors.Join(err, errors.New(string(problem))))
		}
	}
	if err := appears(filepath.Join(c.Dir, checkoutFile), stopped); err != nil {
		return err
	}
	if err := c.Arrival.write(filepath.Join(c.Dir, checkoutFile)); err != nil {
		return fmt.Errorf("unpack checkout: %w", err)
	}
	return nil
}

func (a Arrival) write(packed string) error {
	file, err := os.Open(packed)
	if err != nil {
		return err
	}
	defer file.Close()
	defer syscall.Umask(syscall.Umask(0)) // modes are those of the checkout
	if err := os.MkdirAll(a.Into, 0o777); err != nil {
		return err
	}
	return readCheckout(file, unpacking{a.Into}.take)
}

// appears returns when there is a file, however long that takes: the other side knows when to give up, and stops this program then.
func appears(name string, stopped func() bool) error {
	const pause = 20 * time.Millisecond
	for {
		_, err := os.Stat(name)
		switch {
		case err == nil:
			return nil
		case !missing(err):
			return fmt.Errorf("wait for checkout: %w", err)
		case stopped():
			return errStopped
		}
		time.Sleep(pause)
	}
}

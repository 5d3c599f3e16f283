// Command hold runs in the Pods that Baleen makes. Package hold says what it does.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/org/baleen-action/globs"
	"github.com/org/baleen-action/hold"
)

const usage = `usage: hold install DIR                       copy this program into a folder
       hold exec [flags] -- COMMAND …          run a command, keep what it leaves
       hold keep                               wait for a signal
       hold send DIR NAME …                    write a tar of these to standard output
       hold await DIR NAME …                   the same, as soon as the command has ended
       hold tree DIR NAME …                    the same, with links
       hold take DIR                           read a checkout from standard input
       hold room PATH                          say whether a checkout fits there
       hold copy PATH DIR                      copy a folder of the image
       hold look PATH                          say what is there
       hold describe                           say what a command would find
       hold signal NUMBER                      send a signal to process 1`

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "hold:", err)
	}
	os.Exit(code)
}

// misuse is the exit status of this program where it has none of a command to pass on.
const misuse = 2

func run(args []string) (int, error) {
	if len(args) == 0 {
		return misuse, errors.New(usage)
	}
	switch verb, rest := args[0], args[1:]; {
	case verb == "install" && len(rest) == 1:
		return status(hold.Install(rest[0]))
	case verb == "exec":
		return execute(rest)
	case verb == "keep" && len(rest) == 0:
		return hold.Keep(), nil
	case verb == "send" && len(rest) > 0:
		return status(hold.Send(os.Stdout, rest[0], rest[1:]))
	case verb == "await" && len(rest) > 0:
		hold.Await(rest[0])
		return status(hold.Send(os.Stdout, rest[0], rest[1:]))
	case verb == "tree" && len(rest) > 0:
		return status(hold.SendTree(os.Stdout, rest[0], rest[1:]))
	case verb == "take" && len(rest) == 1:
		return take(rest[0])
	case verb == "room" && len(rest) == 1:
		return answer(hold.RoomIn(rest[0]))
	case verb == "copy" && len(rest) == 2:
		return status(hold.CopyImage(rest[0], rest[1]))
	case verb == "look" && len(rest) == 1:
		return answer(hold.LookAt(rest[0]))
	case verb == "describe" && len(rest) == 0:
		return answer(hold.Describe())
	case verb == "signal" && len(rest) == 1:
		return signal(rest[0])
	}
	return misuse, errors.New(usage)
}

func status(err error) (int, error) {
	if err != nil {
		return misuse, err
	}
	return 0, nil
}

// many is a flag that may be given several times.
type many []string

// String implements flag.Value.
func (m *many) String() string { return strings.Join(*m, " ") }

// Set implements flag.Value.
func (m *many) Set(value string) error {
	*m = append(*m, value)
	return nil
}

func execute(args []string) (int, error) {
	var c hold.Command
	var artifacts many
	flags := flag.NewFlagSet("hold exec", flag.ContinueOnError)
	flags.StringVar(&c.Dir, "dir", "/baleen", "folder that the containers share")
	flags.DurationVar(&c.Timeout, "timeout", 0, "time limit")
	flags.DurationVar(&c.Grace, "grace", 5*time.Second, "time between the signal that ends the command and its death")
	flags.Int64Var(&c.Limit, "limit", 0, "bytes of output")
	flags.DurationVar(&c.Silence.After, "silence", 0, "how long the command may write and report nothing")
	onSilence := flags.String("on-silence", "", "signal that a silent command gets before it is ended")
	flags.StringVar(&c.Arrival.Into, "checkout", "", "folder for the checkout that the command waits for")
	flags.BoolVar(&c.Arrival.Copied, "copied", false, "wait for a copy of what the image has there, too")
	flags.Var(&artifacts, "artifact", "glob of files to keep")
	if err := flags.Parse(args); err != nil {
		return misuse, err
	}
	if c.Args = flags.Args(); len(c.Args) == 0 {
		return misuse, errors.New(usage)
	}
	c.Silence.Signal = hold.SignalNamed(*onSilence)
	chosen := globs.New(artifacts)
	c.Kept = hold.Kept{Dir: ".", Bases: chosen.Bases(), Match: chosen.Match}
	ending, err := c.Run()
	return ending.Code, err
}

// answer prints a value as JSON, which is whole or invalid.
func answer(value any, err error) (int, error) {
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(value)
	}
	return status(err)
}

// take says when it begins to read, because the other side sends nothing before that, and when the checkout is whole, because exec's own status
// does not prove that.
func take(dir string) (int, error) {
	if _, err := fmt.Println(hold.TakesCheckout); err != nil {
		return misuse, err
	}
	if err := hold.Take(os.Stdin, dir); err != nil {
		return misuse, err
	}
	_, err := fmt.Println(hold.TookCheckout)
	return status(err)
}

func signal(number string) (int, error) {
	var n int
	if _, err := fmt.Sscan(number, &n); err != nil {
		return misuse, fmt.Errorf("read signal %q: %w", number, err)
	}
	return status(syscall.Kill(1, syscall.Signal(n)))
}

package inputs

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"github.com/org/baleen-action/quarantine"
)

// Quarantine holds the commands about the list of the quarantine.
type Quarantine struct {
	List QuarantineList `cmd:"" default:"withargs" help:"Show the entries of the list, and which are over or no longer needed."`
	Add  QuarantineAdd  `cmd:"" help:"Add a scenario to the list, or all of a file."`
}

// QuarantineList holds the inputs of quarantine list.
type QuarantineList struct {
	Quarantine string `group:"run" default:".baleen/quarantine.yaml" placeholder:"FILE" help:"list to read"`
	Timings    string `group:"report" default:".baleen/timings.json" placeholder:"FILE" help:"history to read"`
}

// QuarantineAdd holds the inputs of quarantine add.
type QuarantineAdd struct {
	Place      string `arg:"" name:"place" help:"FILE:LINE of a scenario, from the top of the checkout; or FILE, for all of it"`
	Owner      string `group:"run" placeholder:"NAME" help:"who mends it (required)"`
	Issue      string `group:"run" placeholder:"URL" help:"where that is discussed"`
	Reason     string `group:"run" placeholder:"TEXT" help:"what else there is to say"`
	Days       string `group:"run" default:"14" placeholder:"N" help:"how many days from today the entry lasts"`
	Quarantine string `group:"run" default:".baleen/quarantine.yaml" placeholder:"FILE" help:"list to write"`
}

// Adding is a checked QuarantineAdd.
type Adding struct {
	QuarantineAdd
	File string
	Line int // 0: all of the file
	Days int
}

// maxDays is the longest time that an entry is added for: a year. A longer one is as good as forgotten.
const maxDays = 366

// lineOfPlace matches the line behind a path.
var lineOfPlace = regexp.MustCompile(`^(.*):(\d+)$`)

// Check checks the inputs of quarantine add.
func (in QuarantineAdd) Check(getenv func(string) string) (Adding, AllWrong) {
	c := &checker{getenv: getenv}
	a := Adding{QuarantineAdd: trimmed(in)}
	a.File, a.Days = a.Place, c.count("days", a.QuarantineAdd.Days)
	if parts := lineOfPlace.FindStringSubmatch(a.Place); parts != nil {
		a.File = parts[1]
		a.Line, _ = strconv.Atoi(parts[2])
	}
	if a.Owner == "" {
		c.say("owner", "is required: somebody has to mend the scenario", "--owner NAME")
	}
	if len(c.wrong) == 0 && (a.Days < 1 || a.Days > maxDays) {
		c.say("days", fmt.Sprintf("%d is not between 1 and %d", a.Days, maxDays), "--days 14")
	}
	return a, c.wrong
}

// quarantineForm is what an entry of the quarantine looks like.
const quarantineForm = "an entry is: - {file: features/cart.feature, scenario: A card that was refused, owner: '@checkout', expires: 2026-12-31}"

// OpenQuarantine reads a list. What is wrong in it is a wrong input, each with its line.
func OpenQuarantine(name string) (quarantine.List, AllWrong) {
	list, err := quarantine.Load(name)
	var mistakes quarantine.Mistakes
	var wrong AllWrong
	switch {
	case errors.As(err, &mistakes):
		for _, m := range mistakes {
			wrong = append(wrong, Wrong{Input: "quarantine", Problem: fmt.Sprintf("%s:%d: %s", name, m.Line, m.Problem), Advice: quarantineForm})
		}
	case err != nil:
		wrong = append(wrong, Wrong{Input: "quarantine", Problem: err.Error(), Advice: "name a file that can be read"})
	}
	return list, wrong
}

// quarantine reads the list that the input quarantine names.
func (c *checker) quarantine(name string) quarantine.List {
	list, wrong := OpenQuarantine(name)
	if list.Missing && !usualPath("Quarantine", name) {
		c.say("quarantine", fmt.Sprintf("there is no %s", name), "baleen quarantine add FILE:LINE --owner NAME --quarantine "+name)
	}
	c.wrong = append(c.wrong, wrong...)
	return list
}

package inputs

import (
	"errors"
	"fmt"

	"github.com/org/baleen-action/quarantine"
)

// quarantineForm is what an entry of the quarantine looks like.
const quarantineForm = "an entry is: - {file: features/cart.feature, scenario: A card that was refused, owner: '@checkout', expires: 2026-12-31}"

// quarantine reads the list that the input quarantine names.
func (c *checker) quarantine(name string) quarantine.List {
	list, err := quarantine.Load(name)
	var mistakes quarantine.Mistakes
	switch {
	case errors.As(err, &mistakes):
		for _, m := range mistakes {
			c.say("quarantine", fmt.Sprintf("%s:%d: %s", name, m.Line, m.Problem), quarantineForm)
		}
	case err != nil:
		c.say("quarantine", err.Error(), "name a file that can be read")
	}
	return list
}

package result

import "github.com/org/baleen-action/cucumber"

// complete asks for the rest of the runner's configuration if that may explain why a scenario is missing.
func (c *recorder) complete(ask func() cucumber.Config) {
	if ask == nil || !c.misses() {
		return
	}
	config := ask()
	c.run.Filters, c.run.Policy = config.Filters, config.Policy
	for i := range c.run.Filters {
		c.run.Filters[i].Text = c.clean.Line(c.run.Filters[i].Text)
	}
}

// misses reports whether a scenario that the attempt was given is neither in the report nor left out by a filter.
func (c *recorder) misses() bool {
	if c.attempt.aside() || !c.attempt.Class.AboutTests() || c.attempt.Report != "" {
		return false
	}
	for _, name := range c.attempt.Files {
		file := index(c.run.Files, name)
		for i := range c.run.Files[file].Scenarios {
			here := spot{file, i}
			p := c.at(here)
			if !c.taken[here] && p.Status != Deselected && p.Line > 0 && c.given(here) && c.filter(p) == nil {
				return true
			}
		}
	}
	return false
}

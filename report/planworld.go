package report

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// PlanService is a service beside the tests of a slot.
type PlanService struct {
	Name    string
	Image   string
	Starts  string // when, in words
	Volumes string
}

// PlanWorld is what stands beside the tests of a slot.
type PlanWorld struct {
	Services []PlanService // in the order of their start
	About    []string      // when tests start, how long services live; one sentence each
}

// world prints the services of a slot as a table, and what there is to say about them.
func (p *page) world(w PlanWorld) {
	if len(w.Services) == 0 {
		return
	}
	rows := [][]string{{"service", "image", "starts", "volumes"}}
	for _, s := range w.Services {
		rows = append(rows, []string{s.Name, s.Image, s.Starts, s.Volumes})
	}
	p.line(0, "Beside the tests of each slot:")
	for _, row := range aligned(rows) {
		p.line(0, row)
	}
	for _, sentence := range w.About {
		p.line(0, sentence)
	}
	p.line(0, "")
}

// aligned pads the cells of a table to the width of their columns.
func aligned(rows [][]string) []string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var out []string
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			fmt.Fprintf(&line, "%-*s  ", widths[i], cell)
		}
		out = append(out, strings.TrimRight(line.String(), " "))
	}
	return out
}

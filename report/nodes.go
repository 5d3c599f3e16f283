package report

import (
	"fmt"
	"strings"

	"github.com/org/baleen-action/result"
)

const listedNodes = 100

// nodes lists how each node of a merged run ended.
func nodes(p *page, run *result.Run) {
	if len(run.Nodes) == 0 {
		return
	}
	p.WriteByte('\n')
	p.line(0, "Nodes")
	for _, n := range run.Nodes[:min(len(run.Nodes), listedNodes)] {
		p.line(1, fmt.Sprintf("%3d  %-10s  %11s  %s", n.Node, strings.ToUpper(n.State), Duration(n.Wall), count(n.Scenarios, "scenario")))
	}
}

func (m *markdown) nodes(run *result.Run) {
	if len(run.Nodes) == 0 {
		return
	}
	rows := [][]string{{"node", "result", "scenarios", "time"}}
	for _, n := range run.Nodes[:min(len(run.Nodes), listedNodes)] {
		rows = append(rows, []string{fmt.Sprint(n.Node), code(n.State, wordBytes), fmt.Sprint(n.Scenarios), Duration(n.Wall)})
	}
	m.table(rows...)
}

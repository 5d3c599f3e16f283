package result

import (
	"fmt"
	"slices"
	"time"
)

// Node says which machine's share of a suite a run is.
type Node struct {
	Index  int    `json:"index"` // from 1
	Total  int    `json:"total"`
	Plan   string `json:"plan"`             // digest of the whole plan: the shares of nodes with the same one fit together
	Commit string `json:"commit,omitempty"` // of the checkout, if it is known
	Dirty  bool   `json:"dirty,omitempty"`  // the checkout has changes that the commit lacks, or that is not known
	// Frozen is the ID of the plan file that the node followed, empty without one. A report that an earlier build left behind
	// has another.
	Frozen string `json:"frozen,omitempty"`
	// Others are the shares of the other nodes, so that the record of one node alone names the whole plan.
	Others []Share `json:"others,omitempty"`
}

// Share is what one node was to run.
type Share struct {
	Node  int    `json:"node"`
	Files []File `json:"files"` // by path
}

// Part is what a merged run keeps of each node's own.
type Part struct {
	Node      int           `json:"node"`  // its number, from 1
	Run       string        `json:"run"`   // Run.ID
	State     string        `json:"state"` // as in Verdict, or StateMissing
	Exit      int           `json:"exit"`
	Scenarios int           `json:"scenarios"`
	Wall      time.Duration `json:"wall_ns"`
}

// StateMissing is the state of a node without a report.
const StateMissing = "missing"

// Several reports whether other nodes run the rest of the suite.
func (n *Node) Several() bool { return n != nil && n.Total > 1 }

// String names the node.
func (n *Node) String() string { return fmt.Sprintf("node %d of %d", n.Index, n.Total) }

// runs reports whether the files of another node match.
func (n *Node) runs(match func(files []File) bool) bool {
	return n != nil && slices.ContainsFunc(n.Others, func(share Share) bool { return match(share.Files) })
}

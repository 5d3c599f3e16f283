package shard

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
)

// FrozenSchema is the version of plan files. It rises when a field changes its meaning or goes away.
const FrozenSchema = 1

// Frozen is a plan file, which baleen plan --out writes and run --plan reads.
type Frozen struct {
	Schema  int           `json:"schema"`
	Version string        `json:"version"` // of Baleen
	ID      string        `json:"id"`      // unique
	Name    string        `json:"name,omitempty"`
	Image   string        `json:"image,omitempty"`
	ImageID string        `json:"image_id,omitempty"`
	Commit  string        `json:"commit,omitempty"`
	Nodes   int           `json:"nodes"`
	Plan    string        `json:"plan"` // digest, as in run.json
	Outlook FrozenOutlook `json:"outlook"`
	Files   []FrozenFile  `json:"files"`
	Units   []FrozenUnit  `json:"units"` // in the order in which they start
}

// FrozenOutlook is the estimate for the plan.
type FrozenOutlook struct {
	Concurrency int           `json:"concurrency"` // containers at a time on each node
	Wall        time.Duration `json:"wall_ns"`
	Work        time.Duration `json:"work_ns"`
	Efficiency  float64       `json:"efficiency"`
	Longest     string        `json:"longest,omitempty"` // unit
	StartUp     time.Duration `json:"start_up_ns"`       // of one container
	Trusted     bool          `json:"trusted"`           // enough scenarios had times of earlier runs
}

// FrozenFile identifies the content of a file.
type FrozenFile struct {
	Path string `json:"path"`
	Sum  string `json:"sha256"`
}

// FrozenUnit is what one container runs.
type FrozenUnit struct {
	Name     string            `json:"name"`
	Node     int               `json:"node"`
	Estimate time.Duration     `json:"estimate_ns"`
	Why      string            `json:"why,omitempty"` // reason for the estimate
	Needs    Needs             `json:"needs,omitzero"`
	Targets  []cucumber.Target `json:"targets"`
}

// Write encodes the plan as JSON.
func (plan Frozen) Write(out io.Writer) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(plan); err != nil {
		return fmt.Errorf("write plan: %w", err)
	}
	return nil
}

// Save writes the plan to a file.
func (plan Frozen) Save(name string) error {
	var text bytes.Buffer
	if err := plan.Write(&text); err != nil {
		return err
	}
	return os.WriteFile(name, text.Bytes(), 0o644)
}

// LoadFrozen reads a plan file of this schema.
func LoadFrozen(name string) (*Frozen, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var plan Frozen
	switch err := json.Unmarshal(text, &plan); {
	case err != nil:
		return nil, fmt.Errorf("%q cannot be read: %w", name, err)
	case plan.Schema != FrozenSchema || plan.Nodes < 1:
		return nil, &SchemaError{name, plan.Schema}
	}
	return &plan, nil
}

// SchemaError reports a plan file of another schema.
type SchemaError struct {
	Name   string
	Schema int // of the plan file
}

// Error names both schemas.
func (e *SchemaError) Error() string {
	return fmt.Sprintf("%q has schema %d, this Baleen reads schema %d", e.Name, e.Schema, FrozenSchema)
}

// Division returns which node runs which unit.
func (plan Frozen) Division() Division {
	split := Division{Nodes: plan.Nodes}
	for _, frozen := range plan.Units {
		unit := Unit{Name: frozen.Name, Estimate: frozen.Estimate, Targets: frozen.Targets, Needs: frozen.Needs}
		split.Units, split.Node = append(split.Units, unit), append(split.Node, frozen.Node)
	}
	return split
}

// Changed describes every file that differs from the plan, given the digests of the present files.
func (plan Frozen) Changed(sums map[string]string) []string {
	var out []string
	planned := map[string]bool{}
	for _, f := range plan.Files {
		planned[f.Path] = true
		switch sum, there := sums[f.Path]; {
		case !there:
			out = append(out, fmt.Sprintf("%s is in the plan but not among the files", f.Path))
		case sum != f.Sum:
			out = append(out, fmt.Sprintf("%s has changed since the plan was made", f.Path))
		}
	}
	for path := range sums {
		if !planned[path] {
			out = append(out, fmt.Sprintf("%s is not in the plan", path))
		}
	}
	slices.SortFunc(out, strings.Compare)
	return out
}

package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"

	"github.com/org/baleen-action/result"
)

// FailuresSchema is the version of failures.json. It rises when a field changes its meaning or goes away.
const FailuresSchema = 1

// maxGroup limits a group in failures.json, in bytes, so that it can be pasted anywhere.
const maxGroup = 4 << 10

// FailuresOptions is what failures.json needs besides the run.
type FailuresOptions struct {
	Rerun func(path string, line int) string // the command line that runs a scenario again; nil: none
	// Output returns the lines of output around the first failure of a group, and the file of the report folder that they are
	// from; nil: none.
	Output func(result.Group) Output
}

// Output is an extract of a container's output.
type Output struct {
	File string `json:"file"` // relative to the report folder
	Text string `json:"text"`
}

// failures is failures.json: the scenarios that keep a run from passing, by cause, the largest group first.
type failures struct {
	Schema    int             `json:"schema"`
	Run       string          `json:"run"`
	Name      string          `json:"name,omitempty"`
	Verdict   string          `json:"verdict"`
	Scenarios int             `json:"scenarios"` // that keep the run from passing
	Groups    []failuresGroup `json:"groups"`
}

// failuresGroup is one cause. What tells about a single failure is of the first member.
type failuresGroup struct {
	Signature result.Signature `json:"signature"`
	Count     int              `json:"count"`
	Place     string           `json:"place"` // of the step that failed, or of the scenario, from the top of the checkout
	Scenario  string           `json:"scenario"`
	Step      string           `json:"step,omitempty"`
	Hook      string           `json:"hook,omitempty"`
	Message   string           `json:"message"`
	Output    *Output          `json:"output,omitempty"`
	Artifacts []string         `json:"artifacts,omitempty"` // relative to the report folder
	Rerun     string           `json:"rerun,omitempty"`     // of all members, or of the first if rerun_first is true
	First     bool             `json:"rerun_first,omitempty"`
	Members   []failuresMember `json:"members"`
	More      int              `json:"more_members,omitempty"` // that are not listed
}

type failuresMember struct {
	Place string `json:"place"`
	Name  string `json:"name"`
}

// Failures renders failures.json. Each of its groups has at most 4 KiB: what is too long is cut in the middle.
func Failures(run *result.Run, o FailuresOptions) ([]byte, error) {
	all := failures{Schema: FailuresSchema, Run: run.ID, Name: run.Name, Verdict: run.Verdict.State, Groups: []failuresGroup{}}
	for _, g := range run.Groups() {
		all.Scenarios += len(g.Members)
		group, err := o.fitting(run, g)
		if err != nil {
			return nil, fmt.Errorf("write failures: %w", err)
		}
		all.Groups = append(all.Groups, group)
	}
	return indented(all, "")
}

// fitting gives a group as much room for its texts as its limit allows.
func (o FailuresOptions) fitting(run *result.Run, g result.Group) (failuresGroup, error) {
	var out Output
	if o.Output != nil {
		out = o.Output(g)
	}
	for room := 1200; ; room = room * 3 / 4 {
		group := o.group(run, g, room)
		if group.shorten(room); out.Text != "" {
			group.Output = &Output{File: out.File, Text: result.Cap(out.Text, room)}
		}
		text, err := indented(group, "    ")
		if err != nil || len(text) <= maxGroup || room == 0 {
			return group, err
		}
	}
}

// group describes a group and lists its members within room bytes.
func (o FailuresOptions) group(run *result.Run, g result.Group, room int) failuresGroup {
	first := g.Members[0]
	out := failuresGroup{Signature: g.Signature, Count: len(g.Members), Scenario: first.Scenario.Name, Members: []failuresMember{}}
	out.Place = at(run.Location(*first.File), first.Line())
	if why := first.Why(); why != nil {
		out.Step, out.Hook, out.Message = why.Step, why.Hook, why.Message
	}
	var all bool
	out.Rerun, all = again{o.Rerun, run.Rerun}.line(spotsOf(g))
	out.First = out.Rerun != "" && !all
	for _, a := range run.Attempts {
		if a.ID() == first.Scenario.Attempt {
			files := evidence(*first.Scenario, a)
			out.Artifacts = files[:min(len(files), mostFiles)]
		}
	}
	for _, m := range g.Members {
		member := failuresMember{Place: at(run.Location(*m.File), m.Scenario.Line), Name: short(m.Scenario.Name, wordBytes)}
		if room -= len(member.Place) + len(member.Name) + 40; room < 0 {
			break
		}
		out.Members = append(out.Members, member)
	}
	out.More = out.Count - len(out.Members)
	return out
}

// shorten cuts the texts of a group: its message to room bytes, and the others to less.
func (g *failuresGroup) shorten(room int) {
	for _, text := range []*string{&g.Place, &g.Scenario, &g.Step, &g.Hook, &g.Signature.Type, &g.Signature.Place, &g.Signature.Step, &g.Signature.Message} {
		*text = short(*text, max(room/4, 3))
	}
	g.Message = result.Cap(g.Message, room)
	if len(g.Rerun) > max(room, maxCommand) {
		g.Rerun, g.First = "", false
	}
	for i, name := range g.Artifacts {
		if len(name) > room/4 {
			g.Artifacts[i] = path.Dir(name)
		}
	}
	if room < 100 {
		g.Artifacts = nil
	}
}

// indented encodes a value as people read it, with a prefix before every line.
func indented(value any, prefix string) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent(prefix, "  ")
	err := encoder.Encode(value)
	return out.Bytes(), err
}

// ReadOutputs returns the outputs of a failures.json by the hash of their group's signature, cleaned. A file of another schema has
// none.
func ReadOutputs(data []byte) (map[string]Output, error) {
	var read failures
	if err := json.Unmarshal(data, &read); err != nil {
		return nil, fmt.Errorf("read failures: %w", err)
	}
	out := map[string]Output{}
	var clean *result.Cleaner
	for _, g := range read.Groups {
		if read.Schema == FailuresSchema && g.Output != nil {
			out[g.Signature.Hash] = Output{File: clean.File(g.Output.File), Text: clean.Text(g.Output.Text)}
		}
	}
	return out, nil
}

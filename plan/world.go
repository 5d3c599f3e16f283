package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shell"
)

// world is what stands beside the tests of a slot. Without a daemon its images are not resolved.
func (a About) world() execute.World {
	if resolved := a.Suite.Spec.World; len(resolved.Services) > 0 {
		return resolved
	}
	return a.Settings.Spec.World
}

// services are what run.json says of the services of a slot.
func (a About) services() []result.Service {
	var out []result.Service
	for _, s := range a.world().Services {
		out = append(out, result.Service{Name: s.Name, Image: s.Image.Ref, ImageID: s.Image.ID})
	}
	return out
}

// beside names the services of a slot, empty if there are none.
func (plan Plan) beside() string {
	var names []string
	for _, s := range plan.Run.Services {
		names = append(names, s.Name)
	}
	if len(names) == 0 {
		return ""
	}
	of := "slot"
	if plan.world.PerFile {
		of = "container"
	}
	return fmt.Sprintf("services: %s for each %s", strings.Join(names, ", "), of)
}

// viewWorld shows the services of a slot and their start.
func (plan Plan) viewWorld() report.PlanWorld {
	w := plan.world
	var v report.PlanWorld
	resets := []string{}
	for _, s := range w.Services {
		v.Services = append(v.Services, report.PlanService{
			Name: s.Name, Image: plan.clean.Line(s.Image.Ref), Starts: plan.clean.Line(starts(s, w)),
			Volumes: plan.clean.Line(strings.Join(slices.Concat(s.SlotVolumes, s.Volumes), " ")),
		})
		if len(s.Reset) > 0 {
			resets = append(resets, s.Name+": "+shell.Join(s.Reset))
		}
	}
	v.About = append(v.About, testsStart(w))
	if len(w.Before) > 0 {
		v.About = append(v.About, "Then before-slot runs: "+w.Before[len(w.Before)-1])
	}
	switch {
	case w.InPod:
		v.About = append(v.About, "Every Pod has new ones, which start one after the other.")
	case w.PerFile:
		v.About = append(v.About, "Every container has new ones, which start while the one before it runs.")
	case len(resets) > 0:
		v.About = append(v.About, "Between two containers of a slot: "+strings.Join(resets, "; "))
	}
	for i, sentence := range v.About {
		v.About[i] = plan.clean.Line(sentence)
	}
	return v
}

// starts says when a service starts, and whose network it shares.
func starts(s execute.Service, w execute.World) string {
	text := "at once"
	if len(s.Needs) > 0 {
		text = "when " + conditions(s.Needs)
	}
	switch {
	case w.Localhost:
	case s.Join != "":
		text += ", in the network of " + s.Join
	}
	return text
}

// testsStart says when the tests of a slot start, and where they find services.
func testsStart(w execute.World) string {
	ready := "every service is ready"
	if len(w.Needs) > 0 {
		ready = conditions(w.Needs)
	}
	text := "Tests start when " + ready
	switch {
	case w.Localhost:
		text += "; they and all services share one localhost"
	case w.Join != "":
		text += ", in the network of " + w.Join
	}
	return text + "."
}

// conditions are needs in words.
func conditions(needs []execute.Need) string {
	words := map[execute.Condition]string{execute.ServiceHealthy: "is healthy", execute.ServiceCompleted: "has completed"}
	var out []string
	for _, need := range needs {
		out = append(out, need.Service+" "+cmp.Or(words[need.Condition], "has started"))
	}
	return strings.Join(out, " and ")
}

package execute

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"
)

// ServiceWell is what tests wait for where nothing is said: the health of a service that has a check.
const ServiceWell Condition = ""

// Until is the most that anything waits for of a service.
func (w World) Until(of Service) Condition {
	most := ServiceStarted
	ask := func(needs []Need) (asked bool) {
		for _, n := range needs {
			if n.Service == of.Name {
				most, asked = stronger(most, n.Condition), true
			}
		}
		return asked
	}
	if !ask(w.Needs) {
		most = ServiceWell
	}
	for _, other := range w.Services {
		ask(other.Needs)
	}
	return most
}

// stronger returns the condition that takes more.
func stronger(a, b Condition) Condition {
	order := []Condition{ServiceStarted, ServiceWell, ServiceHealthy, ServiceCompleted}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}

// BeforeSlot names what World.Before runs in, and its log.
const BeforeSlot = "before-slot"

// servicesTimeout stands for a World.Timeout of 0.
const servicesTimeout = 2 * time.Minute

// Exists reports whether there is anything beside the tests.
func (w World) Exists() bool {
	return len(w.Services) > 0 || len(w.Before) > 0 || len(w.Volumes) > 0
}

// AsInPod returns the world as it is in a Pod: each has services of its own, in one network with the tests.
func (w World) AsInPod() World {
	w.InPod, w.PerFile, w.Localhost = true, true, true
	return w
}

// Patience is how long the services may take to be ready.
func (w World) Patience() time.Duration {
	if w.Timeout == 0 {
		return servicesTimeout
	}
	return w.Timeout
}

// OnLocalhost returns the world with one service that holds the network namespace which all others and the tests join: one
// that starts first and goes on.
func (w World) OnLocalhost() (World, error) {
	if !w.Localhost || len(w.Services) == 0 {
		return w, nil
	}
	holder := slices.IndexFunc(w.Services, func(s Service) bool { return len(s.Needs) == 0 && w.Until(s) != ServiceCompleted })
	if holder < 0 {
		return w, &HintError{errors.New("put all services on one localhost: each of them needs another first, or ends"),
			"Let one service that goes on depend on no other."}
	}
	w.Join, w.Services = w.Services[holder].Name, slices.Clone(w.Services)
	for i := range w.Services {
		w.Services[i].Join = w.Join
	}
	w.Services[holder].Join = ""
	return w, nil
}

// ServiceLog is a part of the log of a service: what it wrote while a container had its slot.
type ServiceLog struct {
	Service  string
	File     string
	From, To int // lines, the first is 1
}

// VolumeNames are the volumes of a slot by the names that services and tests know.
func (w World) VolumeNames() []string {
	names := map[string]bool{}
	add := func(volumes []string) {
		for _, volume := range volumes {
			name, _, _ := strings.Cut(volume, ":")
			names[name] = true
		}
	}
	add(w.Volumes)
	for _, service := range w.Services {
		add(service.SlotVolumes)
	}
	var all []string
	for name := range maps.Keys(names) {
		all = append(all, name)
	}
	return all
}

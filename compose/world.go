package compose

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"

	"github.com/org/baleen-action/execute"
)

// project makes the world of a slot, and the settings of the tests, of what compose-go has read.
func (r *reader) project(p *types.Project) Project {
	out := Project{Name: p.Name, Wants: map[string]ImageWant{}, Ports: map[string][]string{}}
	out.Where = func(service string) string { return r.files.where("services", service) }
	r.noted = map[string][]string{}
	r.active(p)
	for _, name := range slices.Sorted(maps.Keys(p.Services)) {
		r.judge(p.Services[name])
		r.external(p, p.Services[name])
		for _, port := range p.Services[name].Ports {
			out.Ports[name] = append(out.Ports[name], published(port))
		}
	}
	for _, name := range ordered(p) {
		s := p.Services[name]
		made := r.container(p, s)
		made.Join = joined(p, s)
		if name == r.Service {
			out.Tests = &Tests{Name: name, Image: r.want(p, s), Container: made, Init: s.Init}
			continue
		}
		out.Wants[name] = r.want(p, s)
		made.Image = execute.Image{Ref: out.Wants[name].Refs[0], Platform: s.Platform}
		out.World.Services = append(out.World.Services, made)
	}
	r.alias(p, out.World.Services)
	if out.Tests != nil {
		r.tests(p, &out)
	}
	if r.Localhost {
		r.localhost(p)
		out.World.Localhost = true
	}
	out.Notes = r.notes(out)
	out.Pods = r.inPods(p)
	return out
}

// tests takes what the world has of the tests from their service.
func (r *reader) tests(p *types.Project, out *Project) {
	tests := &out.Tests.Container
	out.World.Join, out.World.Needs = tests.Join, tests.Needs
	out.World.Volumes = tests.SlotVolumes
	out.World.Aliases = append([]string{tests.Name}, tests.Aliases...)
	for key, given := range map[string]bool{"healthcheck": tests.Health != nil, "stop_signal": tests.StopSignal != ""} {
		if given {
			r.noted[key] = append(r.noted[key], tests.Name)
		}
	}
	if len(tests.Reset) > 0 {
		r.wrong(r.place(tests.Name, extension+".reset"), "runs between two containers of a slot, and the tests' own is new each time", "leave it out")
	}
	for _, s := range out.World.Services {
		if s.Join == tests.Name {
			r.wrong(r.place(s.Name, "network_mode"), "the tests' network goes with each of their containers", "turn it round: network_mode: service:"+s.Name+" in "+tests.Name)
		}
	}
}

// ordered are the services, each after those that it needs. compose-go has refused cycles.
func ordered(p *types.Project) []string {
	var out []string
	var visit func(name string)
	visit = func(name string) {
		if _, has := p.Services[name]; !has || slices.Contains(out, name) {
			return
		}
		for _, other := range slices.Sorted(maps.Keys(p.Services[name].DependsOn)) {
			visit(other)
		}
		out = append(out, name)
	}
	for _, name := range slices.Sorted(maps.Keys(p.Services)) {
		visit(name)
	}
	return out
}

// joined is the service whose network another one shares: the last in a row of network_mode: service:….
func joined(p *types.Project, s types.ServiceConfig) string {
	name, found := strings.CutPrefix(s.NetworkMode, types.ServicePrefix)
	if !found {
		return ""
	}
	return cmp.Or(joined(p, p.Services[name]), name)
}

// alias gives services the names that links of others call them by.
func (r *reader) alias(p *types.Project, services []execute.Service) {
	for _, name := range slices.Sorted(maps.Keys(p.Services)) {
		for _, link := range p.Services[name].Links {
			to, alias, named := strings.Cut(link, ":")
			at := slices.IndexFunc(services, func(s execute.Service) bool { return s.Name == to })
			if named && at >= 0 && !slices.Contains(services[at].Aliases, alias) && alias != to {
				services[at].Aliases = append(services[at].Aliases, alias)
			}
		}
	}
}

// active refuses profiles that no service has: they would silently activate nothing.
func (r *reader) active(p *types.Project) {
	var known []string
	for _, s := range p.AllServices() {
		known = append(known, s.Profiles...)
	}
	slices.Sort(known)
	known = slices.Compact(known)
	for _, profile := range r.Profiles {
		if profile != "*" && !slices.Contains(known, profile) {
			r.mistakes = append(r.mistakes, Mistake{Input: "profiles", Problem: r.files.names() + " has no profile " + profile, Name: profile, Known: known})
		}
	}
	if r.Service == "" && len(p.Services) == 0 {
		r.mistakes = append(r.mistakes, Mistake{Input: "compose", Problem: r.files.names() + " has no service in an active profile",
			Advice: "--profiles " + cmp.Or(strings.Join(known, " --profiles "), "NAME")})
	}
}

// external refuses networks of others: a slot has one of its own.
func (r *reader) external(p *types.Project, s types.ServiceConfig) {
	for name := range s.Networks {
		if bool(p.Networks[name].External) {
			r.wrong(r.files.where("networks", name), fmt.Sprintf("is external, and %s is on the network of its slot alone", s.Name),
				"take what it needs there in as a service, and leave external out")
		}
	}
}

// localhost refuses two services on one port of the network that all share.
func (r *reader) localhost(p *types.Project) {
	for _, c := range collisions(p) {
		r.mistakes = append(r.mistakes, Mistake{Input: "services-on", Problem: fmt.Sprintf("%s: %s and %s both listen on port %s, and localhost has it once", r.files.names(), c.first, c.second, c.port),
			Advice: "give one of them another port, or leave services-on out"})
	}
}

// collision is a port that two services listen on.
type collision struct{ first, second, port string }

// collisions are those that two services of one network would have.
func collisions(p *types.Project) []collision {
	var out []collision
	taken := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(p.Services)) {
		for _, port := range listening(p.Services[name]) {
			if other := taken[port]; other != "" && other != name {
				out = append(out, collision{other, name, port})
			}
			taken[port] = name
		}
	}
	return out
}

// listening are the ports that a service names, in its own container.
func listening(s types.ServiceConfig) []string {
	var out []string
	for _, port := range s.Ports {
		out = append(out, fmt.Sprintf("%d/%s", port.Target, cmp.Or(port.Protocol, "tcp")))
	}
	for _, port := range s.Expose {
		if !strings.Contains(port, "/") {
			port += "/tcp"
		}
		out = append(out, port)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// some lists ports; a range of Compose may be thousands of them.
func some(ports []string) string {
	const most = 5
	text := strings.Join(ports[:min(len(ports), most)], " ")
	if more := len(ports) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// published shows a port as the short form of Compose does.
func published(port types.ServicePortConfig) string {
	text := fmt.Sprint(port.Target)
	if port.Published != "" {
		text = port.Published + ":" + text
	}
	if port.Protocol != "" && port.Protocol != "tcp" {
		text += "/" + port.Protocol
	}
	return text
}

// notes say once what of the files has no effect, and what slots share.
func (r *reader) notes(p Project) []string {
	var out []string
	for _, warning := range r.warned {
		out = append(out, r.files.names()+": "+r.files.short(warning))
	}
	if len(p.Ports) > 0 {
		var ports []string
		for _, name := range slices.Sorted(maps.Keys(p.Ports)) {
			ports = append(ports, name+" "+some(p.Ports[name]))
		}
		out = append(out, fmt.Sprintf("%s: no ports are published on the host (%s): the tests reach a service by its name", r.files.names(), strings.Join(ports, ", ")))
	}
	if len(r.noted) > 0 {
		var keys []string
		for _, key := range slices.Sorted(maps.Keys(r.noted)) {
			keys = append(keys, key+" ("+strings.Join(r.noted[key], ", ")+")")
		}
		out = append(out, r.files.names()+": without effect here: "+strings.Join(keys, ", "))
	}
	if len(r.shared) > 0 {
		out = append(out, r.files.names()+": all slots share, and may write to: "+strings.Join(r.shared, ", "))
	}
	return out
}

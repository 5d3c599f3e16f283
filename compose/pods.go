package compose

import (
	"fmt"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"
)

// Pods is what is different in the files if the services are containers of a Pod of a Kubernetes cluster.
type Pods struct {
	Mistakes []Mistake
	Notes    []string // what a user should know
}

// podJudge judges services as containers of a Pod.
type podJudge struct {
	*reader
	project *types.Project
	out     Pods
	noted   map[string][]string // services with a key that has no effect, by key
}

// inPods finds what cannot be in a Pod, and what has no effect there.
func (r *reader) inPods(p *types.Project) Pods {
	j := podJudge{reader: r, project: p, noted: map[string][]string{}}
	for _, name := range slices.Sorted(maps.Keys(p.Services)) {
		s := p.Services[name]
		j.judge(s)
		j.values(s)
		j.volumes(s)
		j.hosts(s)
		j.needs(s)
	}
	for _, c := range collisions(p) {
		j.wrong(r.files.where("services", c.second), fmt.Sprintf("%s listens on port %s, too, and all containers of a Pod share one network", c.first, c.port),
			"give one of them another port")
	}
	for _, key := range slices.Sorted(maps.Keys(j.noted)) {
		j.out.Notes = append(j.out.Notes, fmt.Sprintf("%s: without effect on a cluster: %s (%s)", r.files.names(), key, strings.Join(j.noted[key], ", ")))
	}
	return j.out
}

func (j *podJudge) wrong(where, problem, advice string) {
	j.out.Mistakes = append(j.out.Mistakes, Mistake{Input: "compose", Problem: where + ": " + problem, Advice: advice})
}

func (j *podJudge) refuse(service, key, value, advice string) {
	j.wrong(j.place(service, key), strings.TrimSpace(value+" cannot be honoured on a cluster"), advice)
}

// judge notes and refuses the keys of a service by the table.
func (j *podJudge) judge(s types.ServiceConfig) {
	for _, key := range InPods() {
		if key.Verdict == Honoured || len(keysOf(s, key.Name)) == 0 {
			continue
		}
		if key.Verdict == Refused {
			j.refuse(s.Name, key.Name, "", key.How)
		} else {
			j.noted[key.Name] = append(j.noted[key.Name], s.Name)
		}
	}
	if _, has := s.Extensions[extension]; has { // anything but a reset was refused when the file was read
		j.noted[extension+".reset"] = append(j.noted[extension+".reset"], s.Name)
	}
}

// values refuses the values that a Pod cannot have, of keys that are honoured.
func (j *podJudge) values(s types.ServiceConfig) {
	user, group, _ := strings.Cut(s.User, ":")
	if !isNumber(user) || !isNumber(group) {
		j.refuse(s.Name, "user", s.User, "write its number, such as 1000: a cluster does not know user names")
	}
	if s.Entrypoint != nil && len(s.Entrypoint) == 0 && len(s.Command) == 0 && s.Name != j.Service {
		j.refuse(s.Name, "entrypoint", "none without a command", "write in command what it runs")
	}
	if s.Image == "" && s.Build != nil && !(s.Name == j.Service && j.Imaged) {
		j.refuse(s.Name, "build", "an image that is in no registry", "push the image to a registry, and name it in image")
	}
}

func isNumber(text string) bool {
	_, err := strconv.ParseUint(text, 10, 31)
	return text == "" || err == nil
}

func (j *podJudge) volumes(s types.ServiceConfig) {
	for _, v := range s.Volumes {
		switch {
		case v.Type == types.VolumeTypeBind:
			j.refuse(s.Name, "volumes", "bind "+shown(v.Source), j.insteadOfBind(s.Name))
		case v.Type == types.VolumeTypeVolume && bool(j.project.Volumes[v.Source].External):
			j.refuse(s.Name, "volumes", "external volume "+v.Source, "leave external out: each Pod has a volume of its own")
		}
	}
}

// insteadOfBind is what brings files into a container of a Pod.
func (j *podJudge) insteadOfBind(service string) string {
	if service == j.Service {
		return "leave it out, and bring the suite with --workspace copy or in the image"
	}
	return "put the files into the image"
}

// hostName is what can be a name in the hosts file of a Pod.
var hostName = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)

// hosts refuses names and addresses that cannot be in the hosts file of a Pod. The tests' own name is not needed there.
func (j *podJudge) hosts(s types.ServiceConfig) {
	const advice = "use only lower-case letters, digits and -"
	if !hostName.MatchString(s.Name) && s.Name == j.Service {
		j.noted["its name as a host"] = append(j.noted["its name as a host"], s.Name)
	} else if !hostName.MatchString(s.Name) {
		j.wrong(j.files.where("services", s.Name), s.Name+" cannot be a host name in a Pod", advice)
	}
	for _, network := range slices.Sorted(maps.Keys(s.Networks)) {
		for _, alias := range aliasesOf(s.Networks[network]) {
			if !hostName.MatchString(alias) {
				j.refuse(s.Name, "networks", "alias "+alias, advice)
			}
		}
	}
	for _, link := range s.Links {
		if _, alias, named := strings.Cut(link, ":"); named && !hostName.MatchString(alias) {
			j.refuse(s.Name, "links", "alias "+alias, advice)
		}
	}
	for _, line := range slices.Sorted(slices.Values(s.ExtraHosts.AsList(":"))) {
		host, address, _ := strings.Cut(line, ":")
		if _, err := netip.ParseAddr(strings.Trim(address, "[]")); err != nil || !hostName.MatchString(host) {
			j.refuse(s.Name, "extra_hosts", line, "HOST:IP, such as db:10.0.0.5")
		}
	}
}

func aliasesOf(network *types.ServiceNetworkConfig) []string {
	if network == nil {
		return nil
	}
	return network.Aliases
}

// needs refuses to wait for the health of a service whose check cannot be seen.
func (j *podJudge) needs(s types.ServiceConfig) {
	for _, name := range slices.Sorted(maps.Keys(s.DependsOn)) {
		check := j.project.Services[name].HealthCheck
		if s.DependsOn[name].Condition == types.ServiceConditionHealthy && (check == nil || check.Disable || len(check.Test) == 0) {
			j.wrong(j.files.where("services", name), s.Name+" waits for its health, and a cluster does not see an image's health check",
				"write its health check in the file: healthcheck: {test: …}")
		}
	}
}

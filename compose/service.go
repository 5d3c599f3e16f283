package compose

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/org/baleen-action/execute"
)

// container are the settings of a service's container.
func (r *reader) container(project *types.Project, s types.ServiceConfig) execute.Service {
	out := execute.Service{
		Name:        s.Name,
		Command:     s.Command,
		Entrypoint:  s.Entrypoint,
		Env:         environment(s.Environment),
		WorkDir:     s.WorkingDir,
		User:        s.User,
		Init:        s.Init != nil && *s.Init,
		StopSignal:  s.StopSignal,
		Memory:      int64(s.MemLimit),
		CPUs:        float64(s.CPUS),
		ShmSize:     int64(s.ShmSize),
		PidsLimit:   s.PidsLimit,
		Ulimits:     ulimits(s.Ulimits),
		AddHosts:    slices.Sorted(slices.Values(s.ExtraHosts.AsList(":"))),
		Tmpfs:       slices.Clone(s.Tmpfs),
		CapAdd:      s.CapAdd,
		SecurityOpt: s.SecurityOpt,
		Privileged:  s.Privileged,
		IPC:         s.Ipc,
		Platform:    s.Platform,
		Extra:       extra(s),
		Health:      health(s.HealthCheck),
		Needs:       needs(s.DependsOn),
	}
	if s.Deploy != nil {
		limit(&out, s.Deploy.Resources)
	}
	for _, network := range slices.Sorted(maps.Keys(s.Networks)) {
		if with := s.Networks[network]; with != nil {
			out.Aliases = append(out.Aliases, with.Aliases...)
		}
	}
	r.mount(project, s, &out)
	out.Reset = r.reset(s)
	return out
}

// environment lists the variables of a service. One without a value is not set where Baleen runs either.
func environment(all types.MappingWithEquals) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if value := all[name]; value != nil {
			out = append(out, name+"="+*value)
		}
	}
	return out
}

// limit sets the limits of deploy, unless the service has its own.
func limit(out *execute.Service, resources types.Resources) {
	if limits := resources.Limits; limits != nil {
		out.Memory = cmp.Or(out.Memory, int64(limits.MemoryBytes))
		out.CPUs = cmp.Or(out.CPUs, float64(limits.NanoCPUs))
		out.PidsLimit = cmp.Or(out.PidsLimit, limits.Pids)
	}
	if reserved := resources.Reservations; reserved != nil {
		out.Reservation = cmp.Or(out.Reservation, int64(reserved.MemoryBytes))
	}
}

func extra(s types.ServiceConfig) execute.Extra {
	x := execute.Extra{
		Hostname:    s.Hostname,
		Domainname:  s.DomainName,
		CapDrop:     s.CapDrop,
		GroupAdd:    s.GroupAdd,
		DNS:         s.DNS,
		DNSOptions:  s.DNSOpts,
		DNSSearch:   s.DNSSearch,
		DeviceRules: s.DeviceCgroupRules,
		Sysctls:     s.Sysctls,
		ReadOnly:    s.ReadOnly,
		CPUShares:   s.CPUShares,
		CPUPeriod:   s.CPUPeriod,
		CPUQuota:    s.CPUQuota,
		CPUSet:      s.CPUSet,
		Reservation: int64(s.MemReservation),
		Swap:        int64(s.MemSwapLimit),
		OOMScoreAdj: int(s.OomScoreAdj),
		CgroupNS:    s.Cgroup,
		UserNS:      s.UserNSMode,
		Runtime:     s.Runtime,
		Storage:     s.StorageOpt,
	}
	for _, d := range s.Devices {
		x.Devices = append(x.Devices, d.Source+":"+cmp.Or(d.Target, d.Source)+":"+cmp.Or(d.Permissions, "rwm"))
	}
	return x
}

func ulimits(all map[string]*types.UlimitsConfig) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		limit := all[name]
		soft, hard := limit.Soft, limit.Hard
		if limit.Single != 0 {
			soft, hard = limit.Single, limit.Single
		}
		out = append(out, fmt.Sprintf("%s=%d:%d", name, soft, hard))
	}
	return out
}

func health(check *types.HealthCheckConfig) *execute.HealthCheck {
	switch {
	case check == nil:
		return nil
	case check.Disable:
		return &execute.HealthCheck{Test: []string{"NONE"}}
	}
	out := execute.HealthCheck{
		Test:        check.Test,
		Interval:    duration(check.Interval),
		Timeout:     duration(check.Timeout),
		StartPeriod: duration(check.StartPeriod),
	}
	if check.Retries != nil {
		out.Retries = int(*check.Retries)
	}
	return &out
}

func duration(d *types.Duration) time.Duration {
	if d == nil {
		return 0
	}
	return time.Duration(*d)
}

func needs(all types.DependsOnConfig) []execute.Need {
	var out []execute.Need
	for _, name := range slices.Sorted(maps.Keys(all)) {
		condition := cmp.Or(all[name].Condition, types.ServiceConditionStarted)
		out = append(out, execute.Need{Service: name, Condition: execute.Condition(condition)})
	}
	return out
}

// extension is Baleen's own key of a service.
const extension = "x-baleen"

// reset is the command of x-baleen: {reset: …}, as a list, or as a text for sh -c.
func (r *reader) reset(s types.ServiceConfig) []string {
	value, has := s.Extensions[extension]
	if !has {
		return nil
	}
	const advice = extension + `: {reset: ["psql", "-U", "postgres", "-f", "/reset.sql"]}`
	all, ok := value.(map[string]any)
	if !ok {
		r.wrong(r.place(s.Name, extension), "is not a mapping", advice)
		return nil
	}
	for name := range all {
		if name != "reset" {
			r.wrong(r.place(s.Name, extension+"."+name), "is not known", advice)
		}
	}
	words := words(all["reset"])
	if len(words) == 0 {
		r.wrong(r.place(s.Name, extension+".reset"), "is not a command", advice)
	}
	return words
}

func words(value any) []string {
	switch v := value.(type) {
	case string:
		if strings.TrimSpace(v) != "" {
			return []string{"sh", "-c", v}
		}
	case []any:
		var out []string
		for _, one := range v {
			out = append(out, fmt.Sprint(one))
		}
		return out
	}
	return nil
}

// want is how to find the image of a service. docker compose build names it by project and service; Compose's first version joined
// the two by an underscore.
func (r *reader) want(project *types.Project, s types.ServiceConfig) ImageWant {
	w := ImageWant{Refs: []string{s.Image}, Built: s.Build != nil, Platform: s.Platform}
	if s.Image == "" {
		w.Refs = nil
		for _, name := range r.projects(project) {
			w.Refs = append(w.Refs, name+"-"+s.Name, name+"_"+s.Name)
		}
	}
	switch policy := s.PullPolicy; policy {
	case types.PullPolicyMissing, types.PullPolicyAlways, types.PullPolicyNever, "":
		w.Pull = policy
	case types.PullPolicyIfNotPresent:
		w.Pull = types.PullPolicyMissing
	case types.PullPolicyBuild:
		w.Pull = types.PullPolicyNever
	default:
		w.Pull = types.PullPolicyAlways
	}
	return w
}

// projects are the project names that may be in the names of its images. A project without a name is named after its folder. In the
// container of a GitHub action that folder has another name than on the runner, where it is the repository's.
func (r *reader) projects(p *types.Project) []string {
	names := []string{p.Name}
	_, repository, _ := strings.Cut(p.Environment["GITHUB_REPOSITORY"], "/")
	own := loader.NormalizeProjectName(filepath.Base(p.WorkingDir)) == p.Name
	if on := loader.NormalizeProjectName(repository); own && on != "" && on != p.Name && p.WorkingDir == p.Environment["GITHUB_WORKSPACE"] {
		names = append(names, on)
	}
	return names
}

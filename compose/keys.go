package compose

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"
)

// Verdict is what becomes of a key.
type Verdict string

// The verdicts. A key that is honoured may have values that are refused.
const (
	Honoured Verdict = "honoured"
	Noted    Verdict = "noted"   // it has no effect here, and a note names it
	Refused  Verdict = "refused" // it is a wrong input
)

// Key is a key of a service in a Compose file, and what becomes of it.
type Key struct {
	Name    string // below the service; a dot leads into the key
	Verdict Verdict
	How     string // how it is honoured, or why not, or what to do instead
}

// Keys lists what becomes of every key of a service. What is below a key has its verdict, unless it is listed itself.
func Keys() []Key {
	return slices.Concat(honoured(), noted(), refused())
}

func honoured() []Key {
	return slices.Concat(
		keys(Honoured, "as in Compose", "extends", "profiles", "environment", "env_file", "command", "entrypoint", "working_dir", "user",
			"cap_add", "cap_drop", "cgroup", "cpu_period", "cpu_quota", "cpu_shares", "cpus", "cpuset", "device_cgroup_rules",
			"dns", "dns_opt", "dns_search", "domainname", "extra_hosts", "group_add", "hostname", "init", "mem_limit",
			"mem_reservation", "memswap_limit", "oom_score_adj", "pids_limit", "platform", "privileged", "read_only", "runtime",
			"security_opt", "shm_size", "stop_signal", "storage_opt", "sysctls", "tmpfs", "ulimits", "userns_mode"),
		keys(Honoured, "resolved once for a run", "image"),
		keys(Honoured, "the image that docker compose build makes of it: PROJECT-SERVICE, or PROJECT_SERVICE", "build"),
		keys(Honoured, "missing, if_not_present, always or never; build: never pulled; daily and the like: always", "pull_policy"),
		keys(Honoured, "its three conditions; required: false leaves out a service whose profile is not active; restart has no effect", "depends_on"),
		keys(Honoured, "in place of the image's", "healthcheck"),
		keys(Honoured, "1", "scale", "deploy.replicas"),
		keys(Honoured, "what is listed below it", "deploy"),
		keys(Honoured, "cpus, memory and pids", "deploy.resources.limits"),
		keys(Honoured, "memory", "deploy.resources.reservations"),
		keys(Honoured, "private, shareable, host or none", "ipc"),
		keys(Honoured, "service:NAME shares that service's network", "network_mode"),
		keys(Honoured, "all services of a slot are on one network of its own; aliases resolve there", "networks"),
		keys(Honoured, "name and alias resolve on the slot's network", "links"),
		keys(Honoured, "read by services-on: localhost", "expose"),
		keys(Honoured, "of the daemon, which must have them", "devices"),
		keys(Honoured, "binds as written; named volumes are the slot's own, unless external; anonymous ones; tmpfs", "volumes"),
		keys(Honoured, "from a file, which is mounted", "configs", "secrets"),
	)
}

func noted() []Key {
	return slices.Concat(
		keys(Noted, "nothing is published on the host: the tests reach a service by its name", "ports"),
		keys(Noted, "containers have names of their own", "container_name"),
		keys(Noted, "a service that ends is the class service", "restart", "deploy.restart_policy"),
		keys(Noted, "Baleen has its own labels", "labels", "label_file", "annotations", "deploy.labels"),
		keys(Noted, "each service's output is a file of the report", "logging", "log_driver", "log_opt", "attach"),
		keys(Noted, "for docker compose watch", "develop"),
		keys(Noted, "for Swarm", "deploy.mode", "deploy.update_config", "deploy.rollback_config", "deploy.placement", "deploy.endpoint_mode",
			"deploy.resources.reservations.cpus", "deploy.resources.reservations.pids", "deploy.resources.reservations.generic_resources",
			"deploy.resources.limits.generic_resources"),
		keys(Noted, "no one types into a service", "stdin_open", "tty"),
		keys(Noted, "services are removed at once, because their volumes go with them", "stop_grace_period", "pre_stop"),
		keys(Noted, "a preference of the machine", "blkio_config", "cgroup_parent", "mem_swappiness", "oom_kill_disable"),
		keys(Noted, "only on Windows", "cpu_count", "cpu_percent"),
		keys(Noted, "images are resolved once for a run", "pull_refresh_after"),
		keys(Noted, "addresses are the slot's own", "mac_address", "networks.mac_address", "networks.interface_name", "networks.priority",
			"networks.gw_priority", "networks.driver_opts", "networks.use_service_name_alias"),
		keys(Noted, "needs a newer engine than Baleen asks for", "healthcheck.start_interval"),
		keys(Noted, "the file is mounted with its own", "configs.uid", "configs.gid", "configs.mode", "secrets.uid", "secrets.gid", "secrets.mode"),
		keys(Noted, "the daemon decides", "volumes.consistency", "volumes.volume.labels"),
	)
}

func refused() []Key {
	return slices.Concat(
		keys(Refused, "use an image and a container", "provider", "models"),
		keys(Refused, "put what it does into the service's command, or into a service that others wait for with service_completed_successfully", "pre_start"),
		keys(Refused, "put what it does into the service's command or health check, or into before-slot", "post_start"),
		keys(Refused, "each slot has containers of its own: take that container in as a service", "external_links"),
		keys(Refused, "name the volumes in volumes of both services", "volumes_from"),
		keys(Refused, "mount it in volumes", "volume_driver"),
		keys(Refused, "write network_mode", "net"),
		keys(Refused, "write build: {dockerfile: …}", "dockerfile"),
		keys(Refused, "each slot's network has addresses of its own: use the service's name", "networks.ipv4_address", "networks.ipv6_address", "networks.link_local_ips"),
		keys(Refused, "a service of a slot has its own processes and host name: leave it out", "pid", "uts"),
		keys(Refused, "GPUs are not passed on: leave it out", "gpus", "deploy.resources.reservations.devices", "deploy.resources.limits.devices"),
		keys(Refused, "real-time scheduling is a setting of the whole machine: use cpus or cpu_shares", "cpu_rt_period", "cpu_rt_runtime"),
		keys(Refused, "only on Windows: leave it out", "credential_spec", "isolation"),
		keys(Refused, "mount the daemon's socket in volumes if the service has to see it", "use_api_socket"),
		keys(Refused, "set it in the service's command", "umask"),
		keys(Refused, "mount the whole volume", "volumes.volume.subpath", "volumes.image"),
		keys(Refused, "leave it out", "volumes.bind.recursive"),
	)
}

// keysOf are the values of a service at a key, as the Compose file names it. Lists and maps on the way have several; what is not set
// is left out.
func keysOf(service types.ServiceConfig, key string) []reflect.Value {
	at := []reflect.Value{reflect.ValueOf(service)}
	for name := range strings.SplitSeq(key, ".") {
		at = fields(at, name)
	}
	return slices.DeleteFunc(at, unset)
}

// fields are the fields of a name in values and what they hold.
func fields(of []reflect.Value, name string) []reflect.Value {
	var out []reflect.Value
	for _, v := range of {
		for _, one := range elements(v) {
			if field, ok := named(one, name); ok {
				out = append(out, field)
			}
		}
	}
	return out
}

// unset reports whether a value stands for nothing.
func unset(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	}
	return v.IsZero()
}

// elements are the structs that a value is or holds.
func elements(v reflect.Value) []reflect.Value {
	var out []reflect.Value
	switch v.Kind() {
	case reflect.Struct:
		return []reflect.Value{v}
	case reflect.Pointer:
		if !v.IsNil() {
			return elements(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			out = append(out, elements(v.Index(i))...)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			out = append(out, elements(v.MapIndex(key))...)
		}
	}
	return out
}

// named is a field of a struct by its name in a Compose file.
func named(v reflect.Value, name string) (reflect.Value, bool) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		tag, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if tag == name {
			return v.Field(i), true
		}
		if field.Anonymous {
			if found, ok := named(v.Field(i), name); ok {
				return found, true
			}
		}
	}
	return reflect.Value{}, false
}

// judge notes and refuses the keys of a service by the table.
func (r *reader) judge(service types.ServiceConfig) {
	for _, key := range noted() {
		if key.Name != "ports" && len(keysOf(service, key.Name)) > 0 {
			r.noted[key.Name] = append(r.noted[key.Name], service.Name)
		}
	}
	for _, key := range refused() {
		if len(keysOf(service, key.Name)) > 0 {
			r.wrong(r.place(service.Name, key.Name), "cannot be honoured", key.How)
		}
	}
	r.values(service)
}

// place is where a key of a service is.
func (r *reader) place(service, key string) string {
	return r.files.where(append([]string{"services", service}, strings.Split(key, ".")...)...)
}

// values refuses values of keys that are honoured with others.
func (r *reader) values(service types.ServiceConfig) {
	refuse := func(key, value, advice string) {
		r.wrong(r.place(service.Name, key), value+" cannot be honoured", advice)
	}
	if n := service.GetScale(); n != 1 {
		key := "scale"
		if service.Scale == nil || service.Deploy != nil && service.Deploy.Replicas != nil {
			key = "deploy.replicas"
		}
		refuse(key, fmt.Sprint(n), "each slot has one container of a service: leave it out, or name the copies as services (extends)")
	}
	if mode := service.NetworkMode; !slices.Contains([]string{"", "bridge", "default"}, mode) && !strings.HasPrefix(mode, types.ServicePrefix) {
		refuse("network_mode", mode, "leave it out: each slot has a network of its own, where services have their names; services-on: localhost gives them one localhost")
	}
	if ipc := service.Ipc; !slices.Contains([]string{"", "private", "shareable", "host", "none"}, ipc) {
		refuse("ipc", ipc, "private, shareable, host or none")
	}
	for _, device := range service.Devices {
		if !strings.HasPrefix(device.Source, "/") {
			refuse("devices", device.Source, "name a device of the daemon's machine, such as /dev/kvm")
		}
	}
}

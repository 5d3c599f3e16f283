package compose

import "slices"

// InPods lists what becomes of the keys that Keys honours if the services are containers of a Pod of a Kubernetes cluster. A key that
// Keys notes or refuses has the same verdict there.
func InPods() []Key {
	return slices.Concat(honouredInPods(), notedInPods(), refusedInPods())
}

func honouredInPods() []Key {
	return slices.Concat(
		keys(Honoured, "as on a daemon", "extends", "profiles", "environment", "env_file", "command", "entrypoint", "working_dir", "cap_add",
			"cap_drop", "cpus", "mem_limit", "privileged", "read_only", "shm_size", "deploy", "deploy.replicas", "scale"),
		keys(Honoured, "pulled by the nodes, and resolved once for a run", "image"),
		keys(Honoured, "image has to name it as the nodes pull it", "build"),
		keys(Honoured, "missing, if_not_present, always or never; daily and the like: always", "pull_policy"),
		keys(Honoured, "its three conditions; services start one after the other", "depends_on"),
		keys(Honoured, "its test and timeout; an image's health check is not seen", "healthcheck"),
		keys(Honoured, "cpus and memory, as limits and requests", "deploy.resources.limits"),
		keys(Honoured, "memory, as the request", "mem_reservation", "deploy.resources.reservations"),
		keys(Honoured, "numbers, UID or UID:GID", "user"),
		keys(Honoured, "service:NAME; all containers of a Pod share one network anyway", "network_mode"),
		keys(Honoured, "names and aliases are 127.0.0.1 in the Pod", "networks", "links"),
		keys(Honoured, "two services on one port are a wrong input", "expose"),
		keys(Honoured, "HOST:IP, for all containers of the Pod", "extra_hosts"),
		keys(Honoured, "a folder in memory; its only option is size", "tmpfs"),
		keys(Honoured, "named volumes are folders of the Pod, empty at first; anonymous ones are in the container; tmpfs; neither binds nor external ones", "volumes"),
	)
}

func notedInPods() []Key {
	return slices.Concat(
		keys(Noted, "the command is the container's first process", "init"),
		keys(Noted, "all containers of a Pod have its host name", "hostname", "domainname"),
		keys(Noted, "services go with their Pod", "stop_signal"),
		keys(Noted, "the kubelet decides", "cpu_shares", "cpuset", "memswap_limit", "oom_score_adj"),
	)
}

func refusedInPods() []Key {
	return slices.Concat(
		keys(Refused, "use cpus", "cpu_period", "cpu_quota"),
		keys(Refused, "leave it out: the containers of a Pod share one", "ipc"),
		keys(Refused, "leave it out: the kubelet's podPidsLimit does this for all Pods", "pids_limit", "deploy.resources.limits.pids"),
		keys(Refused, "set it in the service's command, with ulimit", "ulimits"),
		keys(Refused, "write the group in user, as UID:GID", "group_add"),
		keys(Refused, "name hosts in extra_hosts", "dns", "dns_opt", "dns_search"),
		keys(Refused, "choose nodes instead: --node-selector kubernetes.io/arch=arm64", "platform"),
		keys(Refused, "leave it out: if user is a number other than 0, a container gains no privileges and has the profile RuntimeDefault", "security_opt"),
		keys(Refused, "put the file into the image, or its content into environment", "configs", "secrets"),
		keys(Refused, "leave it out: the containers of a Pod get no devices of the node", "devices", "device_cgroup_rules"),
		keys(Refused, "leave it out: nodes decide it for all Pods", "cgroup", "runtime", "storage_opt", "sysctls", "userns_mode"),
	)
}

func keys(verdict Verdict, how string, names ...string) []Key {
	var out []Key
	for _, name := range names {
		out = append(out, Key{name, verdict, how})
	}
	return out
}

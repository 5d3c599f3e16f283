//go:build !nokube

package kube

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/hold"
)

// serviceContainers are the services as containers of a Pod: native sidecars, each of which reaches the state that others wait for
// before the next one starts, and plain init containers for those that have to complete. The tests' containers start after them.
func (p plan) serviceContainers() []corev1.Container {
	var all []corev1.Container
	for _, s := range inOrder(p.World) {
		c := p.service(s)
		if p.World.Until(s) != execute.ServiceCompleted {
			always := corev1.ContainerRestartPolicyAlways
			c.RestartPolicy = &always
			c.StartupProbe = p.startupProbe(s)
		}
		all = append(all, c)
	}
	return all
}

// inOrder are the services of a world, each after those that it needs; among those that could be next, one for which nothing has to
// wait comes first.
func inOrder(w execute.World) []execute.Service {
	rank := func(s execute.Service) int {
		switch {
		case w.Until(s) == execute.ServiceCompleted:
			return 2
		case gated(w, s):
			return 1
		}
		return 0
	}
	var out []execute.Service
	left := slices.Clone(w.Services)
	for len(left) > 0 {
		next := 0
		for i, s := range left {
			free := !slices.ContainsFunc(left, func(other execute.Service) bool { return needs(s, other.Name) })
			if free && (needsAny(left[next], left) || rank(s) < rank(left[next])) {
				next = i
			}
		}
		out = append(out, left[next])
		left = slices.Delete(left, next, next+1)
	}
	return out
}

func needs(s execute.Service, name string) bool {
	return slices.ContainsFunc(s.Needs, func(n execute.Need) bool { return n.Service == name })
}

func needsAny(s execute.Service, others []execute.Service) bool {
	return slices.ContainsFunc(others, func(other execute.Service) bool { return needs(s, other.Name) })
}

// gated reports whether a service that goes on has to become healthy before anything after it starts.
func gated(w execute.World, s execute.Service) bool {
	until := w.Until(s)
	return (until == execute.ServiceHealthy || until == execute.ServiceWell) && checkOf(s) != nil
}

// checkOf is the command that checks the health of a service; nil: it has none.
func checkOf(s execute.Service) []string {
	h := s.Health
	switch {
	case h == nil || len(h.Test) < 2:
		return nil
	case h.Test[0] == "CMD-SHELL":
		return append([]string{"/bin/sh", "-c"}, h.Test[1:]...)
	case h.Test[0] == "CMD":
		return h.Test[1:]
	}
	return nil
}

// startupProbe is the health check that is waited for; nil: nothing waits for one. The kubelet would restart a service that fails it
// too often, so it may fail until long after Baleen has given up.
func (p plan) startupProbe(s execute.Service) *corev1.Probe {
	if !gated(p.World, s) {
		return nil
	}
	const usual, extra = 30 * time.Second, time.Hour
	limit := s.Health.Timeout
	if limit <= 0 {
		limit = usual
	}
	return &corev1.Probe{
		ProbeHandler:     corev1.ProbeHandler{Exec: &corev1.ExecAction{Command: verbatim(checkOf(s))}},
		PeriodSeconds:    1,
		TimeoutSeconds:   int32(max(1, (limit+time.Second-1)/time.Second)),
		FailureThreshold: int32((p.World.Patience() + extra) / time.Second),
	}
}

// service is the container of a service.
func (p plan) service(s execute.Service) corev1.Container {
	c := corev1.Container{
		Name:            containerOf(p.World, s.Name),
		Image:           nameOf(s.Image),
		ImagePullPolicy: p.servicePull(s.Name),
		Command:         verbatim(s.Entrypoint),
		Args:            verbatim(s.Command),
		WorkingDir:      s.WorkDir,
		Resources:       withReservation(resources(s.CPUs, s.Memory), s.Reservation),
		SecurityContext: security(rights{s.User, s.Privileged, s.ReadOnly, s.CapAdd, s.CapDrop}),
		VolumeMounts:    p.volumeMounts(s.SlotVolumes),
	}
	if s.Entrypoint != nil && len(s.Entrypoint) == 0 {
		c.Command, c.Args = c.Args, nil
	}
	for _, v := range s.Env {
		name, text, _ := strings.Cut(v, "=")
		c.Env = append(c.Env, corev1.EnvVar{Name: name, Value: strings.ReplaceAll(text, "$", "$$")})
	}
	for i, folder := range inMemory(s.ShmSize, s.Tmpfs) {
		c.VolumeMounts = append(c.VolumeMounts, corev1.VolumeMount{Name: c.Name + "-" + memoryName(i), MountPath: folder.path})
	}
	return c
}

// verbatim are words in which Kubernetes replaces nothing.
func verbatim(words []string) []string {
	var out []string
	for _, word := range words {
		out = append(out, strings.ReplaceAll(word, "$", "$$"))
	}
	return out
}

// containerOf is the name of the container of a service, whose name is one of a host. The number keeps it unique, and is all of it if
// the name is long: a volume's name is made of it, too, and has 63 characters at most.
func containerOf(w execute.World, service string) string {
	const most = 40
	number := slices.IndexFunc(w.Services, func(s execute.Service) bool { return s.Name == service }) + 1
	name := "service-" + strconv.Itoa(number)
	if len(service) <= most {
		name += "-" + strings.ReplaceAll(service, ".", "-")
	}
	return name
}

// nameOf is an image by its digest, so that all nodes run the same one. An image that was brought to the nodes without a registry has
// none.
func nameOf(image execute.Image) string {
	if len(image.Digests) > 0 {
		return image.Digests[0]
	}
	return image.Ref
}

func (s Settings) servicePull(service string) corev1.PullPolicy {
	if policy := s.ServicePull[service]; policy != "" {
		s.Pull = policy
	}
	return s.pullPolicy()
}

// volumeMounts mounts volumes of the Pod, given as NAME:PATH[:ro].
func (p plan) volumeMounts(volumes []string) []corev1.VolumeMount {
	var all []corev1.VolumeMount
	names := p.volumeNames()
	for _, volume := range volumes {
		words := strings.SplitN(volume, ":", 3)
		m := corev1.VolumeMount{Name: volumeName(slices.Index(names, words[0])), MountPath: words[1]}
		m.ReadOnly = len(words) > 2 && slices.Contains(strings.Split(words[2], ","), "ro")
		all = append(all, m)
	}
	return all
}

func (p plan) volumeNames() []string {
	names := p.World.VolumeNames()
	slices.Sort(names)
	return names
}

func volumeName(i int) string { return "volume-" + strconv.Itoa(i) }

// worldVolumes are the folders of the Pod that services and tests share, and those in memory of services.
func (p plan) worldVolumes() []corev1.Volume {
	var all []corev1.Volume
	for i := range p.volumeNames() {
		all = append(all, corev1.Volume{Name: volumeName(i), VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}})
	}
	for _, s := range p.World.Services {
		prefix := containerOf(p.World, s.Name) + "-"
		all = append(all, memoryVolumes(prefix, inMemory(s.ShmSize, s.Tmpfs))...)
	}
	return all
}

// worldHosts are the names of services and tests, which are all at one address, and the hosts that services know.
func (p plan) worldHosts() []corev1.HostAlias {
	w := p.World
	var names []string
	var all []corev1.HostAlias
	for _, s := range w.Services {
		names = append(append(names, s.Name), s.Aliases...)
		all = append(all, hostLines(s.AddHosts)...)
	}
	if len(names) == 0 {
		return all
	}
	for _, name := range w.Aliases {
		if hostName.MatchString(name) { // the tests' own name is not needed
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return append(all, corev1.HostAlias{IP: "127.0.0.1", Hostnames: slices.Compact(names)})
}

// hostName matches what Kubernetes takes as the name of a host.
var hostName = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)

// withReservation asks for memory that a container needs at least.
func withReservation(r corev1.ResourceRequirements, reserved int64) corev1.ResourceRequirements {
	if reserved <= 0 {
		return r
	}
	requests := corev1.ResourceList{corev1.ResourceMemory: *resource.NewQuantity(reserved, resource.BinarySI)}
	if cpu, has := r.Requests[corev1.ResourceCPU]; has {
		requests[corev1.ResourceCPU] = cpu
	}
	r.Requests = requests
	return r
}

// withServices adds the services to the Pod of the tests.
func (p plan) withServices(pod *corev1.Pod) {
	pod.Spec.InitContainers = append(pod.Spec.InitContainers, p.serviceContainers()...)
	pod.Spec.Volumes = append(pod.Spec.Volumes, p.worldVolumes()...)
	pod.Spec.HostAliases = append(pod.Spec.HostAliases, p.worldHosts()...)
}

// lookedInto makes the Pod one in which the images of services only wait beside that of the tests.
func (p plan) lookedInto(pod *corev1.Pod) {
	for _, c := range pod.Spec.InitContainers {
		c.RestartPolicy, c.StartupProbe = nil, nil
		c.Command, c.Args = []string{sharedFolder + "/" + hold.Program, "keep"}, nil
		c.VolumeMounts = append(c.VolumeMounts, corev1.VolumeMount{Name: sharedVolume, MountPath: sharedFolder})
		pod.Spec.Containers = append(pod.Spec.Containers, c)
	}
	pod.Spec.InitContainers = nil
}

// worldOf is a world with the images that nodes have for its services, as a Pod shows them.
func worldOf(w execute.World, pod *corev1.Pod) execute.World {
	w.Services = slices.Clone(w.Services)
	for i, s := range w.Services {
		if seen := status(pod, containerOf(w, s.Name)); seen != nil {
			w.Services[i].Image.ID = seen.ImageID
			w.Services[i].Image.Digests = digests(seen.ImageID)
		}
	}
	return w
}

// sidecars refuses services on a cluster that is too old for them: there, the first one would never let the next container start.
func (c *Cluster) sidecars(w execute.World) error {
	const since = 29
	if len(w.Services) == 0 || !c.before(since) {
		return nil
	}
	return &Refused{errors.New("the cluster is " + c.Version + ", and services run as native sidecars, which it does not have"), "compose",
		"use a cluster with Kubernetes 1.29 or newer, or run the services in the cluster and give their addresses by env"}
}

//go:build !nokube

package kube

import (
	"strconv"
	"strings"

	"github.com/docker/go-units"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// inMemoryFolder is a folder in memory.
type inMemoryFolder struct {
	path string
	size int64 // bytes; 0: no limit of its own
}

// inMemory are /dev/shm, whose default is 64 MB, and what tmpfs asks for.
func inMemory(shm int64, tmpfs []string) []inMemoryFolder {
	var all []inMemoryFolder
	if shm > 0 {
		all = append(all, inMemoryFolder{"/dev/shm", shm})
	}
	for _, spec := range tmpfs {
		path, options, _ := strings.Cut(spec, ":")
		folder := inMemoryFolder{path: path}
		for option := range strings.SplitSeq(options, ",") {
			if text, ok := strings.CutPrefix(option, "size="); ok {
				folder.size, _ = units.RAMInBytes(text) // 0 if it is a share, which Kubernetes does not know
			}
		}
		all = append(all, folder)
	}
	return all
}

func memoryName(i int) string { return "memory-" + strconv.Itoa(i) }

// memoryVolumes are folders in memory, named after a container.
func memoryVolumes(prefix string, folders []inMemoryFolder) []corev1.Volume {
	var all []corev1.Volume
	for i, folder := range folders {
		dir := &corev1.EmptyDirVolumeSource{Medium: corev1.StorageMediumMemory}
		if folder.size > 0 {
			dir.SizeLimit = resource.NewQuantity(folder.size, resource.BinarySI)
		}
		all = append(all, corev1.Volume{Name: prefix + memoryName(i), VolumeSource: corev1.VolumeSource{EmptyDir: dir}})
	}
	return all
}

// hostLines are the lines that HOST:IP adds to /etc/hosts.
func hostLines(hosts []string) []corev1.HostAlias {
	var all []corev1.HostAlias
	for _, line := range hosts {
		if host, ip, ok := strings.Cut(line, ":"); ok {
			all = append(all, corev1.HostAlias{IP: strings.Trim(ip, "[]"), Hostnames: []string{host}})
		}
	}
	return all
}

// pullPolicy is when nodes pull an image.
func (s Settings) pullPolicy() corev1.PullPolicy {
	switch s.Pull {
	case "missing":
		return corev1.PullIfNotPresent
	case "always":
		return corev1.PullAlways
	case "never":
		return corev1.PullNever
	}
	return ""
}

// tolerations are the taints that the Pods tolerate, for ever or for a while.
func (s Settings) tolerations() []corev1.Toleration {
	var all []corev1.Toleration
	for _, t := range s.Tolerations {
		operator := corev1.TolerationOpEqual
		if t.Value == "" {
			operator = corev1.TolerationOpExists
		}
		all = append(all, corev1.Toleration{Key: t.Key, Operator: operator, Value: t.Value, Effect: corev1.TaintEffect(t.Effect)})
	}
	return append(all, s.whileAway()...)
}

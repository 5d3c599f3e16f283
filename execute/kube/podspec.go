//go:build !nokube

package kube

import (
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/hold"
)

// plan is everything that decides about a Pod.
type plan struct {
	Settings
	execute.Spec
}

// Names in a Pod.
const (
	mainContainer = "main"    // runs the command
	keepContainer = "keep"    // keeps its files until they are fetched
	sharedVolume  = "baleen"  // between the two
	sharedFolder  = "/baleen" // where the volume is
	holdProgram   = "/hold"   // in the image of keep
)

// Labels of everything that a run makes. Their values fit into what Kubernetes allows.
const (
	runLabel      = "baleen.run"
	ownerLabel    = "baleen.owner"
	deadlineLabel = "baleen.deadline" // in seconds since 1970
	jobAnnotation = "baleen.job"
)

// labels of a run's objects.
func (s Settings) labels() map[string]string {
	return map[string]string{
		runLabel:      label(s.RunID),
		ownerLabel:    self("/proc").String(),
		deadlineLabel: strconv.FormatInt(s.Deadline.Unix(), 10),
	}
}

// label makes a text the value of a label: 63 characters at most, letters and digits at both ends.
func label(text string) string {
	const most = 63
	valid := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.' {
			return r
		}
		return '-'
	}, text)
	if len(valid) > most {
		valid = valid[:most]
	}
	return strings.Trim(valid, "-_.")
}

// podName is unique in the namespace as long as runs have different IDs.
func (s Settings) podName(number int64) string {
	return "baleen-" + strings.ToLower(strings.NewReplacer("_", "-", ".", "-").Replace(label(s.RunID))) + "-" + strconv.FormatInt(number, 10)
}

// pod is the Pod of one attempt.
func (p plan) pod(name string, job execute.Job, slot int, owner metav1.OwnerReference) *corev1.Pod {
	no, patience := false, int64(2*grace/time.Second)
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: p.labels(), Annotations: map[string]string{jobAnnotation: job.Name}, OwnerReferences: []metav1.OwnerReference{owner}},
		Spec: corev1.PodSpec{
			RestartPolicy:                 corev1.RestartPolicyNever,
			AutomountServiceAccountToken:  &no,
			EnableServiceLinks:            &no, // they would change the suite's environment
			TerminationGracePeriodSeconds: &patience,
			NodeSelector:                  p.NodeSelector,
			Tolerations:                   p.tolerations(),
			HostAliases:                   hostLines(p.AddHosts),
			Volumes:                       append([]corev1.Volume{{Name: sharedVolume, VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}}}, memoryVolumes("", inMemory(p.ShmSize, p.Tmpfs))...),
			// keep comes first: the kubelet starts containers in order, and runs postStart before the next one.
			Containers: []corev1.Container{p.keep(p.CPUs > 0 || p.Memory > 0), p.main(job, slot)},
		},
	}
	if p.ServiceAccount != "" {
		pod.Spec.ServiceAccountName, pod.Spec.AutomountServiceAccountToken = p.ServiceAccount, nil
	}
	for _, name := range p.PullSecrets {
		pod.Spec.ImagePullSecrets = append(pod.Spec.ImagePullSecrets, corev1.LocalObjectReference{Name: name})
	}
	p.withServices(pod)
	p.withCheckout(pod)
	return p.Template.into(pod)
}

// keep is the container that brings the program, and from which the files are fetched.
func (s Settings) keep(limited bool) corev1.Container {
	return corev1.Container{
		Name:            keepContainer,
		Image:           s.HoldImage,
		ImagePullPolicy: s.pullPolicy(),
		Command:         []string{holdProgram, "keep"},
		Lifecycle:       &corev1.Lifecycle{PostStart: &corev1.LifecycleHandler{Exec: &corev1.ExecAction{Command: []string{holdProgram, "install", sharedFolder}}}},
		VolumeMounts:    []corev1.VolumeMount{{Name: sharedVolume, MountPath: sharedFolder}},
		Resources:       ownResources(limited),
		SecurityContext: restricted(keepUser),
	}
}

// keepUser is the user of our own containers: any but root.
const keepUser = 65532

// main is the container of the command.
func (p plan) main(job execute.Job, slot int) corev1.Container {
	c := corev1.Container{
		Name:            mainContainer,
		Image:           nameOf(p.Image),
		ImagePullPolicy: p.pullPolicy(),
		Command:         p.command(job),
		WorkingDir:      p.WorkDir,
		Env:             p.variables(job, slot),
		VolumeMounts:    []corev1.VolumeMount{{Name: sharedVolume, MountPath: sharedFolder}},
		Resources:       withReservation(resources(p.CPUs, p.Memory), p.Reservation),
		SecurityContext: p.security(),
	}
	if job.Scratch != "" {
		c.VolumeMounts = append(c.VolumeMounts, corev1.VolumeMount{Name: sharedVolume, MountPath: job.Scratch, SubPath: hold.Report})
	}
	for i, folder := range inMemory(p.ShmSize, p.Tmpfs) {
		c.VolumeMounts = append(c.VolumeMounts, corev1.VolumeMount{Name: memoryName(i), MountPath: folder.path})
	}
	c.VolumeMounts = append(c.VolumeMounts, p.volumeMounts(p.World.Volumes)...)
	return c
}

// grace is how long a command has after a signal to write its report.
const grace = 5 * time.Second

// command is what the program is given. Kubernetes replaces $(NAME) in it, and $$ by $.
func (p plan) command(job execute.Job) []string {
	words := []string{sharedFolder + "/" + hold.Program, "exec", "-dir", sharedFolder, "-grace", grace.String()}
	if job.Timeout > 0 {
		words = append(words, "-timeout", job.Timeout.String())
	}
	if job.Limit > 0 {
		words = append(words, "-limit", strconv.FormatInt(job.Limit+1, 10)) // one more shows that there was more
	}
	words = append(append(words, p.awaits()...), listens(job.Silence)...)
	if job.Artifacts != nil {
		for _, glob := range job.Artifacts.Globs {
			words = append(words, "-artifact", glob)
		}
	}
	words = append(append(append(words, "--"), p.Entrypoint...), job.Command...)
	for i := range words {
		words[i] = strings.ReplaceAll(words[i], "$", "$$")
	}
	return words
}

// variables are those of the run, the job and the slot. Kubernetes replaces $(NAME) in a value, and $$ by $.
func (p plan) variables(job execute.Job, slot int) []corev1.EnvVar {
	var own []string
	if job.SlotEnv != nil {
		own = job.SlotEnv(slot)
	}
	var out []corev1.EnvVar
	for _, v := range execute.MergeEnv(p.Env, job.Env, own) {
		name, text, _ := strings.Cut(v, "=")
		out = append(out, corev1.EnvVar{Name: name, Value: strings.ReplaceAll(text, "$", "$$")})
	}
	return out
}

func (p plan) security() *corev1.SecurityContext {
	return security(rights{p.User, p.Privileged, p.ReadOnly, p.CapAdd, p.CapDrop})
}

// rights are those of a container.
type rights struct {
	user                 string // UID, or UID:GID
	privileged, readOnly bool
	add, drop            []string // capabilities
}

// security is restricted as soon as the user is known not to be root.
func security(r rights) *corev1.SecurityContext {
	user, group, _ := strings.Cut(r.user, ":")
	id, err := strconv.ParseInt(user, 10, 64)
	s := &corev1.SecurityContext{}
	if err == nil && id > 0 && !r.privileged && len(r.add) == 0 {
		s = restricted(id)
	} else {
		if err == nil {
			s.RunAsUser = &id
		}
		s.Capabilities = capabilities(r)
	}
	if id, err := strconv.ParseInt(group, 10, 64); err == nil {
		s.RunAsGroup = &id
	}
	if r.privileged {
		s.Privileged = &r.privileged
	}
	if r.readOnly {
		s.ReadOnlyRootFilesystem = &r.readOnly
	}
	return s
}

// capabilities are those that are added and dropped; nil: none is.
func capabilities(r rights) *corev1.Capabilities {
	if len(r.add)+len(r.drop) == 0 {
		return nil
	}
	named := func(names []string) (out []corev1.Capability) {
		for _, name := range names {
			out = append(out, corev1.Capability(strings.TrimPrefix(name, "CAP_")))
		}
		return out
	}
	return &corev1.Capabilities{Add: named(r.add), Drop: named(r.drop)}
}

// restricted is what PodSecurity's level restricted asks for.
func restricted(user int64) *corev1.SecurityContext {
	yes, no := true, false
	return &corev1.SecurityContext{
		RunAsUser: &user, RunAsNonRoot: &yes, AllowPrivilegeEscalation: &no,
		Capabilities:   &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
		SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
	}
}

// resources are requests and limits at once: a Pod gets what it may use.
func resources(cpus float64, memory int64) corev1.ResourceRequirements {
	list := corev1.ResourceList{}
	if cpus > 0 {
		list[corev1.ResourceCPU] = *resource.NewMilliQuantity(int64(cpus*1000), resource.DecimalSI)
	}
	if memory > 0 {
		list[corev1.ResourceMemory] = *resource.NewQuantity(memory, resource.BinarySI)
	}
	if len(list) == 0 {
		return corev1.ResourceRequirements{}
	}
	return corev1.ResourceRequirements{Requests: list, Limits: list}
}

// ownResources are next to nothing. A namespace whose quota is for limits wants them for every container, so there are some as soon
// as the suite's container has some.
func ownResources(limited bool) corev1.ResourceRequirements {
	out := corev1.ResourceRequirements{Requests: corev1.ResourceList{
		corev1.ResourceCPU: resource.MustParse("5m"), corev1.ResourceMemory: resource.MustParse("16Mi"),
	}}
	if limited {
		out.Limits = corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("500m"), corev1.ResourceMemory: resource.MustParse("64Mi")}
	}
	return out
}

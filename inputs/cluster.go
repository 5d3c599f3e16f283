package inputs

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What runs the containers.
const (
	EngineDocker     = "docker"
	EngineKubernetes = "kubernetes"
	EngineAuto       = "auto"
)

// Where holds the inputs that choose what runs the containers.
type Where struct {
	Engine      string `group:"engine" default:"docker" placeholder:"NAME" help:"what runs the containers: docker: a Docker daemon; kubernetes: a cluster, each in a Pod of its own; auto: a daemon if one answers, else the cluster that Baleen runs in"`
	KubeContext string `group:"cluster" placeholder:"NAME" help:"context of the kubeconfig that names the cluster; default: the current one, or the cluster that Baleen runs in"`
	Namespace   string `group:"cluster" placeholder:"NAME" help:"namespace of the Pods; default: the context's, or that of Baleen's own Pod"`
}

// Cluster holds the inputs that say how Pods are made.
type Cluster struct {
	Where          `embed:""`
	ServiceAccount string   `group:"cluster" placeholder:"NAME" help:"service account of the Pods; default: the namespace's, whose token they do not get"`
	PullSecrets    []string `group:"cluster" sep:"none" placeholder:"NAME" help:"secret of the namespace with which nodes pull images"`
	NodeSelector   []string `group:"cluster" sep:"none" placeholder:"LABEL=VALUE" help:"label that a node must have to run Pods"`
	Tolerations    []string `group:"cluster" sep:"none" placeholder:"KEY[=VALUE][:EFFECT]" help:"taint of nodes that Pods tolerate, such as ci=yes:NoSchedule"`
	PodTemplate    string   `group:"cluster" path:"" placeholder:"FILE" help:"file with part of a Pod, in YAML or JSON, which Baleen merges into each Pod as kubectl patch does: labels, annotations, affinity, volumes and whatever else Baleen does not decide itself"`
	PlaceTimeout   string   `group:"cluster" default:"10m" placeholder:"TIME" help:"how long a Pod may wait for a node before it counts as unplaced"`
	PodImage       string   `group:"cluster" placeholder:"REF" help:"Baleen's own image as the nodes pull it, whose program runs the command in each Pod; default: that of this release"`
}

// Cleanup holds the inputs of cleanup.
type Cleanup struct {
	Where  `embed:""`
	Daemon `embed:""`
}

// Check checks where to clean up.
func (in Cleanup) Check() (Cleanup, error) {
	in = trimmed(in)
	c := &checker{}
	c.oneOf("engine", in.Engine, EngineDocker, EngineKubernetes, EngineAuto)
	return in, c.wrong.Err()
}

// Pods are the checked inputs about Pods.
type Pods struct {
	Engine         string
	Context        string
	Namespace      string
	ServiceAccount string
	PullSecrets    []string
	NodeSelector   map[string]string
	Tolerations    []Toleration
	Template       string // file; empty: none
	PlaceTimeout   time.Duration
	Image          string   // of Baleen; empty: that of this release
	Refused        AllWrong // what cannot be in a Pod
	Notes          []string // what has no effect there
}

// Toleration is a taint that Pods tolerate.
type Toleration struct {
	Key    string
	Value  string // empty: any
	Effect string // empty: all
}

// pods checks the inputs about Pods, as they were typed: if a Compose file asks for what cannot be in a Pod, the mistake names the file.
func (c *checker) pods(in Run, services Services) Pods {
	p := Pods{Engine: in.Engine, Context: in.KubeContext, Namespace: in.Namespace, ServiceAccount: in.ServiceAccount,
		PullSecrets: list(in.PullSecrets), Template: in.PodTemplate, NodeSelector: map[string]string{}, PlaceTimeout: c.duration("place-timeout", in.PlaceTimeout), Image: in.PodImage}
	c.oneOf("engine", in.Engine, EngineDocker, EngineKubernetes, EngineAuto)
	for _, text := range list(in.NodeSelector) {
		name, value, ok := strings.Cut(text, "=")
		if !ok || name == "" {
			c.say("node-selector", fmt.Sprintf("%q is not LABEL=VALUE", text), "--node-selector pool=ci")
		}
		p.NodeSelector[name] = value
	}
	for _, text := range list(in.Tolerations) {
		p.Tolerations = append(p.Tolerations, c.toleration(text))
	}
	p.Refused, p.Notes = notInPods(in), services.Pods.Notes
	for _, m := range services.Pods.Mistakes {
		p.Refused = append(p.Refused, Wrong{Input: m.Input, Problem: m.Problem, Advice: adviceFor(m)})
	}
	switch in.Engine {
	case EngineKubernetes:
		c.wrong = append(c.wrong, p.Refused...)
	case EngineDocker:
		c.wrong = append(c.wrong, onlyInPods(in)...)
	}
	return p
}

// onlyInPods finds inputs that would do nothing on a daemon: whoever gave one means a cluster.
func onlyInPods(in Run) (wrong AllWrong) {
	for _, i := range []struct {
		name  string
		given bool
	}{
		{"kube-context", in.KubeContext != ""}, {"namespace", in.Namespace != ""}, {"service-account", in.ServiceAccount != ""},
		{"pull-secrets", len(list(in.PullSecrets)) > 0}, {"node-selector", len(list(in.NodeSelector)) > 0},
		{"tolerations", len(list(in.Tolerations)) > 0}, {"pod-template", in.PodTemplate != ""}, {"pod-image", in.PodImage != ""},
	} {
		if i.given {
			wrong = append(wrong, Wrong{Input: i.name, Problem: "does not go with engine docker", Advice: "--engine kubernetes, or leave it out"})
		}
	}
	return wrong
}

func (c *checker) toleration(text string) Toleration {
	taint, effect, _ := strings.Cut(text, ":")
	key, value, _ := strings.Cut(taint, "=")
	if !slices.Contains([]string{"", "NoSchedule", "PreferNoSchedule", "NoExecute"}, effect) || key == "" {
		c.say("tolerations", fmt.Sprintf("%q is not KEY[=VALUE][:EFFECT] with the effect NoSchedule, PreferNoSchedule or NoExecute", text), "--tolerations ci=yes:NoSchedule")
	}
	return Toleration{key, value, effect}
}

// notInPods finds what cannot be in a Pod, and says what works instead.
func notInPods(in Run) (refused AllWrong) {
	instead := map[string]string{}
	refuse := func(input string, given bool, advice string) {
		if given {
			instead[input] = advice
		}
	}
	refuse("network", in.Network != networkAuto, "leave it out: each Pod has a network of its own")
	refuse("pids-limit", in.PidsLimit != "", "leave it out: the kubelet's podPidsLimit does this for all Pods")
	refuse("ulimit", len(list(in.Ulimit)) > 0, "set it in the suite's image or command")
	refuse("volume", len(list(in.Volume)) > 0, "put the files into the image; tmpfs gives a folder in memory")
	refuse("ipc", in.IPC != "", "leave it out: each Pod has an IPC namespace of its own")
	refuse("security-opt", len(list(in.SecurityOpt)) > 0, "leave it out: with a user that is not root, Pods run with the RuntimeDefault profile")
	refuse("platform", in.Platform != "", "--node-selector kubernetes.io/arch=arm64")
	refuse("before-run", in.BeforeRun != "", "do it when the image is built, or with before-command in each container")
	refuse("before-slot", in.BeforeSlot != "", "--before-command, which runs in each container")
	refuse("workspace", in.Workspace == WorkspaceBind, "--workspace copy")
	refuse("registry-username", in.RegistryUsername != "", "--pull-secrets, which nodes pull with")
	user, group, _ := strings.Cut(in.User, ":")
	refuse("user", !isNumber(user) || !isNumber(group), "a number, such as 1000: a cluster does not know user names")
	for _, line := range list(in.AddHost) {
		_, ip, _ := strings.Cut(line, ":")
		_, err := netip.ParseAddr(strings.Trim(ip, "[]"))
		refuse("add-host", err != nil, "HOST:IP, such as db:10.0.0.5")
	}
	for _, input := range slices.Sorted(maps.Keys(instead)) {
		refused = append(refused, Wrong{Input: input, Problem: "does not go with engine kubernetes", Advice: instead[input]})
	}
	return refused
}

// isNumber reports whether a text is a number or nothing.
func isNumber(text string) bool {
	_, err := strconv.ParseUint(text, 10, 32)
	return text == "" || err == nil
}

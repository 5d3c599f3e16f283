//go:build !nokube

package kube

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/hold"
)

// ending collects what is known about how an attempt ended.
type ending struct {
	execute.Ending             // what is the same for all engines; its Exit and Fault come last
	pod            *corev1.Pod // as last seen
	image          string      // that it has to run, as nodes name it; empty: any
	gone           bool        // it is not there any more
	left           *hold.Ending
	fetch          error // why the results are not complete
	create         error
	lost           error // the API server does not answer
	unplaced       string
	undelivered    error // why the checkout did not arrive
	overdue        bool  // its time is long up
	service        *execute.WorldFault
	loss           *loss // of its node; nil: it answers
}

// outcome makes the outcome from the ending.
func (a *attempt) outcome(slot int) execute.Outcome {
	e := a.ending.complete()
	if a.made != nil {
		e.Container = a.cluster.Namespace + "/" + a.name
	}
	if e.Fault != nil && e.Fault.Class == execute.Removed && time.Now().After(a.settings.Deadline) {
		e.Fault.Evidence += "; the deadline of the whole run has passed"
	}
	o := e.Outcome(a.job, slot)
	if a.ending.left != nil && a.ending.left.Missed != "" {
		o.ArtifactsMissing = strings.TrimSpace(execute.OneLine(errors.New(a.ending.left.Missed)) + " " + o.ArtifactsMissing)
	}
	o.Advice = advice(o.Class, o.Evidence)
	return o
}

// complete returns the ending with the command's end and with what was wrong with the Pod.
func (e *ending) complete() execute.Ending {
	all := e.Ending
	all.Exit, all.Failed = exitOf(terminated(e.pod, mainContainer), e.left), e.create
	if e.left != nil {
		all.TimedOut, all.Processes, all.Launch = e.left.TimedOut, e.left.Processes, cmp.Or(e.left.NotRun, all.Launch)
		if e.left.NotRun != "" {
			all.Failed = errors.Join(e.create, errors.New(e.left.NotRun))
		}
		if e.left.Spool != "" {
			all.Partial = errors.New(e.left.Spool)
		}
	}
	if e.service != nil {
		all.Service = e.service.Service
	}
	all.Fault = e.fault()
	return all
}

// exitOf returns the end of a command: as its program left it, or else as the kubelet saw it; nil: neither did.
func exitOf(main *corev1.ContainerStateTerminated, left *hold.Ending) *execute.Exit {
	if main == nil {
		return nil
	}
	e := &execute.Exit{Code: int(main.ExitCode), OOM: main.Reason == "OOMKilled", Started: main.StartedAt.Time, Finished: main.FinishedAt.Time}
	if left != nil { // the kubelet's times are whole seconds
		e.Started, e.Finished = left.Started, left.Finished
	}
	return e
}

// fault finds what was wrong with the Pod, trying the cause that explains most first.
func (e *ending) fault() *execute.Fault {
	switch {
	case e.pod == nil && e.Spool != nil:
		return nil // there was no Pod
	case e.create != nil:
		return &execute.Fault{Class: execute.StartFailed, Evidence: execute.OneLine(e.create)}
	case e.unplaced != "":
		return &execute.Fault{Class: execute.Unplaced, Evidence: "no node for the pod: " + execute.OneLine(errors.New(e.unplaced))}
	case e.lost != nil:
		return &execute.Fault{Class: execute.Lost, Evidence: execute.OneLine(e.lost)}
	}
	if class, why := e.byPod(); class != "" {
		return &execute.Fault{Class: class, Evidence: why}
	}
	if e.service != nil {
		return &execute.Fault{Class: e.service.Class(), Evidence: e.service.Error()}
	}
	if e.undelivered != nil {
		return &execute.Fault{Class: undelivered(e.undelivered), Evidence: execute.OneLine(e.undelivered)}
	}
	if other := e.otherImage(); other != "" {
		return &execute.Fault{Class: execute.BadImage, Evidence: other}
	}
	if class, why := e.byResults(); class != "" {
		return &execute.Fault{Class: class, Evidence: why}
	}
	return nil
}

// byPod classifies what happened to the Pod as a whole, from outside; empty: nothing did.
func (e *ending) byPod() (execute.Class, string) {
	if e.pod == nil {
		return execute.Removed, "the pod was removed by somebody else before it was seen"
	}
	reason, text := e.pod.Status.Reason, execute.OneLine(errors.New(e.pod.Status.Message))
	by := disrupted(e.pod)
	switch {
	case reason == "Evicted" && overDisk.MatchString(text):
		return execute.NoSpace, "the node evicted the pod: " + text
	case reason == "Evicted":
		return execute.Removed, "the node evicted the pod: " + text
	case e.loss != nil:
		return execute.Lost, e.lostWhy()
	case by == noNode:
		return execute.Lost, "node " + e.pod.Spec.NodeName + " was taken out of the cluster: " + condition(e.pod, corev1.DisruptionTarget, corev1.ConditionTrue).Message
	case by != "" && !e.whole():
		return execute.Removed, "the pod was ended from outside: " + by + ", " + condition(e.pod, corev1.DisruptionTarget, corev1.ConditionTrue).Message
	case reason == "DeadlineExceeded":
		return execute.Timeout, "the pod's deadline was over: " + text
	case refused(e.pod) != "":
		return execute.Removed, "the node refused the pod: " + refused(e.pod) + ": " + text
	case e.pod.DeletionTimestamp != nil && e.left == nil && !e.Cancelled:
		return execute.Removed, "the pod was removed by somebody else while its command ran"
	case e.gone:
		return execute.Removed, "the pod was removed by somebody else before its results were fetched"
	case e.overdue:
		return execute.Timeout, "the pod went on for a minute after the time of its command was up"
	}
	if never := neverRuns(e.pod, pullPatience+time.Second); never != nil && terminated(e.pod, mainContainer) == nil {
		if never.image {
			return execute.BadImage, execute.OneLine(never.err)
		}
		return execute.StartFailed, execute.OneLine(never.err)
	}
	return "", ""
}

// overDisk matches what the kubelet says when a Pod has written more to disk than it may. When the whole node is low, the Pod may be
// innocent.
var overDisk = regexp.MustCompile(`(?i)^(usage of emptydir|pod ephemeral|container \S+ exceeded its local ephemeral)`)

// whole reports whether the command ended by itself and left all that it had to, whatever became of its Pod then.
func (e *ending) whole() bool {
	main := terminated(e.pod, mainContainer)
	return main != nil && e.left != nil && e.fetch == nil && e.left.Stopped == "" && int(main.ExitCode) == e.left.Code
}

// otherImage is what is wrong if the Pod's node ran another image under the same name; empty: nothing.
func (e *ending) otherImage() string {
	s := status(e.pod, mainContainer)
	if s == nil || s.ImageID == "" || e.image == "" || s.ImageID == e.image {
		return ""
	}
	return fmt.Sprintf("node %s ran image %s, and the run began with %s", e.pod.Spec.NodeName, s.ImageID, e.image)
}

// Exit statuses of the kubelet's and of a signal.
const (
	exitStart  = 128 // a container that could not be started
	exitKilled = 137
	exitTerm   = 143
)

// byResults compares what the program left with what the kubelet says of its container: the two have to agree. Empty: they do, or the
// kubelet's word is enough.
func (e *ending) byResults() (execute.Class, string) {
	main := terminated(e.pod, mainContainer)
	switch {
	case main == nil:
		return execute.OutputIncomplete, "the pod ended, and nothing is known of its command"
	case main.Reason == "StartError", main.Reason == "ContainerCannotRun", e.left == nil && main.ExitCode == exitStart:
		return execute.StartFailed, fmt.Sprintf("the command could not be run in the container: %s: %s", main.Reason, execute.OneLine(errors.New(main.Message)))
	case e.fetch != nil:
		return fetchClass(e.fetch), execute.OneLine(e.fetch)
	case main.Reason == "OOMKilled" && main.ExitCode == exitKilled, e.left == nil && (main.ExitCode == exitKilled || main.ExitCode == exitTerm):
		return "", "" // the program may have been killed with its command
	case e.left == nil:
		return execute.OutputIncomplete, fmt.Sprintf("exit status %d, and what the command left is missing", main.ExitCode)
	case int(main.ExitCode) != e.left.Code:
		return execute.OutputIncomplete, fmt.Sprintf("the kubelet reports exit status %d, and the command left %d", main.ExitCode, e.left.Code)
	case e.left.Stopped != "" && !e.Cancelled:
		return execute.Removed, fmt.Sprintf("the command got a signal from outside (%s): exit status %d", e.left.Stopped, e.left.Code)
	}
	return "", ""
}

// fetchClass is the class of results that could not be fetched.
func fetchClass(err error) execute.Class {
	switch {
	case execute.IsNoSpace(err):
		return execute.NoSpace
	case unreachable(err):
		return execute.Lost
	}
	return execute.OutputIncomplete
}

// overQuota reports whether the namespace's quota has no room now.
func overQuota(err error) bool {
	return apierrors.IsForbidden(err) && strings.Contains(err.Error(), "exceeded quota")
}

// refusal says which input can mend an error of the API server, if it is about rights or rules.
func refusal(err error) error {
	text := err.Error()
	switch {
	case strings.Contains(text, "violates PodSecurity"):
		return &Refused{err, "user", "--user 1000, or another number that is not 0: then containers run as PodSecurity's level restricted asks; services need a number in user, too"}
	case apierrors.IsForbidden(err) && (strings.Contains(text, "must specify") || strings.Contains(text, "maximum") || strings.Contains(text, "minimum")):
		return &Refused{err, "memory", "set cpus and memory as the namespace's quota and limits ask, in services of Compose files, too"}
	case apierrors.IsForbidden(err) && strings.Contains(text, "cannot"):
		return &Refused{err, "namespace", "give Baleen the rights in examples/kubernetes/rbac.yaml, or name another namespace"}
	case apierrors.IsUnauthorized(err):
		return &Refused{err, "kube-context", "check the credentials of the kubeconfig"}
	case apierrors.IsNotFound(err):
		return &Refused{err, "namespace", "create it, or name another one"}
	}
	return err
}

// advice says in one sentence what to do about a class, where it is not what it is on Docker.
func advice(class execute.Class, evidence string) string {
	switch class {
	case execute.Unplaced:
		return "Lower concurrency, cpus or memory, check node-selector and tolerations, or raise place-timeout if nodes are still to come."
	case execute.Removed:
		return "Somebody else ended the pod: a drain, a preemption or an eviction; give the namespace's pods a higher priority, or run again."
	case execute.Lost:
		return "Check that the API server and the nodes answer, then run again."
	case execute.BadImage:
		return "Check that the nodes can pull the image: its name, its registry and pull-secrets."
	case execute.NoSpace:
		return "Free disk space for the report folder and on the nodes, or lower output-limit."
	case execute.Killed:
		return "Look at the node's log and memory: lower concurrency, or set memory to find the container that needs too much."
	case execute.StartFailed:
		return startAdvice(evidence)
	}
	return execute.Advice(class, evidence)
}

// startAdvice is the advice for a Docker daemon, except where a cluster differs.
func startAdvice(evidence string) string {
	advice := execute.Advice(execute.StartFailed, evidence)
	switch {
	case strings.Contains(evidence, "exec format error"):
		return "The image is for another processor than the node's: build it for the nodes, or choose nodes by node-selector."
	case strings.Contains(advice, "daemon"), strings.Contains(advice, "docker"), strings.Contains(advice, "engine"), strings.Contains(advice, "volume"):
		return "Check that command, entrypoint, shell, user, cpus and memory fit the image, the nodes and the rules of the namespace."
	}
	return advice
}

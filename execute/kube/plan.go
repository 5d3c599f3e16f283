// Package kube runs jobs in Pods of a Kubernetes cluster, one Pod for each attempt. The build tag nokube leaves it out.
package kube

import "time"

// ConnectOptions say which cluster.
type ConnectOptions struct {
	Context   string // of the kubeconfig; empty: the current one
	Namespace string // empty: the context's, or that of Baleen's own Pod
	Agent     string // names Baleen to the API server
	// Getenv returns variables of Baleen's environment, by which its own Pod is found; nil: it runs in none.
	Getenv func(string) string
}

// Inside reports whether the program runs in a Pod.
func Inside(getenv func(string) string) bool { return getenv("KUBERNETES_SERVICE_HOST") != "" }

// Settings are what all Pods of a run share beside an execute.Spec.
type Settings struct {
	RunID          string
	Deadline       time.Time // when the whole run must be over; the cluster removes what is left then
	HoldImage      string    // holds the program that runs the command
	ServiceAccount string    // of the Pods; empty: the namespace's default, whose token they do not get
	PullSecrets    []string
	NodeSelector   map[string]string
	Tolerations    []Toleration
	Template       *Template         // merged into every Pod; nil: none
	Pull           string            // when nodes pull an image: missing, always or never; empty: as the cluster likes
	ServicePull    map[string]string // the same for a service's image, by the name of the service; it is stronger
	PlaceTimeout   time.Duration     // how long a Pod may wait for a node
	Notice         func(string)      // receives one line that a person should read; may be nil
	Abort          <-chan struct{}   // closed: after cancellation, remove Pods at once and fetch nothing; may be nil
}

// Toleration is a taint of nodes that Pods tolerate.
type Toleration struct {
	Key    string
	Value  string // empty: any
	Effect string // empty: all
}

// Refused is an error of the API server that an input can mend.
type Refused struct {
	Err    error
	Input  string // that can
	Advice string
}

// Error is what the API server said.
func (r *Refused) Error() string { return r.Err.Error() }

// Unwrap returns the error of the API server.
func (r *Refused) Unwrap() error { return r.Err }

// Finding is what a look at a namespace found out about one thing.
type Finding struct {
	What  string
	Text  string
	Hint  string // what to do; empty: all is well
	Fatal bool   // no run would work
}

// TemplateProblem is something that is wrong in a template.
type TemplateProblem struct {
	Line    int // 0: the problem names it, or it is not known
	Problem string
	Advice  string // what to do instead; may be empty
}

package execute

import (
	"time"
)

// World is what stands beside the tests of a slot: services on a network of the slot's own, where their names and aliases
// resolve and nothing is published on the host. The zero value is none.
type World struct {
	Services []Service // in an order in which each comes after those that it needs
	// Join is the service whose network namespace the tests share, so that its ports are on localhost; empty: the tests
	// are on the slot's network.
	Join string
	// Localhost: all services and the tests share one network namespace, which has the names of all of them.
	Localhost bool
	// Aliases are the names of the tests' containers on the slot's network, by which services reach them.
	Aliases []string
	// InPod: they are further containers of the tests' Pod, so that all of them start with it.
	InPod bool
	// PerFile gives every container services of its own; the next ones start while it runs.
	PerFile bool
	// Needs is what the tests wait for. A service that is not in it has to be healthy if it has a health check, else started.
	// A service that something needs to complete may end with status 0; all others have to go on.
	Needs   []Need
	Timeout time.Duration // for a service to be ready, and for a Reset; 0: 2 minutes
	Logs    string        // folder for <slot>/<service>.log, appended to; empty: none are kept
	// Before runs in a container of the tests' image once the services of a slot are ready, with the environment of the
	// slot; its output is <slot>/before-slot.log. Empty: nothing does. With PerFile it runs for every container.
	Before []string
	// Waiting returns how many jobs wait for a slot, so that PerFile starts no services that no job would use; it is called as next is.
	// nil: that is not known.
	Waiting func() int
	// Volumes are mounted into the tests' containers, as docker run -v NAME:PATH[:ro]. Every slot has its own volume of
	// a name, which its services share.
	Volumes []string
}

// Service is a container beside the tests of a slot. The zero value of a field is docker run's default.
type Service struct {
	Name        string   // unique in a world; its host name on the slot's network
	Aliases     []string // further names there
	Image       Image    // from Resolve
	Command     []string // nil: the image's
	Entrypoint  []string // nil: the image's; empty, not nil: none
	Env         []string // NAME=VALUE
	WorkDir     string
	User        string
	Init        bool
	StopSignal  string
	Memory      int64 // bytes
	CPUs        float64
	ShmSize     int64 // bytes
	PidsLimit   int64
	Ulimits     []string // name=soft[:hard]
	AddHosts    []string // host:ip
	Volumes     []string // as docker run -v, without those of the slot
	SlotVolumes []string // NAME:PATH[:ro]; see World.Volumes
	Tmpfs       []string // path[:options]
	CapAdd      []string
	SecurityOpt []string
	Privileged  bool
	IPC         string
	Platform    string
	Extra
	Health *HealthCheck // nil: the image's
	Needs  []Need
	// Reset runs in the service between two containers of a slot, and must succeed; empty: nothing runs.
	Reset []string
	// Join is the service whose network namespace it shares, which has to be started first, and gets its names; empty: it
	// has an address of its own.
	Join string
}

// HealthCheck is how the engine finds out whether a service is healthy, as HEALTHCHECK in a Dockerfile says it.
type HealthCheck struct {
	Test        []string // as the engine's API has it: NONE, CMD or CMD-SHELL first
	Interval    time.Duration
	Timeout     time.Duration
	StartPeriod time.Duration
	Retries     int
}

// Need is a service that has to have come to a condition before another one starts, or before the tests do.
type Need struct {
	Service   string
	Condition Condition
}

// Condition is what is waited for, by the names of the Compose specification (depends_on).
type Condition string

// The conditions of a need.
const (
	ServiceStarted   Condition = "service_started"
	ServiceHealthy   Condition = "service_healthy"
	ServiceCompleted Condition = "service_completed_successfully"
)

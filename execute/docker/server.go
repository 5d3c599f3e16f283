package docker

import (
	"time"

	"github.com/docker/docker/api/types/system"
)

// Server describes the daemon in its own words.
type Server struct {
	Version       string // the engine's
	API           string // version used with it
	OS            string
	Arch          string
	NCPU          int
	MemTotal      int64  // bytes
	InitBinary    string // empty if it has none
	LoggingDriver string
	CgroupVersion string
	MemoryLimit   bool          // it can limit memory
	Ahead         time.Duration // of its clock, before ours
	ProxyEnv      []string      // NAME=VALUE: the proxies that docker's configuration has for its containers
	// Most is how many containers at a time the connection bears; 0: any number. Each container needs two connections,
	// and over ssh each is a session of its own, of which sshd drops those above MaxStartups (docker/compose#10117).
	MaxContainers int
}

func newServer(info system.Info) Server {
	s := Server{
		Version: info.ServerVersion, OS: info.OSType, Arch: info.Architecture, NCPU: info.NCPU, MemTotal: info.MemTotal,
		LoggingDriver: info.LoggingDriver, CgroupVersion: info.CgroupVersion, MemoryLimit: info.MemoryLimit,
	}
	if hasInit(info) {
		s.InitBinary = info.InitBinary
	}
	return s
}

// Clock is what the daemon's clock shows when ours shows a time.
func (s Server) Clock(ours time.Time) time.Time { return ours.Add(s.Ahead) }

// setClock compares the daemon's clock with ours, which it was asked between two moments of.
func (s *Server) setClock(text string, asked, answered time.Time) {
	if theirs, err := time.Parse(time.RFC3339Nano, text); err == nil {
		s.Ahead = theirs.Sub(asked.Add(answered.Sub(asked) / 2))
	}
}

// hasInit reports whether the engine found its init; the name alone is only configuration.
func hasInit(info system.Info) bool {
	return info.InitBinary != "" && info.InitCommit.ID != "N/A"
}

const (
	mostContainers = 16
	mostOverSSH    = 4
	memoryShare    = 0.8 // of the daemon's, for containers
)

// Capacity returns how many containers with so many bytes of memory (0: no limit) the server holds at a time: at least
// 1, at most 16, at most its CPUs, and at most what fits in 80 % of its memory.
func Capacity(s Server, memory int64) int {
	n := min(mostContainers, s.NCPU)
	if s.MaxContainers > 0 {
		n = min(n, s.MaxContainers)
	}
	if memory > 0 {
		n = min(n, int(memoryShare*float64(s.MemTotal)/float64(memory)))
	}
	return max(1, n)
}

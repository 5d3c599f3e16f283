package execute

import (
	"github.com/docker/docker/api/types/system"
)

// Server is what the daemon says of itself.
type Server struct {
	Version       string // of the engine
	API           string // version spoken with it
	OS            string
	Arch          string
	NCPU          int
	MemTotal      int64  // bytes
	InitBinary    string // empty where it has none
	LoggingDriver string
	CgroupVersion string
	MemoryLimit   bool // it can limit memory
	// Most is how many containers at a time the way to the server bears; 0: any number. Each needs two connections, and
	// over ssh each of those is a session of its own, of which sshd drops what is over MaxStartups (docker/compose#10117).
	Most int
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

// hasInit tells whether the engine found its init; its name alone is only configuration.
func hasInit(info system.Info) bool {
	return info.InitBinary != "" && info.InitCommit.ID != "N/A"
}

const (
	mostContainers = 16
	mostOverSSH    = 4
	memoryShare    = 0.8 // of the daemon's, for containers
)

// Capacity is how many containers with so many bytes of memory (0: no limit) the server holds at a time: at least 1, at
// most 16, no more than its CPUs and what fits in 80 % of its memory.
func Capacity(s Server, memory int64) int {
	n := min(mostContainers, s.NCPU)
	if s.Most > 0 {
		n = min(n, s.Most)
	}
	if memory > 0 {
		n = min(n, int(memoryShare*float64(s.MemTotal)/float64(memory)))
	}
	return max(1, n)
}

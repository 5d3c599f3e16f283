package execute

import (
	"fmt"
	"strings"
	"time"
)

// WorldFault is why the services beside the tests were of no use.
type WorldFault struct {
	Service string // BeforeSlot for World.Before
	Problem string // what is said after its name
}

// Error names the service.
func (f *WorldFault) Error() string {
	if f.Service == BeforeSlot {
		return BeforeSlot + " " + f.Problem
	}
	return fmt.Sprintf("service %s %s", f.Service, f.Problem)
}

// Class is that of a container whose services were of no use.
func (f *WorldFault) Class() Class {
	if f.Service == BeforeSlot {
		return BeforeFailed
	}
	return ServiceFault
}

// ServiceEnd says how a service ended, after its name.
func ServiceEnd(e Exit) string {
	switch {
	case e.OOM:
		return fmt.Sprintf("ended with exit status %d, out of memory", e.Code)
	case e.Note != "":
		return fmt.Sprintf("ended with exit status %d, %s", e.Code, strings.Join(strings.Fields(e.Note), " "))
	}
	return fmt.Sprintf("ended with exit status %d", e.Code)
}

// What is said of a service, after its name, by all engines.
const (
	NotStarted   = "could not be started: "
	UncheckedYet = " before it was healthy"
)

// NotHealthy says that a service did not become healthy in time; why is what its check said, after a colon, or nothing.
func NotHealthy(within time.Duration, why string) string {
	return fmt.Sprintf("did not become healthy within %s%s", within, why)
}

// NotCompleted says that a service did not complete in time.
func NotCompleted(within time.Duration) string { return "did not complete within " + within.String() }

// CheckEnded is what a health check said that ended without success, after a colon.
func CheckEnded(status int, last *LastLine) string {
	return fmt.Sprintf(": its check ended with exit status %d%s", status, last)
}

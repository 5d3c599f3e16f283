package docker

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/execute"
)

// database is a service with a state of its own, which it serves on port 80; it becomes healthy after that many seconds.
func database(seconds float64) execute.Service {
	script := fmt.Sprintf("hostname >/srv/id; sleep %g; echo ready; exec httpd -f -p 80 -h /srv", seconds)
	return execute.Service{
		Name: "db", Command: []string{"sh", "-c", script},
		Health: &execute.HealthCheck{Test: []string{"CMD-SHELL", "wget -qO /dev/null localhost/id"}, Interval: time.Hour},
	}
}

// askDB prints the state of a database.
const askDB = "wget -qO- db/id"

// withWorld is a fixture with services. Its containers join the network of their slot by themselves.
func withWorld(t *testing.T, services ...execute.Service) fixture {
	f := newFixture(t)
	f.spec.Network, f.spec.Notice = "", func(text string) { t.Error(text) }
	for i := range services {
		services[i].Image = f.spec.Image
	}
	f.spec.World = execute.World{Services: services, Logs: filepath.Join(f.dir, "services"), Timeout: 30 * time.Second}
	return f
}

// TestEngineEverySlotHasServicesOfItsOwn: they are found by name and alias, come in the order of what they need, and share
// the volumes of the slot with the tests.
func TestEngineEverySlotHasServicesOfItsOwn(t *testing.T) {
	f := withWorld(t, database(0.2))
	f.spec.Sandbox = static(t, "../..")
	f.spec.World.Services = append(f.spec.World.Services, execute.Service{
		Name: "migrate", Image: f.spec.Image, SlotVolumes: []string{"shared:/shared"},
		Command: []string{"sh", "-c", "echo migrating; wget -qO- database/id >/shared/$(date +%s%N)"},
		Needs:   []execute.Need{{Service: "db", Condition: execute.ServiceHealthy}},
	})
	f.spec.World.Services[0].Aliases = []string{"database"}
	f.spec.World.Needs = []execute.Need{{Service: "migrate", Condition: execute.ServiceCompleted}}
	f.spec.World.Volumes = []string{"shared:/seen:ro"}
	f.spec.World.Before = []string{"sh", "-c", "echo before $BALEEN_SLOT; cat /seen/*"}
	var jobs []execute.Job
	for i := range 4 {
		job := f.shell(fmt.Sprint("job", i), askDB+"; cat /seen/*; sleep 0.5")
		job.SlotEnv = func(slot int) []string { return []string{fmt.Sprint("BALEEN_SLOT=", slot)} }
		jobs = append(jobs, job)
	}
	outcomes, err := f.run(t.Context(), 2, jobs...)
	if err != nil {
		t.Fatal(err)
	}
	answers := map[int]string{}
	for _, o := range outcomes {
		got := read(t, o.Job.Stdout)
		lines := strings.Fields(got)
		if o.Class != execute.Passed || len(lines) != 2 || lines[0] != lines[1] || answers[o.Slot] != "" && answers[o.Slot] != got {
			t.Errorf("%s in slot %d: %s: %s: %q, %s", o.Job.Name, o.Slot, o.Class, o.Evidence, got, read(t, o.Job.Stderr))
		}
		answers[o.Slot] = got
		log := read(t, filepath.Join(f.dir, "services", fmt.Sprint(o.Slot), "before-slot.log"))
		if log != fmt.Sprintf("before %d\n%s\n", o.Slot, lines[0]) {
			t.Errorf("before-slot of slot %d: %q", o.Slot, log)
		}
		if log := read(t, filepath.Join(f.dir, "services", fmt.Sprint(o.Slot), "db.log")); log != "ready\n" {
			t.Errorf("log of slot %d: %q", o.Slot, log)
		}
	}
	if len(answers) != 2 || answers[1] == answers[2] {
		t.Errorf("answers by slot: %v", answers)
	}
}

// TestEngineTestsShareAServicesNetwork: what it serves is on localhost, for the tests and for a service that shares it as
// well, which is known by its name.
func TestEngineTestsShareAServicesNetwork(t *testing.T) {
	db := database(0)
	beside := execute.Service{Name: "beside", Join: "db", Command: []string{"sh", "-c", "mkdir /www; echo beside >/www/who; exec httpd -f -p 81 -h /www"}}
	other := execute.Service{Name: "other", Command: []string{"sh", "-c", "until wget -qO /srv/who beside:81/who; do sleep 0.1; done; exec httpd -f -p 80 -h /srv"},
		Health: &execute.HealthCheck{Test: []string{"CMD", "wget", "-qO", "/dev/null", "localhost/who"}, Interval: time.Hour}}
	f := withWorld(t, db, beside, other)
	f.spec.World.Join, f.spec.World.Aliases = "db", []string{"tests"}
	ask := "wget -qO- localhost/id; wget -qO- localhost:81/who; wget -qO- other/who; nslookup tests >/dev/null || echo unknown"
	one, two := f.shell("one", ask), f.shell("two", ask)
	outcomes, err := f.run(t.Context(), 1, one, two)
	if err != nil || read(t, one.Stdout) != read(t, two.Stdout) || !strings.HasSuffix(read(t, one.Stdout), "\nbeside\nbeside\n") {
		t.Errorf("%v, %+v: %q, %q, %s", err, outcomes, read(t, one.Stdout), read(t, two.Stdout), read(t, two.Stderr))
	}
}

// TestEngineEveryContainerHasFreshServices: and waits for them only where they take longer than the container before.
func TestEngineEveryContainerHasFreshServices(t *testing.T) {
	f := withWorld(t, database(0.5))
	f.spec.World.PerFile = true
	var jobs []execute.Job
	for i := range 4 {
		jobs = append(jobs, f.shell(fmt.Sprint("job", i), askDB+"; sleep 3"))
	}
	left := len(jobs)
	give := queue(jobs...)
	f.spec.World.Waiting = func() int { return left }
	seen := map[string]bool{}
	next := func() (execute.Job, bool) { left = max(0, left-1); return give() }
	err := New(f.docker, f.spec, 1).Run(t.Context(), next, func(o execute.Outcome) {
		seen[read(t, o.Job.Stdout)] = true
		t.Logf("%s waited %s", o.Job.Name, o.Waited)
		if o.Class != execute.Passed || o.Job.Name != "job0" && o.Waited > time.Second {
			t.Errorf("%s: %s: %s, waited %s", o.Job.Name, o.Class, o.Evidence, o.Waited)
		}
		if want := len(seen); len(o.ServiceLogs) != 1 || o.ServiceLogs[0].From != want || o.ServiceLogs[0].To != want {
			t.Errorf("%s: logs %+v", o.Job.Name, o.ServiceLogs)
		}
	})
	if err != nil || len(seen) != len(jobs) {
		t.Errorf("%d different databases, %v", len(seen), err)
	}
	if log := read(t, filepath.Join(f.dir, "services", "1", "db.log")); log != "ready\nready\nready\nready\n" {
		t.Errorf("log %q", log)
	}
}

// TestEngineAResetRunsBetweenContainers: one that fails is a fault, which fresh services mend.
func TestEngineAResetRunsBetweenContainers(t *testing.T) {
	db := database(0)
	db.Reset = []string{"sh", "-c", "echo reset; echo $(($(cat /srv/n)+1)) >/srv/n; test $(cat /srv/n) -lt 3 || { echo broken; exit 4; }"}
	db.Command[2] = "echo 0 >/srv/n; " + db.Command[2]
	f := withWorld(t, db)
	var jobs []execute.Job
	for i := range 4 {
		jobs = append(jobs, f.shell(fmt.Sprint("job", i), "wget -qO- db/n"))
	}
	outcomes, err := f.run(t.Context(), 1, jobs...)
	for i, want := range []string{"0\n", "1\n", "2\n"} {
		if o := outcomes[jobs[i].Name]; o.Class != execute.Passed || read(t, o.Job.Stdout) != want {
			t.Errorf("%s: %s: %s: %q", o.Job.Name, o.Class, o.Evidence, read(t, o.Job.Stdout))
		}
	}
	o := outcomes["job3"]
	if err != nil || o.Class != execute.ServiceFault || o.Evidence != "service db could not be reset: its reset ended with exit status 4: broken" || o.Advice == "" {
		t.Errorf("%v, %+v", err, o)
	}
	if log := read(t, filepath.Join(f.dir, "services", "1", "db.log")); log != "ready\nreset\nreset\nreset\nbroken\n" {
		t.Errorf("log %q", log)
	}
}

package execute

import (
	"fmt"
	"strings"
	"testing"
)

func TestWhatIsWaitedForOfAService(t *testing.T) {
	db := Service{Name: "db"}
	by := func(c Condition) World {
		return World{Services: []Service{db, {Name: "app", Needs: []Need{{"db", c}}}}}
	}
	tests := func(w World, c Condition) World { w.Needs = []Need{{"db", c}}; return w }
	for name, test := range map[string]struct {
		world World
		want  Condition
	}{
		"nothing is said":                  {World{Services: []Service{db}}, ServiceWell},
		"another only starts after it":     {by(ServiceStarted), ServiceWell},
		"another needs its health":         {by(ServiceHealthy), ServiceHealthy},
		"another needs its end":            {by(ServiceCompleted), ServiceCompleted},
		"the tests only start after it":    {tests(World{Services: []Service{db}}, ServiceStarted), ServiceStarted},
		"the tests, and another its start": {tests(by(ServiceStarted), ServiceStarted), ServiceStarted},
		"the tests, and another its end":   {tests(by(ServiceCompleted), ServiceStarted), ServiceCompleted},
		"the tests need its end":           {tests(World{}, ServiceCompleted), ServiceCompleted},
	} {
		if got := test.world.Until(db); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestLocalhostIsHeldByAServiceThatStaysAndStartsFirst(t *testing.T) {
	w := World{Localhost: true, Services: []Service{
		{Name: "setup"}, {Name: "app", Needs: []Need{{"setup", ServiceCompleted}}}, {Name: "db"},
	}}
	got, err := w.OnLocalhost()
	joins := ""
	for _, s := range got.Services {
		joins += fmt.Sprintf(" %s:%s", s.Name, s.Join)
	}
	if err != nil || got.Join != "db" || joins != " setup:db app:db db:" || w.Services[0].Join != "" {
		t.Errorf("joins %q,%s, %v", got.Join, joins, err)
	}
	w.Services = w.Services[:2]
	if _, err := w.OnLocalhost(); err == nil || !strings.Contains(err.Error(), "one localhost") {
		t.Errorf("without such a service: %v", err)
	}
}

package inputs

import (
	"strings"
	"testing"
	"time"
)

// TestSilence: a time, or auto; a signal that can never be sent is a mistake.
func TestSilence(t *testing.T) {
	for args, want := range map[string]Limits{
		"--silence=":                       {},
		"--silence=3m":                     {Silence: 3 * time.Minute},
		"--silence=auto":                   {AutoSilence: true},
		"--silence=off":                    {},
		"--silence=90s --on-silence=QUIT":  {Silence: 90 * time.Second, OnSilence: "QUIT"},
		"--silence=auto --on-silence=USR1": {AutoSilence: true, OnSilence: "USR1"},
	} {
		s, wrong := given(t, flags(args)...).Check(lookIn(nil))
		got := Limits{Silence: s.Limits.Silence, AutoSilence: s.Limits.AutoSilence, OnSilence: s.Limits.OnSilence}
		if len(wrong) > 0 || got != want || s.Suite.Signal != want.OnSilence {
			t.Errorf("%s: %+v, %v", args, got, wrong)
		}
	}
	for args, want := range map[string]string{
		"--silence=long":                 `silence: "long" is not a duration`,
		"--silence=1m --on-silence=KILL": `on-silence: "KILL" is not known`,
		"--on-silence=QUIT":              "on-silence: QUIT is never sent without silence",
		"--silence=-1s":                  `silence: "-1s" is not a duration`,
	} {
		if _, wrong := given(t, flags(args)...).Check(lookIn(nil)); wrong.Error() != want {
			t.Errorf("%s: %s", args, wrong)
		}
	}
	s, _ := given(t, "--silence=20m").Check(lookIn(nil))
	if len(s.Notices) != 1 || !strings.Contains(s.Notices[0], "silence: 20m0s has no effect, because timeout is 10m0s") {
		t.Error(s.Notices)
	}
}

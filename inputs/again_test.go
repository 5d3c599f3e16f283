package inputs

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// asIs is a cleaner that knows no secrets.
func asIs(text string) string { return text }

// keptOf returns what is kept of a run with these flags: "name=value|value name=value".
func keptOf(t *testing.T, env map[string]string, clean func(string) string, args ...string) (string, []string) {
	t.Helper()
	s, wrong := given(t, args...).Check(lookIn(env))
	if len(wrong) > 0 {
		t.Fatalf("%s: %v", args, wrong)
	}
	kept, hidden := s.Keep("behave", clean)
	var out []string
	for _, one := range kept {
		if one.Name != "image" && one.Name != "files" && one.Name != "runner" {
			out = append(out, one.Name+"="+strings.Join(one.Values, "|"))
		}
	}
	return strings.Join(out, " "), hidden
}

// TestKeep: every kind of input is kept as it was typed, and nothing that is secret.
func TestKeep(t *testing.T) {
	env := map[string]string{"HOME": "/root", "KEY": "key-of-the-door"}
	for args, want := range map[string]string{
		"--retries=2":                                 "retries=2",
		"--retries=0":                                 "",
		"--memory= 2g ":                               "memory=2g",
		"--strict=false":                              "strict=false",
		"--strict=true":                               "",
		"--privileged":                                "privileged=true",
		"--tags=@a and not @b":                        "tags=@a and not @b",
		"--volume=a:/a\nb:/b":                         "volume=a:/a|b:/b",
		"--env=A=shown --env=HOME --env=GONE":         "env=A=shown|HOME",
		"--env=API_TOKEN=x --env=EMPTY_TOKEN=":        "env=API_TOKEN|EMPTY_TOKEN=",
		"--env=DB=postgres://me:pw@db/x":              "env=DB",
		"--env=DB=postgres://db/x":                    "env=DB=postgres://db/x",
		"--secrets=TOKEN=hush-hush-hush\nKEY\nNO":     "secrets=TOKEN|KEY",
		"--docker-host=tcp://d:1":                     "docker-host=tcp://d:1",
		"--concurrency=3 --name=shop":                 "concurrency=3 name=shop",
		"--shard=2/3 --split=scenario":                "split=scenario",
		"--exit-zero --report-dir=out":                "",
		"--registry-username=a --registry-password=b": "",
	} {
		if got, hidden := keptOf(t, env, asIs, flags(args)...); got != want || hidden != nil {
			t.Errorf("%s: kept %q, hidden %q, want %q", args, got, hidden, want)
		}
	}
}

// TestKeepHidesSecrets: an input that holds a secret is named, and its value is not kept; a variable is kept by its name.
func TestKeepHidesSecrets(t *testing.T) {
	clean := func(text string) string { return strings.ReplaceAll(text, "hush-hush", "***") }
	kept, hidden := keptOf(t, nil, clean, "--before-command=login hush-hush", "--env=A=hush-hush", "--user=me")
	if kept != "user=me env=A" && kept != "env=A user=me" || len(hidden) != 1 || hidden[0] != "before-command" {
		t.Errorf("kept %q, hidden %q", kept, hidden)
	}
}

// TestRerunInputs: the inputs of a rerun are those of the run, but for where it writes.
func TestRerunInputs(t *testing.T) {
	in := given(t, "--runner=custom", "--command=a 'b c' $(d) {files} > {report}/x", "--before-command=x\ny \\", "--strict=false", "--tmpfs=/a\n/b", "--tags=@a or @b")
	s, wrong := in.Check(lookIn(nil))
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	kept, _ := s.Keep("custom", asIs)
	again, wrong := Rerun{}.Check(lookIn(map[string]string{"BALEEN_RETRIES": "7"}), Earlier{Kept: kept, Folder: "out", Image: Pinned{ID: "sha256:1"}})
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if diff := cmp.Diff(s.Suite, again.Suite, cmpopts.IgnoreFields(Suite{}, "Tags")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(s.Spec, again.Spec); diff != "" {
		t.Error(diff)
	}
	if again.Judging != s.Judging || again.Given.Tags != "@a or @b" || again.Report.Dir != "out-rerun" || again.Pinned.ID != "sha256:1" {
		t.Errorf("%+v, tags %q, report %q, image %q", again.Judging, again.Given.Tags, again.Report.Dir, again.Pinned.ID)
	}
}

// TestRerunAsks: what the report does not keep is asked for by name, all at once.
func TestRerunAsks(t *testing.T) {
	of := Earlier{
		Kept:   []Given{{"image", []string{"x"}}, {"env", []string{"HOME", "A=1", "B"}}, {"secrets", []string{"TOKEN", "KEY"}}, {"env-file", []string{"gone.env"}}, {"new-input", nil}},
		Hidden: []string{"command"},
	}
	_, wrong := Rerun{}.Check(lookIn(map[string]string{"HOME": "/root"}), of)
	text := wrong.Error()
	for _, want := range []string{"env: B is not set", "secrets: TOKEN, KEY are not set", "command: is not in the report", "env-file: open gone.env", "new-input: was given"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q does not say %q", text, want)
		}
	}
}

// TestRerunTakesCredentials: those are never kept, so a rerun gets them anew, as it gets the daemon.
func TestRerunTakesCredentials(t *testing.T) {
	in := Rerun{Concurrency: "2", Registry: Registry{"me", "open-sesame"}, Daemon: Daemon{DockerHost: "tcp://other:1"}}
	s, wrong := in.Check(lookIn(nil), Earlier{Kept: []Given{{"image", []string{"x"}}, {"concurrency", []string{"9"}}, {"docker-host", []string{"tcp://d:1"}}}})
	if len(wrong) > 0 || s.Limits.Containers != 2 || s.Pull.Password != "open-sesame" || s.Daemon.DockerHost != "tcp://other:1" {
		t.Errorf("%v: %+v", wrong, s)
	}
	if !reflect.DeepEqual(s.Environment.Secrets, []string{"open-sesame"}) {
		t.Error("the password would be shown")
	}
}

package inputs

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestAgainWords: every kind of input comes back as the words that gave it.
func TestAgainWords(t *testing.T) {
	for args, want := range map[string]string{
		"--retries=2":                      "--retries 2",
		"--retries=0":                      "",
		"--memory= 2g ":                    "--memory 2g",
		"--strict=false":                   "--strict=false",
		"--strict=true":                    "",
		"--privileged":                     "--privileged=true",
		"--allow-empty=true":               "--allow-empty=true",
		"--tags=@a and not @b":             "--tags '@a and not @b'",
		"--command=run \"$X\" {files}":     `--command 'run "$X" {files}'`,
		"--before-command=it's":            `--before-command 'it'\''s'`,
		"--volume=a:/a\nb:/b":              "--volume a:/a --volume b:/b",
		"--cap-add=A --cap-add=B":          "--cap-add A --cap-add B",
		"--artifacts=*.png":                "--artifacts '*.png'",
		"--env=A=private --env=HOME":       "--env A --env HOME",
		"--cpus=1.5 --user=me":             "--cpus 1.5 --user me",
		"--docker-host=tcp://d:1":          "--docker-host tcp://d:1",
		"--concurrency=3":                  "",
		"--shard=2/3 --split=scenario":     "",
		"--isolation=batch --name=shop":    "",
		"--exit-zero --summary=false":      "",
		"--timings=t.json --annotations=1": "",
		"--output-limit=1m --files=a":      "",
	} {
		s, wrong := given(t, flags(args)...).Check(lookIn(map[string]string{"HOME": "/root"}))
		if len(wrong) > 0 {
			t.Errorf("%s: %v", args, wrong)
		}
		got := s.Again("behave", func(word string) string { return word })
		parts := []string{"baleen run --image x", want, "--runner behave --report-dir baleen-report"}
		if !strings.HasPrefix(strings.Join(strings.Fields(got), " "), strings.Join(strings.Fields(strings.Join(parts, " ")), " ")) {
			t.Errorf("%s: %s, want %s", args, got, want)
		}
	}
}

// TestAgainInAShell: pasted into a shell, the line gives the same inputs, except for the report's folder.
func TestAgainInAShell(t *testing.T) {
	in := given(t, "--runner=custom", "--command=a 'b c' $(d) {files} > {report}/x", "--before-command=x\ny \\", "--strict=false", "--tmpfs=/a\n/b", "--tags=@a or @b")
	s, wrong := in.Check(lookIn(nil))
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	line := s.Again("custom", func(word string) string { return word })
	if strings.Contains(line, "\n") {
		t.Errorf("it has several lines: %q", line)
	}
	out, err := exec.Command("bash", "-c", `baleen() { printf '%s\0' "$@"; }; `+line).Output()
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	typed, _ := parsed(t, nil, false, words...)
	again, wrong := typed.Run.Check(lookIn(nil))
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if diff := cmp.Diff(s.Suite, again.Suite, cmpopts.IgnoreFields(Suite{}, "Tags")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(s.Spec, again.Spec); diff != "" {
		t.Error(diff)
	}
	if again.Judging != s.Judging || again.Given.Tags != "@a or @b" || again.Report.Dir == s.Report.Dir {
		t.Errorf("%+v, tags %q, report %q", again.Judging, again.Given.Tags, again.Report.Dir)
	}
}

// TestAgainHidesSecrets: secrets are named and not shown, and the registry's password is left out.
func TestAgainHidesSecrets(t *testing.T) {
	in := given(t, "--secrets=TOKEN=hush-hush-hush\nKEY", "--registry-username=me", "--registry-password=open-sesame")
	s, wrong := in.Check(lookIn(map[string]string{"KEY": "key-of-the-door"}))
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	line := s.Again("behave", func(word string) string { return word })
	for _, secret := range []string{"hush", "door", "sesame", "registry-password"} {
		if strings.Contains(line, secret) {
			t.Errorf("%q shows %s", line, secret)
		}
	}
	if !strings.Contains(line, "--secrets TOKEN --secrets KEY") {
		t.Errorf("%q does not name the secrets", line)
	}
}

package inputs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/shard"
)

// given is what "baleen run --image x ARGS…" declares.
func given(t *testing.T, args ...string) Run {
	t.Helper()
	line, _ := parsed(t, nil, false, append([]string{"run", "--image", "x"}, args...)...)
	return line.Run.Run
}

// TestCheckRefuses: each wrong value is named by its input, with its problem and a hint.
func TestCheckRefuses(t *testing.T) {
	for args, want := range map[string]string{
		"--image=":                              "image: is required",
		"--image=UPPER":                         "image: ",
		"--concurrency=0":                       `concurrency: "0" is not a number of containers`,
		"--concurrency=many":                    `concurrency: "many" is not a number of containers`,
		"--timeout=0s":                          `timeout: "0s" is not a duration`,
		"--timeout=-1m":                         `timeout: "-1m" is not a duration`,
		"--run-timeout=soon":                    `run-timeout: "soon" is not a duration`,
		"--retries=-1":                          `retries: "-1" is not a whole number`,
		"--retries=1.5":                         `retries: "1.5" is not a whole number`,
		"--max-failures=0":                      "max-failures: 0 would start no container",
		"--max-retried=0":                       `max-retried: "0" is neither a number of scenarios nor a share`,
		"--max-retried=0%":                      `max-retried: "0%" is neither`,
		"--max-retried=101%":                    `max-retried: "101%" is neither`,
		"--max-retried=few":                     `max-retried: "few" is neither`,
		"--output-limit=big":                    `output-limit: "big" is not a size`,
		"--memory=-1":                           `memory: "-1" is not a size`,
		"--cpus=0":                              `cpus: "0" is not a number above 0`,
		"--cpus=NaN":                            `cpus: "NaN" is not a number above 0`,
		"--cpus=Inf":                            `cpus: "Inf" is not a number above 0`,
		"--strict=maybe":                        `strict: "maybe" is neither true nor false`,
		"--annotations=11":                      `annotations: "11" is not between 0 and 10`,
		"--annotations=-1":                      `annotations: "-1" is not between 0 and 10`,
		"--flaky=perhaps":                       `flaky: "perhaps" is not known`,
		"--split=row":                           `split: "row" is not known`,
		"--isolation=none":                      `isolation: "none" is not known`,
		"--artifacts-when=never":                `artifacts-when: "never" is not known`,
		"--artifacts=/etc":                      `artifacts: "/etc" is not below work-dir`,
		"--artifacts=../x":                      `artifacts: "../x" is not below work-dir`,
		"--artifacts=a[":                        `artifacts: "a[" is not a glob`,
		"--html=fancy":                          `html: "fancy" is not known`,
		"--junit-flavour=plain":                 `junit-flavour: "plain" is not known`,
		"--shell=fish":                          `shell: "fish" is not known`,
		"--root=/nowhere/at/all":                `root: "/nowhere/at/all" is not a folder`,
		"--work-dir=app":                        `work-dir: "app" is not absolute`,
		"--runner=rspec":                        `runner: "rspec" is not known`,
		"--runner=custom":                       "command: is required with runner custom",
		"--pull=daily":                          `pull: "daily" is not known`,
		"--init=yes":                            `init: "yes" is not known`,
		"--ulimit=nofile":                       `ulimit: "nofile": `,
		"--add-host=db":                         "add-host: ",
		"--registry-username=me":                "registry-username: and registry-password go together",
		"--env=1A=x":                            "env: a line is neither NAME nor NAME=VALUE",
		"--env-file=/nowhere.env":               "env-file: ",
		"--plan=/nowhere.json":                  "plan: ",
		"--shard=4/3":                           `shard: "4/3" is not a node number`,
		"--tags=@a and":                         "tags: ",
		"--workspace=volume":                    `workspace: "volume" is not known`,
		"--files-from=git":                      `files-from: "git" is not known`,
		"--command=behave":                      "command: does not say where the feature files go",
		"--command=behave '{files}'":            "command: {files} stands inside quotes or beside other text",
		"--network=sandbox --cap-add=NET_ADMIN": "network: sandbox does not go with cap-add",
		"--network=sandbox --privileged":        "network: sandbox does not go with privileged",
		"--workspace=copy --files-from=image":   "files-from: image contradicts workspace copy",
		"--runner=exit-code --command=x {files} --tags=@a":         "tags: exit-code runs whole files",
		"--runner=exit-code --isolation=batch --command=x {files}": "isolation: exit-code has one result",
		"--runner=custom --command=run {files}":                    "command: does not say where the report goes",
		"--shell=none --before-command=x":                          "before-command: needs a shell",
		"--shell=none --command=run x{files}":                      "command: {files} is only a part of a word",
	} {
		t.Run(args, func(t *testing.T) {
			_, wrong := given(t, flags(args)...).Check(lookIn(nil))
			if len(wrong) != 1 || !strings.HasPrefix(wrong[0].Error(), want) || wrong[0].Hint() == "" && !strings.HasPrefix(want, "image") {
				t.Errorf("%v, want one that begins with %q, and a hint", wrong, want)
			}
		})
	}
}

// flags splits "--a=b c --d" before every flag.
func flags(text string) []string {
	parts := strings.Split(text, " --")
	for i := range parts[1:] {
		parts[i+1] = "--" + parts[i+1]
	}
	return parts
}

// TestCheckReportsAll: a person mends everything in one go.
func TestCheckReportsAll(t *testing.T) {
	_, wrong := given(t, "--image=", "--cpus=x", "--strict=x", "--shell=x").Check(lookIn(nil))
	var got []string
	for _, w := range wrong {
		got = append(got, w.Input)
	}
	if diff := cmp.Diff([]string{"image", "shell", "strict", "cpus"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestCheckDefaults(t *testing.T) {
	s, wrong := given(t).Check(lookIn(nil))
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if diff := cmp.Diff(Limits{File: 10 * time.Minute, Before: 10 * time.Minute, Run: 6 * time.Hour, Output: 1 << 30, Retried: Share{Percent: 20}}, s.Limits); diff != "" {
		t.Errorf("limits: %s", diff)
	}
	if diff := cmp.Diff(Division{Split: shard.SplitFile, Order: shard.OrderLongest}, s.Division); diff != "" {
		t.Errorf("division: %s", diff)
	}
	if diff := cmp.Diff(Judging{Strict: true}, s.Judging); diff != "" {
		t.Errorf("judging: %s", diff)
	}
	if diff := cmp.Diff([]string{"features"}, s.Suite.Patterns); diff != "" {
		t.Errorf("files: %s", diff)
	}
	if diff := cmp.Diff([]string{"sh", "-c"}, s.Suite.Shell); diff != "" {
		t.Errorf("shell: %s", diff)
	}
	if !s.OwnNetwork || s.Spec.Network != "" || s.Spec.Sandbox != sandboxProgram || !s.Spec.SandboxIfPossible {
		t.Errorf("network: own %v, %q, sandbox %q", s.OwnNetwork, s.Spec.Network, s.Spec.Sandbox)
	}
	if s.Spec.ShmSize != 1<<30 || s.Spec.Memory != 0 || s.Spec.Entrypoint != nil {
		t.Errorf("spec: %+v", s.Spec)
	}
	if s.Report.Dir != "baleen-report" || s.Report.Annotations != MaxAnnotations || !s.Report.Summary {
		t.Errorf("report: %+v", s.Report)
	}
}

func TestCheckReadsValues(t *testing.T) {
	s, wrong := given(t, "--concurrency=6", "--memory=2g", "--cpus=1.5", "--pids-limit=100", "--network=db", "--entrypoint=none", "--shell=none",
		"--retries=2", "--max-failures=3", "--flaky=fail", "--split=auto", "--isolation=batch", "--artifacts=logs\n!logs/big", "--shard=2/3",
		"--exit-zero", "--name=shop", "--files= \n", "--timeout=90s").Check(lookIn(nil))
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	type values struct {
		Containers, Retries, MaxFailures int
		Memory                           int64
		CPUs                             float64
		PIDs                             int64
		Network                          string
		Own, Batch, Flaky, ExitZero      bool
		Split                            shard.Split
		Artifacts, Patterns              []string
		Node, Nodes                      int
		Name                             string
		File                             time.Duration
	}
	got := values{s.Limits.Containers, s.Limits.Retries, s.Limits.MaxFailures, s.Spec.Memory, s.Spec.CPUs, s.Spec.PidsLimit, s.Spec.Network,
		s.OwnNetwork, s.Division.Batch, s.Judging.FlakyFails, s.Report.ExitZero, s.Division.Split, s.Artifacts.Patterns, s.Suite.Patterns,
		s.Node.Index, s.Node.Total, s.Report.Name, s.Limits.File}
	want := values{6, 2, 3, 2 << 30, 1.5, 100, "db", false, true, true, true, shard.SplitAuto, []string{"logs", "!logs/big"}, []string{"features"},
		2, 3, "shop", 90 * time.Second}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if s.Suite.Shell != nil || s.Spec.Entrypoint == nil || len(s.Spec.Entrypoint) != 0 {
		t.Errorf("shell %q, entrypoint %q: both are to be none", s.Suite.Shell, s.Spec.Entrypoint)
	}
}

// TestCheckEnvironment: values come from the line, a file or Baleen's own environment, and what is secret is masked.
func TestCheckEnvironment(t *testing.T) {
	file := filepath.Join(t.TempDir(), "test.env")
	if err := os.WriteFile(file, []byte("# note\nFROM_FILE=1\nINHERITED\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"INHERITED": "2", "TOKEN": "hush", "PEM": "a\nb"}
	s, wrong := given(t, "--env-file", file, "--env=A=b=c", "--env=TOKEN", "--secrets=PEM\nKEY=long secret", "--registry-username=me",
		"--registry-password=pass").Check(lookIn(env))
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if diff := cmp.Diff([]string{"FROM_FILE=1", "INHERITED=2", "A=b=c", "TOKEN=hush", "PEM=a\nb", "KEY=long secret"}, s.Environment.Variables); diff != "" {
		t.Errorf("variables: %s", diff)
	}
	if diff := cmp.Diff([]string{"a\nb", "long secret", "pass"}, s.Environment.Secrets); diff != "" {
		t.Errorf("secrets: %s", diff)
	}
	if diff := cmp.Diff([]string{"PEM", "KEY"}, s.Environment.Names); diff != "" {
		t.Errorf("names: %s", diff)
	}
	if diff := cmp.Diff(s.Environment.Variables, s.Spec.Env); diff != "" {
		t.Errorf("the containers get something else: %s", diff)
	}
}

// TestCheckHidesSecrets: a further line of a secret is masked though the input is wrong, and no complaint repeats it.
func TestCheckHidesSecrets(t *testing.T) {
	s, wrong := given(t, "--secrets=KEY=first line\n-second line-").Check(lookIn(nil))
	if len(wrong) != 1 || strings.Contains(wrong.Error(), "second") {
		t.Errorf("%v", wrong)
	}
	if diff := cmp.Diff([]string{"first line", "-second line-"}, s.Environment.Secrets); diff != "" {
		t.Error(diff)
	}
}

// TestCheckMasked: files are masked in CI, where reports are published, unless the input says otherwise.
func TestCheckMasked(t *testing.T) {
	for _, tt := range []struct {
		word string
		env  map[string]string
		want bool
	}{
		{"auto", nil, false},
		{"auto", map[string]string{"CI": "true"}, true},
		{"auto", map[string]string{"CI": "1"}, true},
		{"auto", map[string]string{"CI": "false"}, false},
		{"auto", map[string]string{"JENKINS_URL": "http://ci"}, true},
		{"auto", map[string]string{"TF_BUILD": "True"}, true},
		{"true", nil, true},
		{"false", map[string]string{"CI": "true"}, false},
	} {
		s, wrong := given(t, "--masked="+tt.word).Check(lookIn(tt.env))
		if len(wrong) > 0 || s.Environment.Masked != tt.want {
			t.Errorf("%s with %v: %t, %v", tt.word, tt.env, s.Environment.Masked, wrong)
		}
	}
	if _, wrong := given(t, "--masked=yes").Check(lookIn(nil)); len(wrong) != 1 || wrong[0].Input != "masked" {
		t.Errorf("%v", wrong)
	}
}

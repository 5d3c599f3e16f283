package inputs

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestArtifacts: globs keep their order and their "!", one per line or flag.
func TestArtifacts(t *testing.T) {
	for args, want := range map[string]Artifacts{
		"--artifacts-when=failed":                             {Failed: true},
		"--artifacts=logs\n\n  !logs/big  \nshots/**/*.png":   {Patterns: []string{"logs", "!logs/big", "shots/**/*.png"}, Failed: true},
		"--artifacts=a --artifacts=b --artifacts-when=always": {Patterns: []string{"a", "b"}},
		"--artifacts=a/../b --artifacts-when=":                {Patterns: []string{"a/../b"}, Failed: true},
		"--artifacts=..a/{x,y}/[0-9].log":                     {Patterns: []string{"..a/{x,y}/[0-9].log"}, Failed: true},
		"--artifacts=.":                                       {Patterns: []string{"."}, Failed: true},
	} {
		s, wrong := given(t, flags(args)...).Check(lookIn(nil))
		if len(wrong) > 0 {
			t.Errorf("%q: %v", args, wrong)
		}
		if diff := cmp.Diff(want, s.Artifacts); diff != "" {
			t.Errorf("%q: %s", args, diff)
		}
	}
}

// TestArtifactsOutside: no glob leaves work-dir, by whatever spelling, and each wrong line is named.
func TestArtifactsOutside(t *testing.T) {
	for pattern, want := range map[string]string{
		"/var/log":    "is not below work-dir",
		"!/var/log":   "is not below work-dir",
		"..":          "is not below work-dir",
		"a/../../b":   "is not below work-dir",
		"!../b":       "is not below work-dir",
		"./../secret": "is not below work-dir",
		"a/{b":        "is not a glob",
		"!x[":         "is not a glob",
	} {
		_, wrong := given(t, "--artifacts=fine\n"+pattern).Check(lookIn(nil))
		if len(wrong) != 1 || wrong[0].Input != "artifacts" || !strings.Contains(wrong[0].Problem, `"`+pattern+`" `+want) {
			t.Errorf("%s: %v, want %s", pattern, wrong, want)
		}
	}
}

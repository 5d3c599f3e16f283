package result

import "testing"

func TestLocation(t *testing.T) {
	for root, want := range map[string]string{".": "features/a.feature", "apps/a": "apps/a/features/a.feature", "../other": "features/a.feature",
		"/srv/suite": "features/a.feature", "": "features/a.feature"} {
		if got := (&Run{Root: root}).Location(File{Path: "features/a.feature"}); got != want {
			t.Errorf("root %q: %s, want %s", root, got, want)
		}
	}
}

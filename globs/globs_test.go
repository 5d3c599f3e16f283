package globs

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGlobs(t *testing.T) {
	files := []string{"log.txt", "shots/a.png", "shots/deep/b.png", "shots/deep/b.txt", "[x]/c.png", "tmp/shots/d.png"}
	for name, tt := range map[string]struct {
		patterns     []string
		match, bases []string
	}{
		"nothing":            {nil, nil, nil},
		"only exclusions":    {[]string{"!shots"}, nil, nil},
		"a folder":           {[]string{"shots"}, []string{"shots/a.png", "shots/deep/b.png", "shots/deep/b.txt"}, []string{"shots"}},
		"a folder, by slash": {[]string{"./shots/"}, []string{"shots/a.png", "shots/deep/b.png", "shots/deep/b.txt"}, []string{"shots"}},
		"one file":           {[]string{"log.txt"}, []string{"log.txt"}, []string{"log.txt"}},
		"a glob":             {[]string{"shots/**/*.png"}, []string{"shots/a.png", "shots/deep/b.png"}, []string{"shots"}},
		"without a folder":   {[]string{"*.txt"}, []string{"log.txt"}, []string{"."}},
		"everything but":     {[]string{".", "!shots/deep", "!*.txt"}, []string{"[x]/c.png", "shots/a.png", "tmp/shots/d.png"}, []string{"."}},
		"folder below one":   {[]string{"shots", "shots/deep"}, []string{"shots/a.png", "shots/deep/b.png", "shots/deep/b.txt"}, []string{"shots"}},
		"escaped brackets":   {[]string{`\[x\]/*`}, []string{"[x]/c.png"}, []string{"[x]"}},
	} {
		t.Run(name, func(t *testing.T) {
			g := New(tt.patterns)
			var got []string
			for _, file := range files {
				if g.Match(file) {
					got = append(got, file)
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(tt.match, got); diff != "" {
				t.Errorf("files: %s", diff)
			}
			if diff := cmp.Diff(tt.bases, g.Bases()); diff != "" {
				t.Errorf("bases: %s", diff)
			}
			if g.Empty() != (len(tt.match) == 0) {
				t.Errorf("empty is %v", g.Empty())
			}
		})
	}
}

package result_test

import (
	"strings"
	"testing"

	"github.com/org/baleen-action/result"
)

func TestAround(t *testing.T) {
	text := strings.Repeat("line of noise\n", 40000) + "before 2\nbefore 1\n\x1b[31mError: no lamp\x1b[0m\nafter hunter2hunter2\nafter 2\n" + strings.Repeat("more\n", 40000)
	name := written(t, text)
	c := result.NewCleaner([]string{"hunter2hunter2"})
	want := "before 1\nError: no lamp\nafter ***"
	if got := c.Around(name, []string{"", "Error: not there", "Error: no lamp"}, 1, 1000); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := c.Around(name, []string{"Error: no lamp"}, 5, 40); len(got) > 40 {
		t.Errorf("got %d bytes", len(got))
	}
	for _, texts := range [][]string{nil, {"nowhere"}, {""}} {
		if got := c.Around(name, texts, 1, 100); got != "" {
			t.Errorf("%q: got %q", texts, got)
		}
	}
	if got := c.Around(name+".gone", []string{"x"}, 1, 100); got != "" {
		t.Errorf("got %q of no file", got)
	}
}

// TestAroundCutsNoSecret: a secret that begins before the shown part is masked all the same.
func TestAroundCutsNoSecret(t *testing.T) {
	secret := "correct horse battery staple"
	for shift := range len(secret) + 4 {
		name := written(t, strings.Repeat("x", 70000)+secret+strings.Repeat("y", shift)+"Error: boom"+strings.Repeat("z", shift)+secret+strings.Repeat("x", 70000))
		got := result.NewCleaner([]string{secret}).Around(name, []string{"Error: boom"}, 3, 60)
		for i := range len(secret) - 4 {
			if strings.Contains(got, secret[i:i+5]) {
				t.Fatalf("shift %d shows %q of the secret: %q", shift, secret[i:i+5], got)
			}
		}
	}
}

package inputs

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestEdits(t *testing.T) {
	for pair, want := range map[[2]string]int{
		{"", ""}: 0, {"", "abc"}: 3, {"abc", ""}: 3, {"abc", "abc"}: 0, {"abc", "abd"}: 1, {"abc", "bc"}: 1, {"bc", "abc"}: 1,
		{"ab", "ba"}: 2, {"kitten", "sitting"}: 3, {"CONCURENCY", "CONCURRENCY"}: 1,
	} {
		if got := edits(pair[0], pair[1]); got != want {
			t.Errorf("%q to %q: %d, want %d", pair[0], pair[1], got, want)
		}
	}
}

// TestNearest: a name is only suggested if most of its letters are right; the common beginning does not count.
func TestNearest(t *testing.T) {
	known := []string{"BALEEN_TAGS", "BALEEN_IMAGE", "BALEEN_RETRIES", "BALEEN_ENV"}
	for name, want := range map[string]string{
		"BALEEN_TAG": "BALEEN_TAGS", "BALEEN_IMAGES": "BALEEN_IMAGE", "BALEEN_RETRY": "", "BALEEN_RETRYS": "BALEEN_RETRIES",
		"BALEEN_X": "", "BALEEN_": "", "BALEEN_EN": "", "BALEEN_ENVS": "BALEEN_ENV",
	} {
		if got := Nearest(name, known); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestUnknownOddities: only set variables of ours count, in the order of their names.
func TestUnknownOddities(t *testing.T) {
	got := Unknown([]string{"BALEEN_ZZZZZZZZ=1", "BALEEN_", "BALEEN_AAAAAAAA=a=b", "baleen_image=x", "XBALEEN_IMAGE=x", "=C:=x", "", "BALEEN_SLOT=1", "BALEEN_DIR=x"})
	want := []string{"BALEEN_AAAAAAAA is set but is not an input", "BALEEN_DIR is set but is not an input", "BALEEN_ZZZZZZZZ is set but is not an input"}
	for i := range got {
		got[i], _, _ = strings.Cut(got[i], ": did")
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func ExampleUnknown() {
	fmt.Println(Unknown([]string{"BALEEN_TAG=@fast"})[0])
	// Output: BALEEN_TAG is set but is not an input: did you mean BALEEN_TAGS?
}

// TestEveryInputHasItsVariable: no input's own variable is taken for an unknown one.
func TestEveryInputHasItsVariable(t *testing.T) {
	for _, name := range []string{"BALEEN_IMAGE", "BALEEN_CPUS", "BALEEN_IPC", "BALEEN_JSON", "BALEEN_NODES", "BALEEN_REGISTRY_PASSWORD", "BALEEN_DOCKER_HOST", "BALEEN_REPORT_DIR"} {
		if notices := Unknown([]string{name + "=x"}); len(notices) > 0 {
			t.Errorf("%q", notices)
		}
	}
}

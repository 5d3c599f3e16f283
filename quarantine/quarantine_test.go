package quarantine

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const listed = `# What we know.
- file: features/cart.feature
  scenario: A card that was refused   # sometimes
  owner: "@checkout"
  issue: https://example.org/1
  expires: 2026-12-31
- file: features\old.feature
  owner: nobody
  expires: 2026-01-01
  reason: "it is old: very"
`

func day(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return at
}

func TestRead(t *testing.T) {
	got, err := Read([]byte(listed))
	if err != nil {
		t.Fatal(err)
	}
	want := []Entry{
		{File: "features/cart.feature", Scenario: "A card that was refused", Owner: "@checkout", Issue: "https://example.org/1", Expires: day("2026-12-31T00:00:00Z"), Line: 2},
		{File: "features/old.feature", Owner: "nobody", Expires: day("2026-01-01T00:00:00Z"), Reason: "it is old: very", Line: 7},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestMistakes: what is wrong is said with its line, all of it at once.
func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "",
		"# nothing yet\n":                      "",
		"[]":                                   "",
		"---\n- file: a\n  owner: b\n---\n- x": "line 2: there is more than one document",
		"entries:\n- file: a":                  "line 1: it is not a list of entries that begin with - file:",
		"hello":                                "line 1: it is not a list of entries that begin with - file:",
		"- hello":                              "line 1: this is no entry: one has " + keys,
		"- file: a\n\n- owner: b\n":            "line 1: the entry has no owner; line 1: the entry has no expires; line 3: the entry has no file; line 3: the entry has no expires",
		"- {file: a, owner: b, expires: tomorrow}":                 `line 1: expires is "tomorrow", which is not a day such as 2026-12-31`,
		"- {file: a, owner: b, expires: 2026-02-30}":               `line 1: expires is "2026-02-30", which is not a day such as 2026-12-31`,
		"- file: a\n  owner: b\n  expires: 2026-12-31\n  Name: c":  `line 4: the key "Name" is not known: an entry has ` + keys,
		"- file: a\n  owner: b\n  owner: c\n  expires: 2026-12-31": `line 3: owner is given twice`,
		"- file: a\n  owner:\n  expires: 2026-12-31":               `line 2: owner is empty`,
		"- file: [a]\n  owner: b\n  expires: 2026-12-31":           `line 1: file is not a text; line 1: the entry has no file`,
		"- file: a\n\t owner: b":                                   "line 2: found a tab character that violates indentation",
	} {
		_, err := Read([]byte(text))
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q:\n got %s\nwant %s", text, got, want)
		}
	}
}

// TestExpiry: the last day counts to its end, and the week before it is announced.
func TestExpiry(t *testing.T) {
	e := Entry{Expires: day("2026-12-31T00:00:00Z")}
	for now, want := range map[string][2]bool{
		"2026-12-23T23:59:59Z":      {false, false},
		"2026-12-24T00:00:00Z":      {false, true},
		"2026-12-31T23:59:59Z":      {false, true},
		"2027-01-01T00:00:00Z":      {true, false},
		"2026-12-31T23:30:00-05:00": {true, false}, // it is the next day by UTC
	} {
		if got := [2]bool{e.Expired(day(now)), e.Expiring(day(now))}; got != want {
			t.Errorf("%s: expired, expiring = %v", now, got)
		}
	}
}

func TestFind(t *testing.T) {
	l := List{Path: "q.yaml", Entries: []Entry{{File: "a", Owner: "all", Line: 1}, {File: "a", Scenario: "x", Owner: "one", Line: 5}}}
	for scenario, want := range map[string]string{"x": "one", "y": "all"} {
		if e, found := l.Find("a", scenario); !found || e.Owner != want {
			t.Errorf("%s: %+v", scenario, e)
		}
	}
	if e, found := l.Find("b", "x"); found {
		t.Errorf("%+v", e)
	}
	for path, want := range map[string]string{"q.yaml": "a", ".baleen/q.yaml": "a", "../../.baleen/q.yaml": "../../a", "x/q.yaml": "a"} {
		if got := (List{Path: path}).FileOf(l.Entries[0]); got != filepath.FromSlash(want) {
			t.Errorf("%s: %s", path, got)
		}
	}
	if got := l.Where(l.Entries[1]); got != "q.yaml:5" {
		t.Error(got)
	}
}

// TestAdd: an entry comes last, and everything before it stays as it is.
func TestAdd(t *testing.T) {
	e := Entry{File: "features/x: y.feature", Scenario: "Pay - #1.2: 'all' # of it", Owner: "@me", Expires: day("2026-12-31T00:00:00Z"), Reason: "two\nlines"}
	const entry = "- file: 'features/x: y.feature'\n  scenario: 'Pay - #1.2: ''all'' # of it'\n  owner: '@me'\n  expires: 2026-12-31\n  reason: 'two lines'\n"
	indented := "  " + strings.TrimSuffix(strings.ReplaceAll(entry, "\n", "\n  "), "  ")
	for before, want := range map[string]string{
		"":              entry,
		listed:          listed + entry,
		"# nothing yet": "# nothing yet\n" + entry,
		"---\n":         "---\n" + entry,
		"  - file: a\n    owner: b\n    expires: 2026-12-31": "  - file: a\n    owner: b\n    expires: 2026-12-31\n" + indented,
	} {
		path := filepath.Join(t.TempDir(), "new", "q.yaml")
		if before != "" {
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(before), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		if err := Add(path, e); err != nil {
			t.Errorf("%q: %v", before, err)
			continue
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%q became %q, %v", before, got, err)
		}
		list, err := Load(path)
		last := list.Entries[len(list.Entries)-1]
		if err != nil || last.File != e.File || last.Scenario != e.Scenario {
			t.Errorf("%+v, %v", last, err)
		}
	}
	for _, before := range []string{"[]", "null", "[{file: a, owner: b, expires: 2026-12-31}]", "hello", listed + "...\n"} {
		if out, err := added([]byte(before), e); err == nil {
			t.Errorf("%q became %q", before, out)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	dir := t.TempDir()
	if _, err := Load(dir); err == nil {
		t.Error("a folder was read")
	}
	large := filepath.Join(dir, "large")
	if err := os.WriteFile(large, make([]byte, maxBytes+1), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(large); err == nil || !strings.Contains(err.Error(), "larger than 4 MiB") {
		t.Errorf("%v", err)
	}
	if list, err := Load(filepath.Join(dir, "none")); err != nil || len(list.Entries) > 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

// FuzzRead holds that any text is read without harm, and that an entry that is added to a list is read again.
func FuzzRead(f *testing.F) {
	f.Add(listed, "a name")
	f.Add("[]", "x: y")
	f.Add("- &a {file: *a}", "- [")
	f.Fuzz(func(t *testing.T, text, name string) {
		before, err := Read([]byte(text))
		var mistakes Mistakes
		if err != nil && !errors.As(err, &mistakes) {
			t.Errorf("%v", err)
		}
		name = strings.Join(strings.Fields(name), " ")
		after, err := added([]byte(text), Entry{File: "a", Scenario: name, Owner: "b", Expires: day("2026-12-31T00:00:00Z")})
		if err != nil {
			return
		}
		entries, err := Read(after)
		if err != nil || len(entries) != len(before)+1 {
			t.Fatalf("%q became %q: %v", text, after, err)
		}
	})
}

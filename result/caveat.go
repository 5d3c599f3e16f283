package result

import "fmt"

// caveats say what limits the verdict. A file that Baleen cannot read has no plan: a scenario of it that its runner does not
// report is not missed.
func (r *Run) caveats() []string {
	var unread []string
	for _, f := range r.Files {
		if f.ParseFail != "" {
			unread = append(unread, r.Location(f))
		}
	}
	switch n := len(unread); n {
	case 0:
		return nil
	case 1:
		return []string{"Baleen cannot read " + unread[0] + ": only what its runner reports of it is counted"}
	default:
		return []string{fmt.Sprintf("Baleen cannot read %d files: only what their runner reports of them is counted (%s, …)", n, unread[0])}
	}
}

package result

import "fmt"

// caveats say what limits the verdict. A file that Baleen cannot parse has no plan: if its runner does
// not report a scenario, Baleen does not notice.
func (r *Run) caveats() []string {
	var out, unread []string
	if r.RerunOf != nil {
		out = append(out, r.RerunOf.Sentence(r.Counts().Total))
	}
	if n := len(r.Continues); n > 0 {
		out = append(out, fmt.Sprintf("it goes on with the report of run %s: what passed there, on the same image and commit, did not run again", r.Continues[n-1]))
	}
	for _, a := range r.Attempts {
		if a.Run == "" && a.Superseded && a.Class == ServiceFault {
			out = append(out, fmt.Sprintf("%s, so %s was run again with fresh services", a.Evidence, a.ID()))
		}
	}
	if r.NotRetried != "" {
		out = append(out, r.NotRetried)
	}
	for _, f := range r.Files {
		if f.ParseFail != "" {
			unread = append(unread, r.Location(f))
		}
	}
	switch n := len(unread); n {
	case 0:
		return out
	case 1:
		return append(out, "Baleen cannot parse "+unread[0]+": only the scenarios that its runner reports count")
	default:
		return append(out, fmt.Sprintf("Baleen cannot parse %d files: only the scenarios that their runner reports count (%s, …)", n, unread[0]))
	}
}

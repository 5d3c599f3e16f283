package platform

import (
	"cmp"
	"errors"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// githubSuites sets the action's outputs once more, for all suites together: the runner takes the last value of an output.
// Paths are one per line.
func (p Platform) githubSuites(suites []report.Suite, status int) error {
	var all result.Counts
	var wall time.Duration
	var files, pages, streams, folders []string
	containers, state := 0, report.Suite{Ran: true, Exit: status}.State() // of a cancellation between two suites
	for _, s := range suites {
		if s.Run == nil {
			continue
		}
		if s.Exit == status {
			state = s.State()
		}
		all = all.Plus(s.Run.Counts())
		wall += s.Run.Wall
		containers += report.Containers(s.Run)
		folder := p.inWorkspace(s.Run.Folder)
		folders = append(folders, folder)
		files, pages = append(files, path.Join(folder, reportdir.JUnit)), append(pages, path.Join(folder, cmp.Or(s.Run.Page, reportdir.Page)))
		streams = append(streams, path.Join(folder, reportdir.Messages))
	}
	return errors.Join(
		p.summarize(report.SuitesSummary(suites)),
		p.output(append(countsOf(all), []output{
			{"result", strings.ReplaceAll(state, " ", "-")},
			{"exit-code", strconv.Itoa(status)},
			{"containers", strconv.Itoa(containers)},
			{"duration-ms", strconv.FormatInt(wall.Milliseconds(), 10)},
			{"junit-path", strings.Join(files, "\n")},
			{"html-path", strings.Join(pages, "\n")},
			{"messages-path", strings.Join(streams, "\n")},
			{"report-dir", strings.Join(folders, "\n")},
		}...)),
	)
}

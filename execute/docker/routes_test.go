package docker

import (
	"net/http"
	"regexp"
)

// routes are the calls by the names that rules know them by. A container is named as a run names it, or by its ID: looks
// at the machine's own name are not meant.
var routes = map[string]*regexp.Regexp{
	"ping":        regexp.MustCompile(`^(GET|HEAD) .*/_ping$`),
	"info":        regexp.MustCompile(`^GET .*/info$`),
	"import":      regexp.MustCompile(`^POST .*/images/create$`),
	"create":      regexp.MustCompile(`^POST .*/containers/create$`),
	"copy-to":     regexp.MustCompile(`^PUT .*/containers/[^/]+/archive$`),
	"attach":      regexp.MustCompile(`^POST .*/containers/[^/]+/attach$`),
	"wait":        regexp.MustCompile(`^POST .*/containers/[^/]+/wait$`),
	"start":       regexp.MustCompile(`^POST .*/containers/[^/]+/start$`),
	"top":         regexp.MustCompile(`^GET .*/containers/[^/]+/top$`),
	"kill":        regexp.MustCompile(`^POST .*/containers/[^/]+/kill$`),
	"inspect":     regexp.MustCompile(`^GET .*/containers/(baleen-[^/]+|[0-9a-f]{64})/json$`),
	"logs":        regexp.MustCompile(`^GET .*/containers/[^/]+/logs$`),
	"copy-from":   regexp.MustCompile(`^GET .*/containers/[^/]+/archive$`),
	"remove":      regexp.MustCompile(`^DELETE .*/containers/[^/]+$`),
	"list":        regexp.MustCompile(`^GET .*/containers/json$`),
	"stat":        regexp.MustCompile(`^HEAD .*/containers/[^/]+/archive$`),
	"commit":      regexp.MustCompile(`^POST .*/commit$`),
	"volume-ls":   regexp.MustCompile(`^GET .*/volumes$`),
	"volume-make": regexp.MustCompile(`^POST .*/volumes/create$`),
	"image-ls":    regexp.MustCompile(`^GET .*/images/json$`),
	"image-rm":    regexp.MustCompile(`^DELETE .*/images/.+$`),
}

func routeOf(r *http.Request) string {
	for name, route := range routes {
		if route.MatchString(r.Method + " " + r.URL.Path) {
			return name
		}
	}
	return r.Method + " " + r.URL.Path
}

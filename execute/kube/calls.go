//go:build !nokube

package kube

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/org/baleen-action/execute"
)

// recorder passes requests to the API server on as they are, and records them.
type recorder struct {
	http.RoundTripper
	calls *execute.Calls // nil: they are not recorded
}

// Record records every call to the API server from now on. The watch for Pods is recorded until it ends, exec until its command has.
func (c *Cluster) Record(calls *execute.Calls) { c.recorder.calls = calls }

// begin begins the record of a call; the result is to be called with its end.
func (r *recorder) begin(method, of string) func(error) error {
	if r.calls == nil {
		return func(err error) error { return err }
	}
	return r.calls.Begin(method, of)
}

// RoundTrip implements http.RoundTripper.
func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	end := r.begin(methodOf(request))
	response, err := r.RoundTripper.RoundTrip(request)
	if err != nil {
		return response, end(err)
	}
	if response.StatusCode >= http.StatusBadRequest {
		_ = end(errors.New(response.Status)) // its body is the client's to read
	}
	response.Body = answerBody{response.Body, end}
	return response, nil
}

// answerBody is the body of an answer. The call ends when it has been read.
type answerBody struct {
	io.ReadCloser
	end func(error) error
}

// Close implements io.Closer.
func (a answerBody) Close() error { return a.end(a.ReadCloser.Close()) }

// verbs are Kubernetes' words for methods, as in RBAC rules.
var verbs = map[string]string{http.MethodPost: "create", http.MethodGet: "get", http.MethodDelete: "delete"}

// methodOf returns a request's verb and resource, such as "get pods/log", and the name of what it is about. Paths are
// /api/VERSION or /apis/GROUP/VERSION, and then [namespaces/NAMESPACE/]RESOURCE[/NAME[/SUBRESOURCE]].
func methodOf(r *http.Request) (method, of string) {
	words := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	switch words[0] {
	case "api":
		words = words[min(2, len(words)):]
	case "apis":
		words = words[min(3, len(words)):]
	}
	if len(words) > 2 && words[0] == "namespaces" {
		words = words[2:]
	}
	words = append(words, "", "", "")
	resource, name, sub := words[0], words[1], words[2]
	if sub != "" {
		resource += "/" + sub
	}
	return verbOf(r, name) + " " + resource, cmp.Or(name, nameIn(r))
}

func verbOf(r *http.Request, name string) string {
	switch {
	case r.URL.Query().Get("watch") == "true":
		return "watch"
	case r.Method == http.MethodGet && name == "":
		return "list"
	}
	return cmp.Or(verbs[r.Method], r.Method)
}

// nameIn returns the name of the object that a request creates.
func nameIn(r *http.Request) string {
	if r.Method != http.MethodPost || r.GetBody == nil {
		return ""
	}
	body, err := r.GetBody()
	if err != nil {
		return ""
	}
	defer body.Close()
	var object struct{ Metadata struct{ Name string } }
	if json.NewDecoder(body).Decode(&object) != nil {
		return ""
	}
	return object.Metadata.Name
}

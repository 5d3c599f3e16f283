//go:build cluster && !nokube

package kube

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"regexp"
	"sync"
	"testing"
	"time"

	"k8s.io/client-go/rest"
)

// proxy stands between Baleen and the API server, passes every call on, and goes wrong where its rules say so.
type proxy struct {
	*httptest.Server
	rules   []rule
	stopped chan struct{}
	pass    *httputil.ReverseProxy

	mu    sync.Mutex
	calls []int // that each rule is about
	seen  map[string]bool
}

// rule makes some calls of a route go wrong.
type rule struct {
	route string // a name of routes
	first int    // call of that route, from 1
	every bool   // and all after it
	since string // a route; calls before the first one of it do not count
	act   action
}

// action is what becomes of one call.
type action func(p *proxy, w http.ResponseWriter, r *http.Request)

// at is a rule for the first call of a route.
func at(route string, act action) rule { return rule{route: route, first: 1, act: act} }

// always is a rule for all calls of a route.
func always(route string, act action) rule {
	return rule{route: route, first: 1, every: true, act: act}
}

// routes are the calls by the names that rules know them by.
var routes = map[string]*regexp.Regexp{
	"make job":   regexp.MustCompile(`^POST .*/jobs\?`),
	"remove job": regexp.MustCompile(`^DELETE .*/jobs/[^/]+\?`),
	"make pod":   regexp.MustCompile(`^POST .*/pods\?`),
	"watch":      regexp.MustCompile(`^GET .*/pods\?.*watch=`),
	"list":       regexp.MustCompile(`^GET .*/pods\?labelSelector=[^&]*$`),
	"ask":        regexp.MustCompile(`^GET .*/pods/[^/]+\?`),
	"fetch":      regexp.MustCompile(`^(GET|POST) .*/exec\?.*command=send`),
	"remove pod": regexp.MustCompile(`^DELETE .*/pods/[^/]+\?`),

	"await":              regexp.MustCompile(`^(GET|POST) .*/exec\?.*command=await`),
	"describe":           regexp.MustCompile(`^(GET|POST) .*/exec\?.*command=describe`),
	"await by WebSocket": regexp.MustCompile(`^GET .*/exec\?.*command=await`),
	"fetch by WebSocket": regexp.MustCompile(`^GET .*/exec\?.*command=send`),
}

func is(route string, call *http.Request) bool {
	return routes[route].MatchString(call.Method + " " + call.URL.Path + "?" + call.URL.RawQuery)
}

// through is the cluster behind a proxy of its own; without rules, it is the cluster itself.
func (l live) through(t *testing.T, rules []rule) live {
	t.Helper()
	if len(rules) == 0 {
		return l
	}
	p := l.proxy(t, rules)
	other := &Cluster{Namespace: l.Namespace}
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.Certificate().Raw})
	config := &rest.Config{Host: p.URL, BearerToken: l.config.BearerToken, TLSClientConfig: rest.TLSClientConfig{CAData: authority}}
	if err := other.open(config, "baleen-test"); err != nil {
		t.Fatal(err)
	}
	return live{Cluster: other, image: l.image}
}

func (l live) proxy(t *testing.T, rules []rule) *proxy {
	t.Helper()
	server, err := url.Parse(l.config.Host)
	if err != nil {
		t.Fatal(err)
	}
	authority, err := os.ReadFile(l.config.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	known := x509.NewCertPool()
	known.AppendCertsFromPEM(authority)
	p := &proxy{rules: rules, stopped: make(chan struct{}), calls: make([]int, len(rules)), seen: map[string]bool{"": true}}
	p.pass = p.forward(server, &http.Transport{TLSClientConfig: &tls.Config{RootCAs: known}})
	p.Server = httptest.NewUnstartedServer(p)
	p.EnableHTTP2 = true
	p.StartTLS()
	t.Cleanup(func() {
		close(p.stopped)
		p.CloseClientConnections()
		p.Close()
	})
	return p
}

func (p *proxy) forward(to *url.URL, over http.RoundTripper) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Transport:      over,
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(to) },
		FlushInterval:  -1,
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }, // as if there were no proxy
		ModifyResponse: limitBody,
	}
}

// ServeHTTP counts the call and finds what becomes of it.
func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.rule(r)(p, w, r) }

func (p *proxy) rule(r *http.Request) action {
	p.mu.Lock()
	defer p.mu.Unlock()
	act := passOn
	for i, rule := range p.rules {
		p.seen[rule.since] = p.seen[rule.since] || is(rule.since, r)
		if !p.seen[rule.since] || !is(rule.route, r) {
			continue
		}
		p.calls[i]++
		if n := p.calls[i]; n == rule.first || rule.every && n > rule.first {
			act = rule.act
		}
	}
	return act
}

func passOn(p *proxy, w http.ResponseWriter, r *http.Request) { p.pass.ServeHTTP(w, r) }

// refuse closes the connection before the server hears of the call.
func refuse(*proxy, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// hang accepts the call and never answers.
func hang(p *proxy, _ http.ResponseWriter, r *http.Request) {
	select {
	case <-p.stopped:
	case <-r.Context().Done():
	}
}

// delay passes the call on later.
func delay(p *proxy, w http.ResponseWriter, r *http.Request) {
	select {
	case <-time.After(3 * time.Second):
	case <-p.stopped:
	}
	passOn(p, w, r)
}

// answer gives a status in the server's place.
func answer(status int, reason string) action {
	return func(_ *proxy, w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "made up by the test", "reason": "`+reason+`", "code": `+itoa(status)+`}`)
	}
}

// drop lets the server act, and loses its answer.
func drop(p *proxy, _ http.ResponseWriter, r *http.Request) {
	p.pass.ServeHTTP(httptest.NewRecorder(), r)
	panic(http.ErrAbortHandler)
}

// behind holds the answer of a call back.
func behind(reached func()) action {
	return func(p *proxy, w http.ResponseWriter, r *http.Request) {
		p.pass.ServeHTTP(httptest.NewRecorder(), r)
		reached()
		hang(p, w, r)
	}
}
